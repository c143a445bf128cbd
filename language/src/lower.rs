//! Lowers schema files to the model: entries become fields, types and endpoints, and type names are resolved.

mod endpoint;
mod fields;
mod literal;
mod rust_name;
mod scope;
mod types;

use crate::diag::Report;
use crate::ir::Catalog;
use crate::source_file::SHARED_FILE;
use crate::source_file::SourceFile;

pub use scope::BUILTINS;
use scope::Scope;

/// Builds the model of all files.
pub(crate) fn lower(sources: &[SourceFile], report: &mut Report) -> Catalog {
    let shared_source = sources.iter().find(|source| source.shared.is_some());
    let shared_types = shared_source.and_then(|source| Some((source, &source.shared.as_ref()?.types)));
    let lost_shared = sources.iter().any(|source| source.path == SHARED_FILE && source.lost_types);
    let mut scope = Scope::new(lost_shared);
    let mut shared = Vec::new();
    if let Some((source, entries)) = shared_types {
        scope.declare_shared(source, entries);
        shared = types::lower(source, entries, &scope, report);
    }
    let mut endpoints = Vec::new();
    for source in sources {
        if let Some(file) = &source.endpoint {
            scope.enter(source, &file.types, report);
            endpoints.push(endpoint::lower(source, file, &scope, report));
        }
    }
    endpoints.sort_by(|left, right| left.id.cmp(&right.id));
    Catalog { endpoints, shared, unions: Vec::new(), sources: report.sources.clone() }
}
