//! Reads a folder of schema files: one `<endpoint id>.yaml` per endpoint, and `shared.yaml`.
//! The only place of the library that reads schema files; feeds `yaml`, `read` and `lower`.

#[cfg(feature = "import")]
use std::collections::BTreeMap;
use std::path::Path;

use walkdir::WalkDir;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::Catalog;
#[cfg(feature = "import")]
use crate::ir::TypeDef;
use crate::schema::{EndpointFile, SharedFile};
use crate::unit::{SHARED_FILE, Unit};
use crate::yaml::{MAX_BYTES, Step};
use crate::{check, lower, naming, read, yaml};

/// Most types in a file. Some checks follow every type through every other.
pub(crate) const MAX_TYPES: usize = 1000;

/// Reads and checks every schema below `dir`.
///
/// # Errors
/// All findings of the run, each with its place; nothing is written anywhere.
pub fn load(dir: impl AsRef<Path>) -> Result<Catalog, Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir.as_ref(), &mut report);
    if texts.is_empty() && report.is_empty() {
        unreadable(&dir.as_ref().display().to_string(), "no schema (*.yaml) is in this folder", &mut report);
    }
    understand(texts, report)
}

/// Checks schemas that are already in memory: pairs of a path below the schema folder (with `/`) and its text.
///
/// # Errors
/// As [`load`].
pub fn load_texts(texts: impl IntoIterator<Item = (String, String)>) -> Result<Catalog, Box<Report>> {
    let mut texts: Vec<(String, String, String)> =
        texts.into_iter().map(|(path, text)| (path.clone(), path, text)).collect();
    texts.sort();
    understand(texts, Report::default())
}

/// Path below the folder, path as shown to people, text.
type Text = (String, String, String);

fn understand(texts: Vec<Text>, report: Report) -> Result<Catalog, Box<Report>> {
    understand_all(texts, report).map(|(catalog, _)| catalog)
}

fn understand_all(texts: Vec<Text>, mut report: Report) -> Result<(Catalog, Vec<Unit>), Box<Report>> {
    let mut units = Vec::new();
    if !report.is_empty() {
        // What could not be read may have been the shared file.
        units.push(Unit::unread(SHARED_FILE.to_owned()));
    }
    for (below, shown, text) in texts {
        let file = report.sources.add(shown, text);
        units.push(unit(below.clone(), file, &mut report).unwrap_or_else(|| Unit::unread(below)));
    }
    let catalog = model(&units, &mut report);
    report.finish((catalog, units))
}

/// The checked model of all files.
fn model(units: &[Unit], report: &mut Report) -> Catalog {
    let mut catalog = lower::lower(units, report);
    naming::name(&mut catalog, report);
    check::check(&catalog, units, report);
    catalog
}

fn unit(path: String, file: u32, report: &mut Report) -> Option<Unit> {
    let before = report.diagnostics.len();
    if report.sources.get(file).text.len() as u64 > MAX_BYTES {
        let found = Diagnostic::new(codes::UNREADABLE, Span::file_start(file), "the file is larger than 1 MiB");
        report.push(found.help("schemas are small; is this file really a schema?"));
        return None;
    }
    let root = yaml::scan(file, report)?;
    let (mut endpoint, mut shared, mut removed) = (None, None, Vec::new());
    if path == SHARED_FILE {
        if let Some(content) = read::read(file, &root, report) {
            (shared, removed) = (Some(content.0), content.1);
        }
    } else if let Some(content) = read::read(file, &root, report) {
        (endpoint, removed) = (Some(content.0), content.1);
    }
    if endpoint.is_some() {
        read::sides(&root, &removed, report);
    }
    let of_endpoint = endpoint.as_ref().map(|file: &EndpointFile| file.types.len());
    let types = of_endpoint.or(shared.as_ref().map(|file: &SharedFile| file.types.len()));
    if types.is_some_and(|count| count > MAX_TYPES) {
        let place = root.key_span(&[Step::Key("types".to_owned())]);
        let found = Diagnostic::new(codes::UNREADABLE, place, format!("the file has more than {MAX_TYPES} types"));
        report.push(found.help("schemas are small; is this file really a schema?"));
        (endpoint, shared) = (None, None);
    }
    let damaged = report.diagnostics.len() > before;
    let unread = endpoint.is_none() && shared.is_none();
    let is_type = |path: &Vec<Step>| path.len() <= 2 && path.first() == Some(&Step::Key("types".to_owned()));
    let lost_types = unread || removed.iter().any(is_type);
    Some(Unit { path, root, endpoint, shared, damaged, lost_types, lost: removed })
}

