//! What serde says about a value of the wrong kind, in words that people know: "expected a string, found the number 5".
//! Feeds `read`.

use crate::codes;
use crate::diag::{Diagnostic, Span};
use crate::yaml::Step;

/// Most characters of a value that a message repeats.
const SHOWN: usize = 60;

/// The diagnostic for serde's `message` about the value at `path`.
pub(super) fn diagnostic(message: &str, path: &[Step], place: Span) -> Diagnostic {
    let found = Diagnostic::new(codes::WRONG_KIND, place, message.to_owned()).label("wrong type of value");
    // What was found may hold any text; what was expected is ours.
    let Some((what, expected)) = message.rsplit_once(", expected ") else { return found };
    let what = what.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    let key = match path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key) } else { None }) {
        Some(key) => key.as_str(),
        None => "the file",
    };
    let value = Found::new(what);
    let message = match (&value, expected) {
        (Found::Number(number), "u64") if number.starts_with('-') => format!("`{key}` is negative"),
        (Found::Number(_), "u64") => format!("`{key}` is not whole"),
        _ => format!("expected {}, found {}", wanted(expected), value.name()),
    };
    let found = Diagnostic { message, ..found };
    match help(&value, expected, key) {
        Some(help) => found.help(help),
        None => found,
    }
}

/// A value, as serde names it.
enum Found {
    Nothing,
    Map,
    List,
    Number(String),
    Text(String),
    Other(String),
}

impl Found {
    fn new(what: &str) -> Self {
        let inside = |what: &str, mark| what.trim_end_matches(mark).split_once(mark).map(|(_, text)| text.to_owned());
        match what.split([' ', '`']).next() {
            Some("unit") => Self::Nothing,
            Some("map") => Self::Map,
            Some("sequence") => Self::List,
            Some("integer" | "floating") => Self::Number(inside(what, '`').unwrap_or_default()),
            Some("string") => Self::Text(inside(what, '"').unwrap_or_default()),
            _ => Self::Other(inside(what, '`').map_or_else(|| what.to_owned(), |text| format!("`{text}`"))),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Map => "a mapping".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Number(number) => format!("the number {number}"),
            Self::Text(text) if text.chars().count() > SHOWN => {
                format!("the string `{}...`", text.chars().take(SHOWN).collect::<String>())
            }
            Self::Text(text) => format!("the string `{text}`"),
            Self::Other(text) => text.clone(),
        }
    }

    /// The value of a number or a short string.
    fn short(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) if text.chars().count() <= SHOWN => Some(text),
            _ => None,
        }
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "u64" | "i64" => "a whole number",
        "a boolean" => "`true` or `false`",
        "a map" => "a mapping",
        "a sequence" => "a list",
        other => other,
    }
}

fn help(value: &Found, expected: &str, key: &str) -> Option<String> {
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    Some(match (expected, value) {
        ("u64", Found::Number(number)) => match number.parse::<f64>().ok().filter(|float| *float >= 0.0) {
            Some(float) => format!("write a whole number from 0 on, such as `{key}: {}`", float.trunc() as u64),
            None => "write a whole number from 0 on".to_owned(),
        },
        ("u64" | "i64" | "a number", Found::Text(text)) if is_number(text) => {
            format!("write the number without quotes: `{key}: {text}`")
        }
        ("a string", Found::Number(number)) => format!("put it into quotes: \"{number}\""),
        ("a string", Found::Other(_)) => "put it into quotes".to_owned(),
        ("a string", Found::Nothing) => "write a string; quote it if it is the string \"null\"".to_owned(),
        ("a string", Found::Map | Found::List) if key == "type" => {
            "name a type; objects and enums are declared under `types:`, alternatives are `A | B`".to_owned()
        }
        ("a string", Found::Map | Found::List) => "put strings that begin with `[` or `{` into quotes".to_owned(),
        ("a boolean", _) => format!("write `{key}: true`, or remove the key"),
        ("a sequence", Found::Map | Found::Nothing) => "begin each item with `- `".to_owned(),
        ("a sequence", _) => format!("write a list: `{key}: [...]`"),
        ("a map", Found::List) if ["input", "output", "fields"].contains(&key) => {
            "write a mapping of names, without `- `: `prompt: {type: string}`".to_owned()
        }
        ("a map", _) => format!("write a mapping; if it is empty, `{key}: {{}}`"),
        (field, _) if field.starts_with("a field") => {
            let ty = value.short().filter(|_| matches!(value, Found::Text(_))).unwrap_or("string");
            format!("write the type as a key: `{key}: {{type: {ty}}}`")
        }
        _ => return None,
    })
}
