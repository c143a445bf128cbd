//! Diagnostics for values of the wrong kind: serde's message in the terms of this language, such as "expected a string,
//! found the number 5".

use crate::codes;
use crate::diag::{Diagnostic, Span};
use crate::yaml::Step;

/// Maximum number of characters of a value in a message.
const MAX_QUOTED: usize = 60;

/// The diagnostic for serde's `message` about the value at `path`.
pub(super) fn diagnostic(message: &str, path: &[Step], span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(codes::WRONG_KIND, span, message.to_owned()).label("wrong kind of value");
    // The actual value may contain any text; the expected kind is one of ours.
    let Some((what, expected)) = message.rsplit_once(", expected ") else { return diagnostic };
    let what = what.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
    let key = match path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key) } else { None }) {
        Some(key) => key.as_str(),
        None => "the file",
    };
    let value = Actual::new(what);
    let message = format!("expected {}, found {}", expected_kind(expected), value.name());
    let diagnostic = Diagnostic { message, ..diagnostic };
    match help(&value, expected, key) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The actual value, in the description of serde.
enum Actual {
    Nothing,
    Map,
    List,
    Number(String),
    Text(String),
    Other(String),
}

impl Actual {
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
            Self::Nothing => "no value".to_owned(),
            Self::Map => "a mapping".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Number(number) => format!("the number {number}"),
            Self::Text(text) if text.chars().count() > MAX_QUOTED => {
                format!("the string `{}...`", text.chars().take(MAX_QUOTED).collect::<String>())
            }
            Self::Text(text) => format!("the string `{text}`"),
            Self::Other(text) => text.clone(),
        }
    }

    /// A number or a short string.
    fn short(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) if text.chars().count() <= MAX_QUOTED => Some(text),
            _ => None,
        }
    }
}

fn expected_kind(expected: &str) -> &str {
    match expected {
        "u64" => "a non-negative integer",
        "i64" => "an integer",
        "a boolean" => "`true` or `false`",
        "a map" => "a mapping",
        "a sequence" => "a list",
        other => other,
    }
}

fn help(value: &Actual, expected: &str, key: &str) -> Option<String> {
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    Some(match (expected, value) {
        ("u64", Actual::Number(number)) => match number.parse::<f64>().ok().filter(|float| *float >= 0.0) {
            Some(float) => format!("write a non-negative integer, such as `{key}: {}`", float.trunc() as u64),
            None => "write a non-negative integer".to_owned(),
        },
        ("u64" | "i64" | "a number", Actual::Text(text)) if is_number(text) => {
            format!("write the number without quotes: `{key}: {text}`")
        }
        ("i64", Actual::Number(number)) if number.parse::<u64>().is_ok() => {
            format!("the integers of a set are at most {}; use the type `uint64` instead of the set", i64::MAX)
        }
        ("a string", Actual::Number(number)) => format!("quote the string: \"{number}\""),
        ("a string", Actual::Other(_)) => "quote the string".to_owned(),
        ("a string", Actual::Nothing) => "write a string; for the string `null`, write \"null\"".to_owned(),
        ("a string", Actual::Map | Actual::List) if key == "type" => {
            "write the name of a type; declare objects and enums under `types:`, and write alternatives as `A | B`"
                .to_owned()
        }
        ("a string", Actual::Map | Actual::List) => "quote strings that begin with `[` or `{`".to_owned(),
        ("a boolean", _) => format!("write `{key}: true`, or remove the key"),
        ("a sequence", Actual::Map | Actual::Nothing) => "begin each item with `- `".to_owned(),
        ("a sequence", _) => format!("write a list: `{key}: [...]`"),
        ("a map", Actual::List) if ["input", "output", "fields"].contains(&key) => {
            "write a mapping of names, without `- `: `prompt: {type: string}`".to_owned()
        }
        ("a map", _) => format!("write a mapping; if it is empty, `{key}: {{}}`"),
        (field, _) if field.starts_with("a field") => {
            let ty = value.short().filter(|_| matches!(value, Actual::Text(_))).unwrap_or("string");
            format!("write the type as a key: `{key}: {{type: {ty}}}`")
        }
        _ => return None,
    })
}
