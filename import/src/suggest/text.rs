//! Formats suggestions for people: the replaced types, the differences, and the entry of the shared file.

use super::group::{self, Analysis};
use super::suggestion::{Suggestion, Suggestions};
use fal_schema::ir::Catalog;

/// Maximum number of suggestions with details. The others have one line each.
const MAX_DETAILED: usize = 12;
/// Maximum number of suggestions with one line.
const MAX_LINES: usize = 200;
/// Maximum number of lines of an entry.
const MAX_ENTRY_LINES: usize = 30;
/// Maximum number of models in a list.
const MAX_MODELS: usize = 6;
/// Maximum number of pairs of similar types.
const MAX_NEAR: usize = 20;

/// Formats the report. The last line contains the total number of saved lines.
#[must_use]
pub fn report(suggestions: &Suggestions) -> String {
    let list = &suggestions.list;
    let mut text = String::new();
    list.iter().take(MAX_DETAILED).for_each(|suggestion| text += &details(suggestion));
    let rest = list.iter().skip(MAX_DETAILED);
    rest.clone().take(MAX_LINES).for_each(|suggestion| text += &format!("{}\n", first_line(suggestion)));
    let more = rest.count().saturating_sub(MAX_LINES);
    if more > 0 {
        text += &format!("... and {more} more\n");
    }
    if !suggestions.near.is_empty() {
        text += "\nSimilar types that are not merged, because their fields or values differ:\n";
        suggestions.near.iter().take(MAX_NEAR).for_each(|line| text += &format!("  {line}\n"));
        let more = suggestions.near.len().saturating_sub(MAX_NEAR);
        if more > 0 {
            text += &format!("  ... and {more} more\n");
        }
    }
    let types: usize = list.iter().map(|suggestion| suggestion.replaces.len()).sum();
    let saved: i64 = list.iter().map(|suggestion| suggestion.saves).sum();
    text + &format!(
        "{} for {}; in total, they save {saved} lines\n",
        count(list.len(), "suggestion"),
        count(types, "type")
    )
}

fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn first_line(suggestion: &Suggestion) -> String {
    let state = if suggestion.exists { "already shared" } else { "new" };
    let types = count(suggestion.replaces.len(), "type");
    let lines = count(usize::try_from(suggestion.saves.abs()).unwrap_or_default(), "line");
    format!(
        "{}: {state}, for {types}; {} {lines}",
        suggestion.name,
        if suggestion.saves < 0 { "costs" } else { "saves" }
    )
}

fn details(suggestion: &Suggestion) -> String {
    let mut text = format!("{}\n", first_line(suggestion));
    let models: Vec<String> =
        suggestion.replaces.iter().take(MAX_MODELS).map(|(endpoint, name)| format!("{endpoint} {name}")).collect();
    let more = suggestion.replaces.len().saturating_sub(MAX_MODELS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    text += &format!("  replaces {}{more}\n", models.join(", "));
    if !suggestion.differs.is_empty() {
        let kept = if suggestion.exists { "the shared version is kept" } else { "the most frequent version is kept" };
        text += &format!("  differs: {}; {kept}\n", suggestion.differs.join(", "));
    }
    if !suggestion.needs.is_empty() {
        text += &format!("  needs {}\n", suggestion.needs.join(", "));
    }
    if let Some(entry) = &suggestion.entry {
        entry.lines().take(MAX_ENTRY_LINES).for_each(|line| text += &format!("  | {line}\n"));
        let more = entry.lines().count().saturating_sub(MAX_ENTRY_LINES);
        if more > 0 {
            text += &format!("  | ... and {more} more lines\n");
        }
    }
    text + "\n"
}

/// Describes similar types.
pub(crate) fn near(catalog: &Catalog, analysis: &Analysis<'_>) -> Vec<String> {
    let describe = |(endpoint, name): (Option<usize>, &str)| match endpoint {
        Some(index) => format!("{} {name}", catalog.endpoints[index].id),
        None => format!("shared {name}"),
    };
    let line = |near: &group::Near<'_>| {
        let differ = group::differences(&analysis.shapes, near.left, near.right);
        let differ: Vec<String> = differ.iter().map(|name| format!("`{name}`")).collect();
        format!("{}, {}: {}", describe(near.examples[0]), describe(near.examples[1]), differ.join(", "))
    };
    analysis.near.iter().map(line).collect()
}
