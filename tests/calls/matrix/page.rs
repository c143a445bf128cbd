//! Prints the fault matrix as a Markdown page, and compares it with the committed page. `INSTA_UPDATE=always` writes the page
//! instead, as it does with snapshots.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::observed::Observed;
use super::rows::Row;

const HEAD: &str = "# Fault matrix\n\n\
The behaviour of the client when something goes wrong. Each row is an operation and a fault. `tests/calls/matrix.rs` runs it\n\
against the local server with the client's own settings, and fails if this page differs from the result. Time is virtual.\n\n\
* **ends with**: the result of the caller; for an error its `kind()`, `status()`, `error_type()`, `is_retryable()`,\n  \
`retry_after()`, `is_retry_budget_exhausted()` and the paths of its `fields()`.\n\
* **outcome**: the error's `outcome()`: whether the failure is final.\n\
* **requests**: how many requests of each kind the server received.\n\
* **ran**: how often the input was passed to a model.\n\
* **known**: what the caller has of the job: the `job` itself, or the indication that the request may have been accepted\n  \
(`ambiguous`, from `may_have_been_accepted()`).\n\
* **later**: the result of another client that uses what is known, after the fault is removed.\n\n\
| operation | fault | ends with | outcome | requests | ran | known | later |\n\
| --- | --- | --- | --- | --- | --- | --- | --- |\n";

/// The totals: two counts that must be zero, and the duplicates that the call allows.
pub(crate) struct Totals {
    pub(crate) rows: usize,
    pub(crate) duplicated: usize,
    pub(crate) allowed: usize,
    pub(crate) lost: usize,
}

impl Totals {
    pub(crate) fn line(&self) -> String {
        let Self { rows, duplicated, allowed, lost } = self;
        format!(
            "{rows} rows: {duplicated} duplicated submissions ({allowed} where the call allows it), {lost} lost ids."
        )
    }
}

pub(crate) fn page(rows: &[(&Row, Observed)], totals: &Totals) -> String {
    let mut page = HEAD.to_owned();
    for (row, observed) in rows {
        let Observed { end, outcome, requests, accepted, known, later, lost: _ } = observed;
        let (name, fault) = (row.doing.name(), &row.fault);
        // Writing to a string cannot fail.
        let _ =
            writeln!(page, "| {name} | {fault} | {end} | {outcome} | {requests} | {accepted} | {known} | {later} |");
    }
    page + "\n" + &totals.line() + "\n"
}

/// Compares the page with the committed one, or writes it.
pub(crate) fn compare(page: &str) {
    let path: PathBuf = fal_tests::root().join("docs/fault-matrix.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, page).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/fault-matrix.md is out of date: run this test with INSTA_UPDATE=always");
}