fn texts(dir: &Path, report: &mut Report) -> Vec<Text> {
    let mut texts = Vec::new();
    for entry in WalkDir::new(dir).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unreadable(&dir.display().to_string(), &error.to_string(), report);
                continue;
            }
        };
        let path = entry.path();
        let is_schema = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if !is_schema || !entry.file_type().is_file() {
            continue;
        }
        let below = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let shown = path.display().to_string().replace('\\', "/");
        match text(path) {
            Ok(text) => texts.push((below, shown, text)),
            Err(problem) => unreadable(&shown, &problem, report),
        }
    }
    texts
}

fn text(path: &Path) -> Result<String, String> {
    let size = path.metadata().map_err(|error| error.to_string())?.len();
    if size > MAX_BYTES {
        return Err("the file is larger than 1 MiB".to_owned());
    }
    if path.extension().is_some_and(|extension| extension == "yml") {
        return Err("the file's name must end in .yaml".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| format!("the file is not UTF-8: {error}"))
}

fn unreadable(shown: &str, problem: &str, report: &mut Report) {
    let file = report.sources.add(shown, "");
    report.push(Diagnostic::new(codes::UNREADABLE, Span::file_start(file), format!("{shown}: {problem}")));
}

/// A report that a folder cannot be used.
#[cfg(feature = "import")]
pub(crate) fn unusable(dir: &Path, problem: &std::io::Error) -> Box<Report> {
    let mut report = Report::default();
    unreadable(&dir.display().to_string(), &problem.to_string(), &mut report);
    Box::new(report)
}

/// The schemas of a folder as they are written, for the importer.
#[cfg(feature = "import")]
#[derive(Debug, Default)]
pub(crate) struct Existing {
    /// Texts of the endpoints' files, by path.
    pub(crate) texts: BTreeMap<String, String>,
    /// The same, read.
    pub(crate) endpoints: BTreeMap<String, EndpointFile>,
    /// The shared file, read.
    pub(crate) shared_file: SharedFile,
    /// The types in it.
    pub(crate) shared: Vec<TypeDef>,
    /// What has which Rust name in the shared module.
    pub(crate) names: SharedNames,
}

/// Names of schemas by Rust names: of the shared types, and of the unions that any endpoint adds to their module.
#[cfg(feature = "import")]
pub(crate) type SharedNames = BTreeMap<String, String>;

/// Reads a folder that will be added to.
///
/// # Errors
/// Mistakes in the files. Types that nothing uses are none: what is imported may use them.
#[cfg(feature = "import")]
pub(crate) fn existing(dir: &Path) -> Result<Existing, Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    let mut existing = Existing::default();
    let mut units = Vec::new();
    for (below, shown, text) in texts {
        let file = report.sources.add(shown, text.clone());
        let Some(unit) = unit(below.clone(), file, &mut report) else { continue };
        match &unit.endpoint {
            Some(endpoint) => {
                existing.endpoints.insert(below.clone(), endpoint.clone());
                existing.texts.insert(below, text);
            }
            None => existing.shared_file = unit.shared.clone().unwrap_or_default(),
        }
        units.push(unit);
    }
    let mut catalog = lower::lower(&units, &mut report);
    naming::name(&mut catalog, &mut report);
    existing.names = shared_names(&catalog);
    existing.shared = catalog.shared;
    report.finish(existing)
}

