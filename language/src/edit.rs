//! Operations for tools that write schemas: reading a folder that may be incomplete, and checking one text as if it
//! were a file of that folder.

use std::collections::BTreeMap;
use std::path::Path;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Catalog, TypeDef};
use crate::load::{build_with_sources, model, source, texts, unreadable};
use crate::schema::{EndpointFile, SharedFile};
use crate::source_file::{SHARED_FILE, SourceFile};
use crate::{lower, naming, yaml};

/// The report for a folder that cannot be used.
pub fn folder_error(dir: &Path, error: &std::io::Error) -> Box<Report> {
    let mut report = Report::default();
    unreadable(&dir.display().to_string(), &error.to_string(), &mut report);
    Box::new(report)
}

/// The schemas of a folder in the form of their files, for the importer.
#[derive(Debug, Default)]
pub struct Existing {
    /// Texts of the endpoint files, by path.
    pub texts: BTreeMap<String, String>,
    /// Contents of the endpoint files, by path.
    pub endpoints: BTreeMap<String, EndpointFile>,
    /// Content of the shared file.
    pub shared_file: SharedFile,
    /// The shared types.
    pub shared: Vec<TypeDef>,
    /// The Rust names in the shared module.
    pub names: SharedNames,
}

/// Schema names by Rust name: those of the shared types and of the unions that endpoints add to the shared module.
pub type SharedNames = BTreeMap<String, String>;

/// Reads a folder to which schemas will be added.
///
/// # Errors
/// Errors in the files. Unused types are not errors, because imported schemas may use them.
pub fn existing(dir: &Path) -> Result<Existing, Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    let mut existing = Existing::default();
    let mut sources = Vec::new();
    for (path, display_path, text) in texts {
        let file = report.sources.add(display_path, text.clone());
        let Some(source) = source(path.clone(), file, &mut report) else { continue };
        match &source.endpoint {
            Some(endpoint) => {
                existing.endpoints.insert(path.clone(), endpoint.clone());
                existing.texts.insert(path, text);
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

/// Reads the text of an endpoint file.
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

/// Reads and checks a folder like [`load`](crate::load()), and also returns its files.
///
/// # Errors
/// See [`load`](crate::load()).
pub fn folder(dir: &Path) -> Result<(Catalog, Vec<SourceFile>), Box<Report>> {
    let mut report = Report::default();
    let texts = texts(dir, &mut report);
    build_with_sources(texts, report)
}

/// The result of checking one file together with the shared file.
#[derive(Debug)]
pub struct CheckedText {
    /// The diagnostics about the file itself.
    pub diagnostics: Vec<Diagnostic>,
    /// The spans of its keys and values.
    pub root: Option<yaml::Node>,
    /// The Rust names in the shared module after adding the file.
    pub names: SharedNames,
}

/// Checks a text as if it were a file of the folder; `taken` are the Rust names that the shared module already has.
pub fn check_text(shared: Option<&str>, taken: &SharedNames, path: &str, text: &str) -> CheckedText {
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
    report.diagnostics.retain(|diagnostic| diagnostic.span.file == file);
    report.diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    let root = sources.pop().filter(|source| source.path == path).map(|source| source.root);
    CheckedText { diagnostics: report.diagnostics, root, names: shared_names(&catalog) }
}
