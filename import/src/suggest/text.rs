//! Suggestions as people read them: why, for whom, what differs, and the entry of the shared file.
//! Reads suggestions and groups; feeds the terminal.

use super::group::{self, Found};
use super::suggestion::{Suggestion, Suggestions};
use fal_schema::ir::Catalog;

/// Most suggestions that are shown whole; the others have a line each.
const MOST_WHOLE: usize = 12;
/// Most suggestions that have a line.
const MOST_LINES: usize = 200;
/// Most lines of an entry, and most models of a list.
const MOST_OF_ENTRY: usize = 30;
const MOST_MODELS: usize = 6;
/// Most pairs of types that are nearly the same.
const MOST_NEAR: usize = 20;

/// The text; it ends with what all suggestions together would save.
#[must_use]
pub fn report(suggestions: &Suggestions) -> String {
    let list = &suggestions.list;
    let mut text = String::new();
    list.iter().take(MOST_WHOLE).for_each(|one| text += &whole(one));
    let rest = list.iter().skip(MOST_WHOLE);
    rest.clone().take(MOST_LINES).for_each(|one| text += &format!("{}\n", first_line(one)));
    let more = rest.count().saturating_sub(MOST_LINES);
    if more > 0 {
        text += &format!("... and {more} more\n");
    }
    if !suggestions.near.is_empty() {
        text += "\nNearly the same, and left apart, because another limit, default or value is another type:\n";
        suggestions.near.iter().take(MOST_NEAR).for_each(|line| text += &format!("  {line}\n"));
        let more = suggestions.near.len().saturating_sub(MOST_NEAR);
        if more > 0 {
            text += &format!("  ... and {more} more\n");
        }
    }
    let types: usize = list.iter().map(|one| one.replaces.len()).sum();
    let saved: i64 = list.iter().map(|one| one.saves).sum();
    text + &format!(
        "{} for {}; all together save {saved} lines\n",
        count(list.len(), "suggestion"),
        count(types, "type")
    )
}

fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn first_line(one: &Suggestion) -> String {
    let state = if one.exists { "is shared already" } else { "new" };
    let types = count(one.replaces.len(), "type");
    let lines = count(usize::try_from(one.saves.abs()).unwrap_or_default(), "line");
    format!("{}: {state}, for {types}; {} {lines}", one.name, if one.saves < 0 { "costs" } else { "saves" })
}

fn whole(one: &Suggestion) -> String {
    let mut text = format!("{}\n", first_line(one));
    let models: Vec<String> =
        one.replaces.iter().take(MOST_MODELS).map(|(endpoint, name)| format!("{endpoint} {name}")).collect();
    let more = one.replaces.len().saturating_sub(MOST_MODELS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    text += &format!("  of {}{more}\n", models.join(", "));
    if !one.differs.is_empty() {
        let kept = if one.exists { "what is shared stays" } else { "the most frequent is kept" };
        text += &format!("  differs: {}; {kept}\n", one.differs.join(", "));
    }
    if !one.needs.is_empty() {
        text += &format!("  needs {}\n", one.needs.join(", "));
    }
    if let Some(entry) = &one.entry {
        entry.lines().take(MOST_OF_ENTRY).for_each(|line| text += &format!("  | {line}\n"));
        let more = entry.lines().count().saturating_sub(MOST_OF_ENTRY);
        if more > 0 {
            text += &format!("  | ... and {more} lines more\n");
        }
    }
    text + "\n"
}

/// Types that are nearly the same.
pub(crate) fn near(catalog: &Catalog, found: &Found<'_>) -> Vec<String> {
    let shown = |(endpoint, name): (Option<usize>, &str)| match endpoint {
        Some(index) => format!("{} {name}", catalog.endpoints[index].id),
        None => format!("shared {name}"),
    };
    let line = |near: &group::Near<'_>| {
        let differ = group::differences(&found.shapes, near.left, near.right);
        let differ: Vec<String> = differ.iter().map(|name| format!("`{name}`")).collect();
        format!("{}, {}: {}", shown(near.examples[0]), shown(near.examples[1]), differ.join(", "))
    };
    found.near.iter().map(line).collect()
}
