//! The fault matrix as a page of Markdown, for people; the committed one must be what the test sees.
//! Made by `matrix`; `INSTA_UPDATE=always` writes it anew, as it does with snapshots.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::rows::Row;
use super::seen::Seen;

const HEAD: &str = "# Fault matrix\n\n\
What the client does when something goes wrong: each row is an operation and a fault, run against the local server with\n\
the client's own settings by `tests/calls/matrix.rs`, which fails when this page is not what it sees. Time is virtual.\n\n\
* **ends with**: what the caller gets; of an error its `kind()`, `status()`, `error_type()`, `is_retryable()`,\n  \
`retry_after()` and the paths of its `fields()`.\n\
* **requests**: how many of each sort the server read.\n\
* **ran**: how often a model was given the input.\n\
* **known**: what the caller has of the job: the `job` itself, its `id`, or the warning that there is `perhaps` one\n  \
(`may_have_been_accepted()`).\n\
* **later**: what another client gets by what is known, once all is well again.\n\n\
| operation | fault | ends with | requests | ran | known | later |\n\
| --- | --- | --- | --- | --- | --- | --- |\n";

/// The totals: what must be zero, and what was asked for.
pub(crate) struct Totals {
    pub(crate) rows: usize,
    pub(crate) duplicated: usize,
    pub(crate) wanted: usize,
    pub(crate) lost: usize,
}

impl Totals {
    pub(crate) fn line(&self) -> String {
        let Self { rows, duplicated, wanted, lost } = self;
        format!(
            "{rows} rows: {duplicated} duplicated submissions ({wanted} where the call allows it), {lost} lost ids."
        )
    }
}

pub(crate) fn page(rows: &[(&Row, Seen)], totals: &Totals) -> String {
    let mut page = HEAD.to_owned();
    for (row, seen) in rows {
        let Seen { end, requests, accepted, known, later, lost: _ } = seen;
        let (name, fault) = (row.doing.name(), &row.fault);
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| {name} | {fault} | {end} | {requests} | {accepted} | {known} | {later} |");
    }
    page + "\n" + &totals.line() + "\n"
}

/// Compares with the committed page, or writes it.
pub(crate) fn hold(page: &str) {
    let path: PathBuf = fal_tests::root().join("docs/fault-matrix.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, page).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/fault-matrix.md is out of date: run this test with INSTA_UPDATE=always");
}
