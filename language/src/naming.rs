//! Names of unions, and a table of names for each scope of the generated crate: two items with the same name are an
//! error. The pass is part of `load`, so that all tools refuse the same schemas.

mod homes;
mod items;
pub mod reserved;
mod scope;
mod unions;

use crate::diag::Report;
use crate::ir::Catalog;

/// Names all unions, and then checks all scopes.
pub(crate) fn name(catalog: &mut Catalog, report: &mut Report) {
    unions::name(catalog);
    homes::check(&catalog.endpoints, report);
    items::check(catalog, report);
}
