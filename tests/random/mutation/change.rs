//! Damages a text. Feeds `seeds`.

use std::ops::Range;

use crate::schema::texts;
use crate::source::Source;

/// Largest text that is made.
const LARGEST: usize = 1_200_000;

/// The text with some changes; pieces may come from another text.
pub(crate) fn change(source: &mut Source, text: &str, other: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..source.one_of(&[1, 1, 1, 1, 2, 2, 3, 5]) {
        text = once(source, &text, other);
        if text.len() > LARGEST {
            text = text.chars().take(LARGEST / 4).collect();
        }
    }
    text
}

fn once(source: &mut Source, text: &str, other: &str) -> String {
    match source.below(16) {
        0 => bytes(source, text),
        1 | 2 => tokens(source, text),
        3 => {
            let new = other_token(source, other);
            token(source, text, &new)
        }
        4 | 5 => lines(source, text),
        6 | 7 => number(source, text),
        8 | 9 => {
            let new = hostile(source);
            token(source, text, &new)
        }
        10 => string(source, text),
        11 => nested(source, text),
        12 => text[..position(source, text)].to_owned(),
        13 => text[..position(source, text)].to_owned() + &other[position(source, other)..],
        14 => inserted(source, text),
        _ => repeated(source, text),
    }
}

/// A character boundary.
fn position(source: &mut Source, text: &str) -> usize {
    let at = source.below(text.len() + 1);
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn replaced(text: &str, range: Range<usize>, new: &str) -> String {
    format!("{}{new}{}", &text[..range.start], &text[range.end..])
}

fn bytes(source: &mut Source, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..source.range(1, 4) {
        let (at, bit) = (source.below(bytes.len()), source.below(8));
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Words, and what is between them.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut was_word = false;
    for (at, c) in text.char_indices() {
        let (is_word, end) = (c.is_alphanumeric() || c == '_', at + c.len_utf8());
        match found.last_mut() {
            Some(last) if is_word && was_word => last.end = end,
            _ => found.push(at..end),
        }
        was_word = is_word;
    }
    found
}

/// Takes out, doubles or exchanges words or signs.
fn tokens(source: &mut Source, text: &str) -> String {
    let all = split(text);
    if all.is_empty() {
        return text.to_owned();
    }
    let (one, other) = (source.one_of(&all), source.one_of(&all));
    match source.below(3) {
        0 => replaced(text, one, ""),
        1 => replaced(text, one.clone(), &text[one].repeat(2)),
        _ if one.end <= other.start => {
            let (left, right) = (&text[one.clone()], &text[other.clone()]);
            replaced(&replaced(text, other, left), one, right)
        }
        _ => replaced(text, one, &text[other]),
    }
}

fn other_token(source: &mut Source, other: &str) -> String {
    let all = split(other);
    if all.is_empty() { String::new() } else { other[source.one_of(&all)].to_owned() }
}

/// Puts something else where a word is.
fn token(source: &mut Source, text: &str, new: &str) -> String {
    let words: Vec<_> =
        split(text).into_iter().filter(|range| text[range.clone()].starts_with(char::is_alphanumeric)).collect();
    if words.is_empty() { new.to_owned() } else { replaced(text, source.one_of(&words), new) }
}

/// Moves, doubles or takes out lines, or changes how far they are indented.
fn lines(source: &mut Source, text: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return String::new();
    }
    let at = source.below(lines.len());
    let count = source.range(1, 4).min(lines.len() - at);
    match source.below(4) {
        0 => drop(lines.drain(at..at + count)),
        1 => lines[at] = format!("  {}", lines[at]),
        kind => {
            let taken: Vec<String> =
                if kind == 2 { lines.drain(at..at + count).collect() } else { lines[at..at + count].to_vec() };
            let to = source.below(lines.len() + 1);
            lines.splice(to..to, taken);
        }
    }
    lines.concat()
}

fn number(source: &mut Source, text: &str) -> String {
    const NUMBERS: &[&str] = &[
        "99999999999999999999",
        "-9223372036854775809",
        "9223372036854775807",
        "18446744073709551616",
        "1e999",
        "1e-999",
        "-0.0",
        "0",
        "-1",
        "1.0e-8",
        ".5",
        "+1.5",
        "0x1F",
        "1_000",
        "00012",
        "1e308",
        "4294967296",
        "1.7976931348623159e308",
        "NaN",
        ".inf",
        "5e-324",
        "123456789012345678901234567890.5",
        "null",
        "\"1\"",
        "[1]",
        "1.",
        "12:30:45",
        "2024-01-01",
    ];
    let is_number = |range: &Range<usize>| text[range.clone()].starts_with(|c: char| c.is_ascii_digit());
    let found: Vec<_> = split(text).into_iter().filter(is_number).collect();
    let new = source.pick(NUMBERS);
    if found.is_empty() { text.to_owned() + new } else { replaced(text, source.one_of(&found), new) }
}

/// Puts something else where a text in quotes is.
fn string(source: &mut Source, text: &str) -> String {
    let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
    if quotes.len() < 2 {
        return tokens(source, text);
    }
    let at = source.below(quotes.len() - 1);
    let new = hostile(source).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    replaced(text, quotes[at] + 1..quotes[at + 1], &new)
}

/// Words of the three languages.
const WORDS: &[&str] = &[
    "type",
    "input",
    "output",
    "types",
    "enum",
    "integers",
    "fields",
    "rust_name",
    "rust_names",
    "default",
    "required",
    "examples",
    "string",
    "integer",
    "uint64",
    "float",
    "boolean",
    "file",
    "json",
    "list<string>",
    "map<string, json>",
    "integer | string",
    "list<float?>",
    "null",
    "true",
    "self",
    "Self",
    "Input",
    "Option",
    "{}",
    "[]",
    "{a: null}",
    "[{}]",
    "\"\"",
    "properties",
    "items",
    "anyOf",
    "allOf",
    "oneOf",
    "$ref",
    "object",
    "array",
    "number",
    "#/components/schemas/Input",
    "#/components/schemas/",
    "additionalProperties",
    "int",
    "str",
    "bool",
    "list",
    "map",
    "union",
    "~",
    "&a",
    "*a",
    "<<",
    "!!str",
    "---",
    "...",
    "|",
    ">",
    "? ",
    "%YAML",
    "```json",
    "Default value:",
    "Possible enum values:",
    "required",
    "*",
    "## Input Schema",
    "### Output",
    "- **`a`** (`string`, _required_):",
    "  - ",
    "0",
    "-1",
    "1.5",
    "and 3 more",
    "Type",
    "endpoint",
    "title",
    "fal-ai/a",
    "../x",
    "a/b/c/d/e/f/g/h/i/j",
];

/// A word of the languages, or text that is made to cause trouble.
fn hostile(source: &mut Source) -> String {
    match source.below(5) {
        0..3 => source.pick(WORDS).to_owned(),
        3 => texts::hostile(source),
        _ => source
            .pick(&["中", "é", "🤩", "\u{202e}", "a", "`", "\\", "[", "{", "<", " ", "\n", "\t", "_", "|"])
            .repeat(source.one_of(&[1, 70, 1030, 3000])),
    }
}

/// Puts many levels somewhere.
fn nested(source: &mut Source, text: &str) -> String {
    let (open, close) = source.one_of(&[
        ("[", "]"),
        ("{\"a\":", "}"),
        ("{a: ", "}"),
        ("list<", ">"),
        ("map<string, ", ">"),
        ("- ", ""),
        ("? ", ""),
        ("(", ")"),
        ("{\"items\":", "}"),
        ("{\"anyOf\":[", "]}"),
        ("> ", ""),
        ("a | ", ""),
        ("  ", ""),
        ("`", ""),
    ]);
    let count = source.one_of(&[2, 15, 17, 40, 63, 70, 130, 1000, 20_000]);
    let between = source.pick(&["", "1", "string", "{}", "\"a\""]);
    let close = if source.chance(80.0) { close } else { "" };
    let new = open.repeat(count) + between + &close.repeat(count);
    if source.chance(60.0) {
        return token(source, text, &new);
    }
    let at = position(source, text);
    replaced(text, at..at, &new)
}

fn inserted(source: &mut Source, text: &str) -> String {
    let (at, new) = (position(source, text), hostile(source));
    replaced(text, at..at, &new)
}

/// Writes a part many times.
fn repeated(source: &mut Source, text: &str) -> String {
    let (one, other) = (position(source, text), position(source, text));
    let range = one.min(other)..one.max(other);
    let times = source.one_of(&[2, 3, 30, 300]).min(LARGEST / (range.len() + 1));
    replaced(text, range.clone(), &text[range].repeat(times))
}
