//! Reads a folder of schema files, one `<endpoint id>.yaml` per endpoint and `shared.yaml`, and runs all passes.
//! Only this file of the library reads schema files.

#![expect(clippy::disallowed_methods, reason = "this file reads schema files")]

use std::path::Path;

use walkdir::WalkDir;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::Catalog;
use crate::schema::{EndpointFile, SharedFile};
use crate::source_file::{SHARED_FILE, SourceFile};
use crate::yaml::{MAX_BYTES, Step};
use crate::{check, lower, naming, read, yaml};

/// Maximum number of types in a file. Some checks are quadratic in the number of types.
pub const MAX_TYPES: usize = 1000;

/// Reads and checks every schema below `dir`.
///
/// # Errors
/// All diagnostics of the run, each with its span.
pub fn load(dir: impl AsRef<Path>) -> Result<Catalog, Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir.as_ref(), &mut report);
    if texts.is_empty() && report.is_empty() {
        unreadable(&dir.as_ref().display().to_string(), "the folder contains no schemas (*.yaml)", &mut report);
    }
    build(texts, report)
}

/// Checks schemas that are already in memory: pairs of a path below the schema folder (with `/`) and its text.
///
/// # Errors
/// See [`load`].
pub fn load_texts(texts: impl IntoIterator<Item = (String, String)>) -> Result<Catalog, Box<Report>> {
    let mut texts: Vec<(String, String, String)> =
        texts.into_iter().map(|(path, text)| (path.clone(), path, text)).collect();
    texts.sort();
    build(texts, Report::default())
}

/// The path below the folder, the path for display, and the text of a file.
pub(crate) type SchemaText = (String, String, String);

fn build(texts: Vec<SchemaText>, report: Report) -> Result<Catalog, Box<Report>> {
    build_with_sources(texts, report).map(|(catalog, _)| catalog)
}

pub(crate) fn build_with_sources(
    texts: Vec<SchemaText>,
    mut report: Report,
) -> Result<(Catalog, Vec<SourceFile>), Box<Report>> {
    let mut sources = Vec::new();
    if !report.is_empty() {
        // The unreadable file may be the shared file.
        sources.push(SourceFile::unread(SHARED_FILE.to_owned()));
    }
    for (path, display_path, text) in texts {
        let file = report.sources.add(display_path, text);
        sources.push(source(path.clone(), file, &mut report).unwrap_or_else(|| SourceFile::unread(path)));
    }
    let catalog = model(&sources, &mut report);
    report.finish((catalog, sources))
}

/// The checked model of all files.
pub(crate) fn model(sources: &[SourceFile], report: &mut Report) -> Catalog {
    let mut catalog = lower::lower(sources, report);
    naming::name(&mut catalog, report);
    check::check(&catalog, sources, report);
    catalog
}

pub(crate) fn source(path: String, file: u32, report: &mut Report) -> Option<SourceFile> {
    let before = report.diagnostics.len();
    if report.sources.get(file).text.len() as u64 > MAX_BYTES {
        let diagnostic = Diagnostic::new(codes::UNREADABLE, Span::file_start(file), "the file is larger than 1 MiB");
        report.push(diagnostic.help("schemas are small; check that this file is a schema"));
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
        read::check_sides(&root, &removed, report);
    }
    let of_endpoint = endpoint.as_ref().map(|file: &EndpointFile| file.types.len());
    let types = of_endpoint.or(shared.as_ref().map(|file: &SharedFile| file.types.len()));
    if types.is_some_and(|count| count > MAX_TYPES) {
        let span = root.key_span(&[Step::Key("types".to_owned())]);
        let diagnostic = Diagnostic::new(codes::UNREADABLE, span, format!("the file has more than {MAX_TYPES} types"));
        report.push(diagnostic.help("schemas are small; check that this file is a schema"));
        (endpoint, shared) = (None, None);
    }
    let damaged = report.diagnostics.len() > before;
    let is_unread = endpoint.is_none() && shared.is_none();
    let is_type = |path: &Vec<Step>| path.len() <= 2 && path.first() == Some(&Step::Key("types".to_owned()));
    let lost_types = is_unread || removed.iter().any(is_type);
    Some(SourceFile { path, root, endpoint, shared, damaged, lost_types, lost: removed })
}

pub(crate) fn texts(dir: &Path, report: &mut Report) -> Vec<SchemaText> {
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
        let relative_path = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let display_path = path.display().to_string().replace('\\', "/");
        match text(path) {
            Ok(text) => texts.push((relative_path, display_path, text)),
            Err(error) => unreadable(&display_path, &error, report),
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

pub(crate) fn unreadable(display_path: &str, error: &str, report: &mut Report) {
    let file = report.sources.add(display_path, "");
    report.push(Diagnostic::new(codes::UNREADABLE, Span::file_start(file), format!("{display_path}: {error}")));
}

#[cfg(test)]
mod tests {
    use super::{MAX_TYPES, load_texts};

    #[test]
    fn a_file_with_too_many_types_is_refused_with_one_diagnostic() {
        let types: String = (0..=MAX_TYPES).map(|number| format!("  T{number}: {{enum: [a]}}\n")).collect();
        let endpoint = "endpoint: fal-ai/a\ntitle: A\ninput:\n  a: {type: T0}\noutput: {}\n".to_owned();
        let texts = [("shared.yaml".to_owned(), format!("types:\n{types}")), ("fal-ai/a.yaml".to_owned(), endpoint)];
        let report = load_texts(texts).expect_err("too many").to_string();
        assert!(report.contains("more than 1000 types") && report.ends_with("1 error found"), "{report}");
    }
}
