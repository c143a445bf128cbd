//! Names for unions, and one table of names for each scope of the generated crate: two items that would have one name are an
//! error, whatever they are. Part of `load`, so that all that reads schemas refuses the same. Reads and completes `ir`.

mod homes;
mod items;
pub mod reserved;
mod scope;
mod unions;

use crate::diag::Report;
use crate::ir::Catalog;

/// Names every union, then checks every scope.
pub(crate) fn name(catalog: &mut Catalog, report: &mut Report) {
    unions::name(catalog);
    homes::check(&catalog.endpoints, report);
    items::check(catalog, report);
}
