//! The model against tables of facts that were written down from the models' pages, independently of the schemas.
//! Reads `*.facts` (the head of each describes it) and the checked schemas; an endpoint that no table names is not
//! looked at, everything else is: each row against the model, and everything in the model against the rows.

mod compare;
mod differences;
mod mismatches;
mod model;
mod operations;
mod table;
mod types;

use fal_tests::{catalog, root};
use table::Tables;

fn tables() -> Tables {
    Tables::read(&root().join("tests/facts"))
}

#[test]
fn the_schemas_say_what_the_pages_say() {
    compare::compare(&tables(), &catalog()).assert_none();
}

#[test]
fn the_schemas_stream_and_begin_as_the_pages_show() {
    operations::compare(&tables(), &catalog()).assert_none();
}

#[test]
fn the_tables_cover_ten_pages_and_sixteen_endpoints() {
    let tables = tables();
    let pages: std::collections::BTreeSet<_> = tables.pages.iter().map(|row| row.page.as_str()).collect();
    let endpoints: std::collections::BTreeSet<_> = tables.hidden.iter().map(|row| row.endpoint.as_str()).collect();
    assert_eq!((pages.len(), endpoints.len(), tables.operations.len()), (10, 16, 10));
    assert!(pages.is_subset(&endpoints), "each page is an endpoint: {pages:?} {endpoints:?}");
}
