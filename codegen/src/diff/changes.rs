//! The changes of one endpoint, or of the shared types.

use super::change::Change;
use super::rule::{Level, Rule};

/// Collects the changes of one endpoint, or of the shared types.
pub(super) struct Changes {
    pub(super) endpoint: Option<String>,
    pub(super) changes: Vec<Change>,
}

impl Changes {
    pub(super) fn new(endpoint: Option<&str>) -> Self {
        Self { endpoint: endpoint.map(str::to_owned), changes: Vec::new() }
    }

    pub(super) fn add(&mut self, rule: Rule, level: Level, path: &str, detail: impl Into<String>) {
        let (endpoint, path, detail) = (self.endpoint.clone(), path.to_owned(), detail.into());
        self.changes.push(Change { rule, level, endpoint, path, detail });
    }

    /// Compares descriptions. The texts are not part of the report, because the diff of the schemas contains them.
    pub(super) fn doc(&mut self, path: &str, old: Option<&String>, new: Option<&String>) {
        let detail = match (old, new) {
            (None, Some(_)) => "text added",
            (Some(_), None) => "text removed",
            (Some(old), Some(new)) if old != new => "text changed",
            _ => return,
        };
        self.add(Rule::DocChanged, Level::Documentation, path, detail);
    }

    /// Compares Rust names.
    pub(super) fn rust_name(&mut self, path: &str, old: &str, new: &str) {
        if old != new {
            self.add(Rule::RustNameChanged, Level::Breaking, path, format!("{old} -> {new}"));
        }
    }
}

/// Maximum length of a value in characters.
const MAX_LENGTH: usize = 60;

/// Shortens a value or a list of names to the maximum length.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_LENGTH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Maximum number of names in a list.
const MAX_NAMES: usize = 8;

/// Lists names in backquotes, up to the maximum number.
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().take(MAX_NAMES).map(|name| format!("`{}`", short(name.as_ref()))).collect();
    let more = names.len().saturating_sub(MAX_NAMES);
    if more > 0 { format!("{} and {more} more", quoted.join(", ")) } else { quoted.join(", ") }
}
