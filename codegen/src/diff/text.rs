//! Formats changes for people: grouped by endpoint, sorted by level, with the resulting version increment.

use std::collections::BTreeMap;

use super::change::Change;
use super::rule::Level;

/// Maximum number of lines for one endpoint.
const MAX_PER_GROUP: usize = 60;
/// Maximum number of lines in total. Omitted changes are counted.
const MAX_LINES: usize = 2000;

/// Formats the report. The last two lines count the changes and name the part of the version to increment.
#[must_use]
pub fn report(changes: &[Change]) -> String {
    let Some(heaviest) = changes.iter().map(|change| change.level).max() else {
        return "no changes\n".to_owned();
    };
    let mut groups: BTreeMap<Option<&str>, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        groups.entry(change.endpoint.as_deref()).or_default().push(change);
    }
    let (mut text, mut room, mut left_out) = (String::new(), MAX_LINES, 0);
    for (endpoint, group) in &mut groups {
        group.sort_by_key(|change| std::cmp::Reverse(change.level));
        if room == 0 {
            left_out += group.len();
            continue;
        }
        text += &format!("{}\n", printable(endpoint.unwrap_or("shared types")));
        let printed = group.len().min(MAX_PER_GROUP).min(room);
        group[..printed].iter().for_each(|change| text += &line(change));
        if printed < group.len() {
            text += &format!("  ... and {} more\n", group.len() - printed);
        }
        text.push('\n');
        room -= printed;
    }
    if left_out > 0 {
        text += &format!("... and {left_out} changes in other endpoints\n\n");
    }
    let (major, before) = heaviest.bump();
    text + &format!("{}\nsemver: {major} (for a version 0.x: {before})\n", counts(changes, groups.len()))
}

fn line(change: &Change) -> String {
    let path = if change.path.is_empty() { String::new() } else { format!("{} ", printable(&change.path)) };
    let detail = if change.detail.is_empty() { String::new() } else { format!(": {}", printable(&change.detail)) };
    format!("  {:<13} {path}{}{detail}\n", change.level, change.rule)
}

fn counts(changes: &[Change], groups: usize) -> String {
    let count = |level| changes.iter().filter(|change| change.level == level).count();
    let counts: Vec<String> = Level::ALL.iter().map(|level| format!("{} {level}", count(*level))).collect();
    let changes = if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) };
    let modules = if groups == 1 { "1 module".to_owned() } else { format!("{groups} modules") };
    format!("{changes} in {modules}: {}", counts.join(", "))
}

/// Replaces control characters, which a terminal could interpret.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