#[cfg(feature = "import")]
fn shared_names(catalog: &Catalog) -> SharedNames {
    catalog.shared.iter().chain(&catalog.unions).map(|def| (def.rust_name.clone(), def.name.clone())).collect()
}

/// Reads the text of one endpoint's file.
#[cfg(feature = "import")]
pub(crate) fn endpoint(text: &str) -> Result<EndpointFile, Box<Report>> {
    let mut report = Report::default();
    let file = report.sources.add("schema.yaml", text);
    let unit = unit("schema.yaml".to_owned(), file, &mut report);
    match unit.and_then(|unit| unit.endpoint) {
        Some(endpoint) => report.finish(endpoint),
        None => Err(Box::new(report)),
    }
}

/// Reads the text of the shared file.
#[cfg(feature = "import")]
pub(crate) fn shared(text: &str) -> Result<SharedFile, Box<Report>> {
    let mut report = Report::default();
    let file = report.sources.add(SHARED_FILE, text);
    let unit = unit(SHARED_FILE.to_owned(), file, &mut report);
    match unit.and_then(|unit| unit.shared) {
        Some(shared) => report.finish(shared),
        None => Err(Box::new(report)),
    }
}

/// A folder, read and checked as by [`load`], with its files as they are written.
///
/// # Errors
/// As [`load`].
#[cfg(feature = "import")]
pub(crate) fn folder(dir: &Path) -> Result<(Catalog, Vec<Unit>), Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    understand_all(texts, report)
}

/// One file beside the shared one, looked through.
#[cfg(feature = "import")]
#[derive(Debug)]
pub(crate) struct Judged {
    /// Findings about the file itself.
    pub(crate) findings: Vec<Diagnostic>,
    /// Where everything stands in it.
    pub(crate) root: Option<yaml::Node>,
    /// What it has in the shared module.
    pub(crate) names: SharedNames,
}

/// Looks through a text as if it were a file of the folder, of which the shared module has names already.
#[cfg(feature = "import")]
pub(crate) fn judge(shared: Option<&str>, taken: &SharedNames, path: &str, text: &str) -> Judged {
    let mut report = Report::default();
    let mut units = Vec::new();
    if let Some(shared) = shared {
        let file = report.sources.add(SHARED_FILE, shared);
        units.extend(unit(SHARED_FILE.to_owned(), file, &mut report));
    }
    let file = report.sources.add(path, text);
    units.extend(unit(path.to_owned(), file, &mut report));
    let catalog = model(&units, &mut report);
    for union in &catalog.unions {
        if let Some(first) = taken.get(&union.rust_name).filter(|first| **first != union.name) {
            let message = format!("the Rust name `{}` is already taken by the shared `{first}`", union.rust_name);
            report.push(Diagnostic::new(codes::COLLISION, union.span, message));
        }
    }
    report.diagnostics.retain(|found| found.place.file == file);
    report.diagnostics.sort_by_key(|found| (found.place, found.code));
    let root = units.pop().filter(|unit| unit.path == path).map(|unit| unit.root);
    Judged { findings: report.diagnostics, root, names: shared_names(&catalog) }
}

#[cfg(test)]
mod tests {
    use super::{MAX_TYPES, load_texts};

    #[test]
    fn a_file_with_too_many_types_is_refused_with_one_finding() {
        let types: String = (0..=MAX_TYPES).map(|number| format!("  T{number}: {{enum: [a]}}\n")).collect();
        let endpoint = "endpoint: fal-ai/a\ntitle: A\ninput:\n  a: {type: T0}\noutput: {}\n".to_owned();
        let texts = [("shared.yaml".to_owned(), format!("types:\n{types}")), ("fal-ai/a.yaml".to_owned(), endpoint)];
        let report = load_texts(texts).expect_err("too many").to_string();
        assert!(report.contains("more than 1000 types") && report.ends_with("1 error found"), "{report}");
    }
}
