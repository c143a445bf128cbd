//! What tools that write schemas need: a folder as it is, whole or not yet whole, and one text looked through as if it were
//! one of its files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Catalog, TypeDef};
use crate::load::{model, source, texts, understand_all, unreadable};
use crate::schema::{EndpointFile, SharedFile};
use crate::source_file::{SHARED_FILE, SourceFile};
use crate::{lower, naming, yaml};

/// A report that a folder cannot be used.
pub fn unusable(dir: &Path, problem: &std::io::Error) -> Box<Report> {
    let mut report = Report::default();
    unreadable(&dir.display().to_string(), &problem.to_string(), &mut report);
    Box::new(report)
}

/// The schemas of a folder as they are written, for the importer.
#[derive(Debug, Default)]
pub struct Existing {
    /// Texts of the endpoints' files, by path.
    pub texts: BTreeMap<String, String>,
    /// The same, read.
    pub endpoints: BTreeMap<String, EndpointFile>,
    /// The shared file, read.
    pub shared_file: SharedFile,
    /// The types in it.
    pub shared: Vec<TypeDef>,
    /// What has which Rust name in the shared module.
    pub names: SharedNames,
}

/// Names of schemas by Rust names: of the shared types, and of the unions that any endpoint adds to their module.
pub type SharedNames = BTreeMap<String, String>;

/// Reads a folder that will be added to.
///
/// # Errors
/// Mistakes in the files. Types that nothing uses are none: what is imported may use them.
pub fn existing(dir: &Path) -> Result<Existing, Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    let mut existing = Existing::default();
    let mut sources = Vec::new();
    for (below, shown, text) in texts {
        let file = report.sources.add(shown, text.clone());
        let Some(source) = source(below.clone(), file, &mut report) else { continue };
        match &source.endpoint {
            Some(endpoint) => {
                existing.endpoints.insert(below.clone(), endpoint.clone());
                existing.texts.insert(below, text);
            }
            None => existing.shared_file = source.shared.clone().unwrap_or_default(),
        }
        sources.push(source);
    }
    let mut catalog = lower::lower(&sources, &mut report);
    naming::name(&mut catalog, &mut report);
    existing.names = shared_names(&catalog);
    existing.shared = catalog.shared;
    report.finish(existing)
}

fn shared_names(catalog: &Catalog) -> SharedNames {
    catalog.shared.iter().chain(&catalog.unions).map(|def| (def.rust_name.clone(), def.name.clone())).collect()
}

/// Reads the text of one endpoint's file.
pub fn endpoint(text: &str) -> Result<EndpointFile, Box<Report>> {
    let mut report = Report::default();
    let file = report.sources.add("schema.yaml", text);
    let source = source("schema.yaml".to_owned(), file, &mut report);
    match source.and_then(|source| source.endpoint) {
        Some(endpoint) => report.finish(endpoint),
        None => Err(Box::new(report)),
    }
}

/// Reads the text of the shared file.
pub fn shared(text: &str) -> Result<SharedFile, Box<Report>> {
    let mut report = Report::default();
    let file = report.sources.add(SHARED_FILE, text);
    let source = source(SHARED_FILE.to_owned(), file, &mut report);
    match source.and_then(|source| source.shared) {
        Some(shared) => report.finish(shared),
        None => Err(Box::new(report)),
    }
}

/// A folder, read and checked as by [`load`], with its files as they are written.
///
/// # Errors
/// As [`load`].
pub fn folder(dir: &Path) -> Result<(Catalog, Vec<SourceFile>), Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    understand_all(texts, report)
}

/// One file beside the shared one, looked through.
#[derive(Debug)]
pub struct Judged {
    /// Findings about the file itself.
    pub findings: Vec<Diagnostic>,
    /// Where everything stands in it.
    pub root: Option<yaml::Node>,
    /// What it has in the shared module.
    pub names: SharedNames,
}

/// Looks through a text as if it were a file of the folder, of which the shared module has names already.
pub fn judge(shared: Option<&str>, taken: &SharedNames, path: &str, text: &str) -> Judged {
    let mut report = Report::default();
    let mut sources = Vec::new();
    if let Some(shared) = shared {
        let file = report.sources.add(SHARED_FILE, shared);
        sources.extend(source(SHARED_FILE.to_owned(), file, &mut report));
    }
    let file = report.sources.add(path, text);
    sources.extend(source(path.to_owned(), file, &mut report));
    let catalog = model(&sources, &mut report);
    for union in &catalog.unions {
        if let Some(first) = taken.get(&union.rust_name).filter(|first| **first != union.name) {
            let message = format!("the Rust name `{}` is already taken by the shared `{first}`", union.rust_name);
            report.push(Diagnostic::new(codes::COLLISION, union.span, message));
        }
    }
    report.diagnostics.retain(|found| found.place.file == file);
    report.diagnostics.sort_by_key(|found| (found.place, found.code));
    let root = sources.pop().filter(|source| source.path == path).map(|source| source.root);
    Judged { findings: report.diagnostics, root, names: shared_names(&catalog) }
}
