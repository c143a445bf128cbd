//! Changes of one endpoint, or of the shared types, as they are found. Fed by the other files of `diff`.

use super::change::Change;
use super::rule::{Level, Rule};

/// What was found so far.
pub(super) struct Findings {
    pub(super) endpoint: Option<String>,
    pub(super) changes: Vec<Change>,
}

impl Findings {
    pub(super) fn new(endpoint: Option<&str>) -> Self {
        Self { endpoint: endpoint.map(str::to_owned), changes: Vec::new() }
    }

    pub(super) fn add(&mut self, rule: Rule, level: Level, place: &str, detail: impl Into<String>) {
        let (endpoint, place, detail) = (self.endpoint.clone(), place.to_owned(), detail.into());
        self.changes.push(Change { rule, level, endpoint, place, detail });
    }

    /// Text about something; what it says is not shown, the schemas' own difference has it.
    pub(super) fn doc(&mut self, place: &str, old: Option<&String>, new: Option<&String>) {
        let detail = match (old, new) {
            (None, Some(_)) => "text added",
            (Some(_), None) => "text removed",
            (Some(old), Some(new)) if old != new => "another text",
            _ => return,
        };
        self.add(Rule::DocChanged, Level::Documentation, place, detail);
    }

    /// The name of something in Rust.
    pub(super) fn rust_name(&mut self, place: &str, old: &str, new: &str) {
        if old != new {
            self.add(Rule::RustNameChanged, Level::Breaking, place, format!("{old} -> {new}"));
        }
    }
}

/// Longest value that is shown whole, in characters.
const LONGEST: usize = 60;

/// A value or a list of names, cut to what a line has room for.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Most names in a list of names.
const MOST_NAMES: usize = 8;

/// Names in quotes; of many only the first.
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{}`", short(name.as_ref()))).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
