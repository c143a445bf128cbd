//! Schema to model: every entry becomes a field, a type or an endpoint, and every name finds its type.
//! Reads the files that `load` read; feeds `ir`, which `check` then looks through. Mistakes are collected.

mod endpoint;
mod fields;
mod literal;
mod scope;
mod types;

use crate::diag::{Report, Span};
use crate::ir::Catalog;
use crate::schema::{EndpointFile, SharedFile};
use crate::yaml::{Node, Step};

#[cfg(feature = "import")]
pub(crate) use scope::BUILTINS;
use scope::Scope;

/// One schema file, read.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Path below the schema folder.
    pub(crate) path: String,
    /// Where everything stands.
    pub(crate) root: Node,
    /// The endpoint, in an endpoint's file.
    pub(crate) endpoint: Option<EndpointFile>,
    /// The shared types, in the shared file.
    pub(crate) shared: Option<SharedFile>,
    /// Entries had to be taken out: findings that may only follow from that are not reported.
    pub(crate) damaged: bool,
    /// Among them declarations of types.
    pub(crate) lost_types: bool,
}

impl Unit {
    /// Place of the value at a path of keys.
    pub(crate) fn value(&self, path: &[&str]) -> Span {
        self.root.value_span(&steps(path))
    }

    /// Place of the key at the end of a path of keys.
    pub(crate) fn key(&self, path: &[&str]) -> Span {
        self.root.key_span(&steps(path))
    }
}

/// A path of keys.
pub(crate) fn steps(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}

/// Builds the model of all files.
pub(crate) fn lower(units: &[Unit], report: &mut Report) -> Catalog {
    let shared_unit = units.iter().find(|unit| unit.shared.is_some());
    let shared_types = shared_unit.and_then(|unit| Some((unit, &unit.shared.as_ref()?.types)));
    let mut scope = Scope::new(units.iter().any(|unit| unit.lost_types));
    let mut shared = Vec::new();
    if let Some((unit, entries)) = shared_types {
        scope.declare_shared(unit, entries);
        shared = types::lower(unit, entries, &scope, report);
    }
    let mut endpoints = Vec::new();
    for unit in units {
        if let Some(file) = &unit.endpoint {
            scope.enter(unit, &file.types, report);
            endpoints.push(endpoint::lower(unit, file, &scope, report));
        }
    }
    endpoints.sort_by(|left, right| left.id.cmp(&right.id));
    Catalog { endpoints, shared, sources: report.sources.clone() }
}
