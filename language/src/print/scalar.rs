//! Scalars and values on one line. Strings that some YAML parser could misread are quoted.

use serde_yaml::{Number, Value};

use crate::yaml::is_ambiguous;

/// Prints a string after `key: `, on a line that is indented by `indent`.
pub(super) fn text(value: &str, indent: usize) -> String {
    if is_block(value) {
        let pad = " ".repeat(indent + 2);
        let lines =
            value.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("\n{pad}{line}") });
        // An empty line has no indentation.
        return lines.fold("|-".to_owned(), |out, line| if line.is_empty() { out + "\n" } else { out + &line });
    }
    if is_plain(value) { value.to_owned() } else { quoted(value) }
}

/// Prints a key.
pub(super) fn key(value: &str) -> String {
    if is_plain(value) && is_flow_plain(value) { value.to_owned() } else { quoted(value) }
}

/// Maximum length of a key in bytes. Parsers accept up to 1,024 with the quotes; some count characters and some bytes.
const MAX_KEY: usize = 1000;

/// Whether a string can be a key, which means that it is short enough with its quotes and escapes.
pub fn is_key(value: &str) -> bool {
    // An escape is up to six times as long as its character.
    value.len() <= MAX_KEY / 10 || key(value).len() <= MAX_KEY
}

/// Prints any value on one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(value) => number(value),
        Value::String(value) if is_plain(value) && is_flow_plain(value) => value.clone(),
        Value::String(value) => quoted(value),
        Value::Sequence(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Mapping(entries) => {
            let entry = |(name, value): (&Value, &Value)| {
                format!("{}: {}", key(name.as_str().unwrap_or_default()), flow(value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::Tagged(tagged) => flow(&tagged.value),
    }
}

/// Prints a number without an exponent, which some parsers read as a string.
pub(super) fn number(number: &Number) -> String {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) if float.fract() == 0.0 => format!("{float}.0"),
        Some(float) => float.to_string(),
        None => number.to_string(),
    }
}

/// Whether a string needs no quotes after `key: `.
fn is_plain(value: &str) -> bool {
    const RESERVED: [&str; 4] = ["null", "~", "true", "false"];
    let first = value.chars().next();
    let starts = first.is_some_and(|first| !first.is_whitespace() && !"-?:,[]{}#&*!|>'\"%@`=<.+~".contains(first));
    starts
        && value.chars().all(is_printable)
        && !value.ends_with([' ', ':'])
        && !value.contains(": ")
        && !value.contains(" #")
        && !RESERVED.contains(&value.to_ascii_lowercase().as_str())
        && !is_ambiguous(value)
        && !is_like_a_number(value)
}

/// Whether a string that needs no quotes after `key: ` needs none inside `[]` and `{}` either.
fn is_flow_plain(value: &str) -> bool {
    !value.contains([',', '[', ']', '{', '}', ':', '#']) && !value.ends_with(['-', '?'])
}

/// Whether a string consists of digits and characters that can occur in numbers, times and dates.
fn is_like_a_number(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit())
        && value.bytes().all(|byte| byte.is_ascii_hexdigit() || b"_.:-+xXoOtTzZ ".contains(&byte))
}

/// Whether a string can be printed as a block scalar with `|-`.
fn is_block(value: &str) -> bool {
    let lines: Vec<&str> = value.split('\n').collect();
    lines.len() > 1
        && lines.iter().all(|line| !line.ends_with(' ') && line.chars().all(is_printable))
        && !lines[0].starts_with(' ')
        && [lines.first(), lines.last()].iter().all(|line| line.is_some_and(|line| !line.is_empty()))
}

/// Whether parsers, editors and terminals all keep and display a character.
fn is_printable(c: char) -> bool {
    let hidden = matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_control() && !hidden
}

fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out + "\""
}
