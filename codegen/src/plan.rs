//! What Rust will be written: files, items, names, types, values, documentation. Every decision is made here.
//! Reads `ir` and `names`; feeds `render`, which only writes it down.

mod docs_of;
mod index;
mod model;
mod module;
mod object;
mod root;
mod types;
mod values;

use fal_schema::Report;
use fal_schema::ir::Catalog;

pub(crate) use fal_schema::ir::Literal;
pub(crate) use model::*;

/// Plans the whole output.
///
/// # Errors
/// More families than a crate on crates.io may have features.
pub(crate) fn plan(catalog: &Catalog, options: &crate::Options) -> Result<Plan, Box<Report>> {
    let mut report = Report { sources: catalog.sources.clone(), diagnostics: Vec::new() };
    let index = index::Index::new(catalog);
    let shared = module::shared(&index);
    let modules = catalog.endpoints.iter().map(|endpoint| module::endpoint(&index, endpoint, options)).collect();
    let root = root::plan(&index, &shared, options, &mut report);
    report.finish(Plan { root, shared, modules })
}
