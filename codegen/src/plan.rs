//! Plans the Rust code: files, items, names, types, values and documentation. All decisions are made here; `render`
//! only converts the plan to tokens.

mod alias;
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

/// Plans the whole crate.
///
/// # Errors
/// Returns an error if there are more families than a crate on crates.io may have features.
pub(crate) fn plan(catalog: &Catalog, options: &crate::Options) -> Result<Plan, Box<Report>> {
    let mut report = Report { sources: catalog.sources.clone(), diagnostics: Vec::new() };
    let index = index::Index::new(catalog);
    let shared = module::shared(&index);
    let modules = catalog.endpoints.iter().map(|endpoint| module::endpoint(&index, endpoint, options)).collect();
    let root = root::plan(&index, options, &mut report);
    report.finish(Plan { root, shared, modules })
}
