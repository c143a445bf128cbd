//! `docs/differences.md`: what the official clients send otherwise, and why. The test has found the differences; the page
//! has the reasons. Used by `captures`; `INSTA_UPDATE=always` writes the page anew and keeps the reasons.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Difference, Differences};

const HEAD: &str = "# What the official clients send otherwise\n\n\
The same operations by the official clients (JavaScript 1.10.1, Python 1.0.3) and by this one against the local server:\n\
method, address, query, headers and JSON body, request by request. Every difference is here, held complete by\n\
`tests/calls/captures.rs`. Headers of the connection (`host`, `content-length`, `accept-encoding` and the like) are left out.\n\n\
| client | what | in | it sends | this client sends | why |\n\
| --- | --- | --- | --- | --- | --- |\n";

const LEFT: &str = "\nNot compared:\n\n| capture | why |\n| --- | --- |\n";

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

    /// The page as it must be.
    fn write(&self, found: &Differences, left: &BTreeSet<String>) -> String {
        let mut page = HEAD.to_owned();
        // Writing to a string cannot fail.
        for ((client, field), Difference { sorts, theirs, ours }) in found {
            let reason = self.reason(&format!("{client} {}", code(field)));
            let sorts: Vec<&str> = sorts.iter().map(String::as_str).collect();
            let (field, sorts) = (code(field), sorts.join(", "));
            let _ = writeln!(page, "| {client} | {field} | {sorts} | {} | {} | {reason} |", cell(theirs), cell(ours));
        }
        page += LEFT;
        for capture in left {
            let _ = writeln!(page, "| {capture} | {} |", self.reason(capture));
        }
        page
    }

    /// Compares with what was found, or writes it. There must be a reason everywhere.
    pub(crate) fn hold(&self, found: &Differences, left: &BTreeSet<String>) {
        let page = self.write(found, left);
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(path(), &page).expect("written");
        }
        let unexplained: Vec<&str> = page.lines().filter(|line| line.ends_with("| ? |")).collect();
        assert!(unexplained.is_empty(), "say why in docs/differences.md:\n{}", unexplained.join("\n"));
        let known: BTreeSet<&str> = self.text.lines().collect();
        let news: Vec<&str> = page.lines().filter(|line| !known.contains(line)).collect();
        assert!(news.is_empty(), "not in docs/differences.md, where INSTA_UPDATE=always puts it:\n{}", news.join("\n"));
        let there: BTreeSet<&str> = page.lines().collect();
        let gone: Vec<&str> = self.text.lines().filter(|line| !there.contains(line)).collect();
        assert!(gone.is_empty(), "no difference any more, but in docs/differences.md:\n{}", gone.join("\n"));
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Values of a table's cell; one that is not sent is a dash. Long ones are cut.
fn cell(values: &BTreeSet<String>) -> String {
    let shown = values.iter().map(|value| match value.as_str() {
        "" => "-".to_owned(),
        value => {
            let mut short: String = value.chars().take(90).collect();
            short.extend((short.len() < value.len()).then_some("..."));
            code(&short.replace('|', "\\|"))
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}
