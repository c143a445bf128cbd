//! Changes as people read them: by endpoint, the heaviest first, and what they mean for the version.
//! Reads changes; feeds the terminal and pull requests.

use std::collections::BTreeMap;

use super::change::Change;
use super::rule::Level;

/// Most lines for one endpoint.
const MOST_OF_ONE: usize = 60;
/// Most lines in all; what is left out is counted.
const MOST_LINES: usize = 2000;

/// The text; it ends with a line that counts the changes and one that names the version's part.
#[must_use]
pub fn report(changes: &[Change]) -> String {
    let Some(heaviest) = changes.iter().map(|change| change.level).max() else {
        return "no changes\n".to_owned();
    };
    let mut groups: BTreeMap<Option<&str>, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        groups.entry(change.endpoint.as_deref()).or_default().push(change);
    }
    let (mut text, mut room, mut left_out) = (String::new(), MOST_LINES, 0);
    for (endpoint, group) in &mut groups {
        group.sort_by_key(|change| std::cmp::Reverse(change.level));
        if room == 0 {
            left_out += group.len();
            continue;
        }
        text += &format!("{}\n", plain(endpoint.unwrap_or("shared types")));
        let shown = group.len().min(MOST_OF_ONE).min(room);
        group[..shown].iter().for_each(|change| text += &line(change));
        if shown < group.len() {
            text += &format!("  ... and {} more\n", group.len() - shown);
        }
        text.push('\n');
        room -= shown;
    }
    if left_out > 0 {
        text += &format!("... and {left_out} changes of more endpoints\n\n");
    }
    let (major, before) = heaviest.bump();
    text + &format!("{}\nsemver: {major} (for a version 0.x: {before})\n", counts(changes, groups.len()))
}

fn line(change: &Change) -> String {
    let place = if change.place.is_empty() { String::new() } else { format!("{} ", plain(&change.place)) };
    let detail = if change.detail.is_empty() { String::new() } else { format!(": {}", plain(&change.detail)) };
    format!("  {:<13} {place}{}{detail}\n", change.level, change.rule)
}

fn counts(changes: &[Change], groups: usize) -> String {
    let count = |level| changes.iter().filter(|change| change.level == level).count();
    let counts: Vec<String> = Level::ALL.iter().map(|level| format!("{} {level}", count(*level))).collect();
    let changes = if changes.len() == 1 { "1 change".to_owned() } else { format!("{} changes", changes.len()) };
    let places = if groups == 1 { "1 place".to_owned() } else { format!("{groups} places") };
    format!("{changes} in {places}: {}", counts.join(", "))
}

/// Text of a schema without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
