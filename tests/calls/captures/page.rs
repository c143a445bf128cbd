//! `docs/differences.md`: how the requests of the official clients differ, and why. The test finds the differences; the page
//! has the reasons. `INSTA_UPDATE=always` writes the page and keeps the reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Difference, Differences};

const HEAD: &str = "# How requests of the official clients differ\n\n\
This page compares the same operations by the official clients (JavaScript 1.10.1, Python 1.0.3) and by this one against the\n\
local server: method, URL, query, headers and JSON body, request by request. It lists every difference;\n\
`tests/calls/captures.rs` fails if one is missing. Headers of the connection (`host`, `content-length`, `accept-encoding` and\n\
similar ones) are not compared.\n\n\
| client | what | requests | it sends | this client sends | reason |\n\
| --- | --- | --- | --- | --- | --- |\n";

const NOT_COMPARED: &str = "\nThese captures are not compared:\n\n| capture | reason |\n| --- | --- |\n";

/// The reasons, by the first cells of their rows.
pub(crate) struct Page {
    text: String,
    reasons: BTreeMap<String, String>,
}

fn path() -> PathBuf {
    fal_tests::root().join("docs/differences.md")
}

impl Page {
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
        let reasons = rows.filter_map(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            let key = if cells.len() > 2 { format!("{} {}", cells[0], cells[1]) } else { cells.first()?.to_string() };
            Some((key, (*cells.last()?).to_owned()))
        });
        Self { reasons: reasons.collect(), text }
    }

    fn reason(&self, key: &str) -> &str {
        self.reasons.get(key).map_or("?", String::as_str)
    }

    /// Prints the page for the differences.
    fn print(&self, found: &Differences, left: &BTreeSet<String>) -> String {
        let mut page = HEAD.to_owned();
        // Writing to a string cannot fail.
        for ((client, field), Difference { kinds, theirs, ours }) in found {
            let reason = self.reason(&format!("{client} {}", code(field)));
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            let (field, kinds) = (code(field), kinds.join(", "));
            let _ = writeln!(page, "| {client} | {field} | {kinds} | {} | {} | {reason} |", cell(theirs), cell(ours));
        }
        page += NOT_COMPARED;
        for capture in left {
            let _ = writeln!(page, "| {capture} | {} |", self.reason(capture));
        }
        page
    }

    /// Compares the page with the differences, or writes it. Every difference must have a reason.
    pub(crate) fn compare(&self, found: &Differences, left: &BTreeSet<String>) {
        let page = self.print(found, left);
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(path(), &page).expect("written");
        }
        let unexplained: Vec<&str> = page.lines().filter(|line| line.ends_with("| ? |")).collect();
        assert!(unexplained.is_empty(), "missing reasons in docs/differences.md:\n{}", unexplained.join("\n"));
        let committed: BTreeSet<&str> = self.text.lines().collect();
        let missing: Vec<&str> = page.lines().filter(|line| !committed.contains(line)).collect();
        assert!(
            missing.is_empty(),
            "missing in docs/differences.md; INSTA_UPDATE=always adds:\n{}",
            missing.join("\n")
        );
        let expected: BTreeSet<&str> = page.lines().collect();
        let obsolete: Vec<&str> = self.text.lines().filter(|line| !expected.contains(line)).collect();
        assert!(obsolete.is_empty(), "obsolete in docs/differences.md:\n{}", obsolete.join("\n"));
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Prints the values of a table cell. A dash means that nothing is sent; long values are truncated.
fn cell(values: &BTreeSet<String>) -> String {
    let cells = values.iter().map(|value| match value.as_str() {
        "" => "-".to_owned(),
        value => {
            let mut short: String = value.chars().take(90).collect();
            short.extend((short.len() < value.len()).then_some("..."));
            code(&short.replace('|', "\\|"))
        }
    });
    cells.collect::<Vec<_>>().join(", ")
}
