//! Schema to model: every entry becomes a field, a type or an endpoint, and every name finds its type.
//! Reads the files that `load` read; feeds `ir`, which `check` then looks through. Mistakes are collected.

mod endpoint;
mod fields;
mod literal;
mod rust_name;
mod scope;
mod types;

use crate::diag::Report;
use crate::ir::Catalog;
use crate::unit::SHARED_FILE;
use crate::unit::Unit;

#[cfg(feature = "import")]
pub(crate) use scope::BUILTINS;
use scope::Scope;

/// Builds the model of all files.
pub(crate) fn lower(units: &[Unit], report: &mut Report) -> Catalog {
    let shared_unit = units.iter().find(|unit| unit.shared.is_some());
    let shared_types = shared_unit.and_then(|unit| Some((unit, &unit.shared.as_ref()?.types)));
    let lost_shared = units.iter().any(|unit| unit.path == SHARED_FILE && unit.lost_types);
    let mut scope = Scope::new(lost_shared);
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
    Catalog { endpoints, shared, unions: Vec::new(), sources: report.sources.clone() }
}
