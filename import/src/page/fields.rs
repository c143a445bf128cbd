//! Parses the fields below a heading: `name type`, descriptions, defaults and values, and the example after the fields.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::example;
use super::lines::{Heading, Lines, paragraphs};
use crate::form::ImportError;
use crate::parsed_page::{Field, Table, is_builtin};
use crate::uses::names;

const VALUES: &str = "Possible enum values:";
const DEFAULT: &str = "Default value: ";
const REQUIRED: &str = "* required";
/// The text of a default that is an object.
const OBJECT: &str = "[object Object]";
const NOTE: &str = "Note: ";

/// Maximum number of positions in a description that are tried as the start of its default.
const MAX_CANDIDATES: usize = 8;

/// The context for reading the fields below a heading.
pub(crate) struct Section<'p, 'a> {
    pub(crate) lines: &'p Lines<'a>,
    /// The types that the page defines.
    pub(crate) known_types: &'p BTreeSet<&'a str>,
}

/// The state of the parser.
#[derive(Default)]
struct State<'a> {
    table: Table,
    /// The last field, without its description.
    field: Option<(&'a str, Field)>,
    /// Lines of the description of the field or of the type.
    text: Vec<&'a str>,
    /// Line on which the description begins.
    text_line: usize,
    /// Whether the next line starts a paragraph.
    at_paragraph_start: bool,
}

impl<'a> Section<'_, 'a> {
    /// Reads the fields below a heading.
    pub(crate) fn read(&self, heading: &Heading<'_>) -> Result<Table, ImportError> {
        let mut state = State { at_paragraph_start: true, ..State::default() };
        state.table.line = self.lines.number(heading.at);
        let mut at = heading.body.start;
        while at < heading.body.end {
            at = self.step(&mut state, at, heading.body.end)?;
        }
        state.close()?;
        Ok(state.table)
    }

    /// Reads the element that begins at a line, and returns the index of the next line.
    fn step(&self, state: &mut State<'a>, at: usize, end: usize) -> Result<usize, ImportError> {
        let line = self.lines.get(at);
        if line.is_empty() {
            // Empty lines before a text are not part of it.
            state.text.extend((!state.text.is_empty()).then_some(line));
            state.at_paragraph_start = true;
            return Ok(at + 1);
        }
        if let Some(close) = closing(line) {
            let last = self.end_of(at, end, &[close])?;
            let raw: Vec<&str> = (at..=last).map(|at| self.lines.get(at)).collect();
            state.table.example = Some((self.lines.number(at), example::json(&raw)));
            state.at_paragraph_start = true;
            return Ok(last + 1);
        }
        if let Some(close) = state.fragment(line) {
            let last = self.end_of(at, end, &[close, &format!("{close},")])?;
            state.remove_note();
            state.at_paragraph_start = true;
            return Ok(last + 1);
        }
        if let Some((name, ty, required)) = self.field(line, state) {
            state.close()?;
            let field = Field { line: self.lines.number(at), ty: ty.to_owned(), required, ..Field::default() };
            state.field = Some((name, field));
            state.at_paragraph_start = false;
        } else if let (Some(values), Some((_, field))) = (line.strip_prefix(VALUES), &mut state.field) {
            let values = values.strip_prefix(' ').unwrap_or(values);
            field.values = Some(values.split(", ").map(Value::from).collect());
            state.at_paragraph_start = true;
        } else {
            if state.text.is_empty() {
                state.text_line = self.lines.number(at);
            }
            state.text.push(line);
            state.at_paragraph_start = line.contains(DEFAULT.trim_end());
        }
        Ok(at + 1)
    }

    /// Reads `name type` and, on some pages, whether the field is required. Descriptions follow such a line directly,
    /// and some have two words as well.
    fn field(&self, line: &'a str, state: &State<'_>) -> Option<(&'a str, &'a str, bool)> {
        let (name, written) = line.split_once(' ')?;
        let marked = written.strip_suffix(REQUIRED).map(str::trim_end);
        let ty = marked.unwrap_or(written);
        let is_plain = |c: char| !c.is_ascii_punctuation() || c == '_';
        if !name.starts_with(is_plain) || !name.ends_with(is_plain) {
            return None;
        }
        let names = names(ty);
        let is_known = |name: &String| is_builtin(name) || name.ends_with("Enum") || self.known_types.contains(&**name);
        // Errors in a type are reported when it is parsed.
        let malformed = names.is_empty() && (ty.starts_with("list<") || ty.starts_with("map<"));
        let certain =
            malformed || !names.is_empty() && (marked.is_some() || names.iter().all(is_known) || name.contains('_'));
        let likely = !names.is_empty() && ty.starts_with(char::is_uppercase);
        let below_a_field = state.field.is_some() && state.text.is_empty();
        let is_field = if name.starts_with(char::is_uppercase) {
            certain && state.at_paragraph_start
        } else {
            certain || likely && (state.at_paragraph_start || below_a_field)
        };
        is_field.then_some((name, ty, marked.is_some()))
    }

    /// Index of the last line of the JSON that begins at `at`.
    fn end_of(&self, at: usize, end: usize, closes: &[&str]) -> Result<usize, ImportError> {
        let line = self.lines.get(at);
        if line.ends_with(closes[0]) {
            return Ok(at);
        }
        let last = (at + 1..end).find(|at| closes.contains(&self.lines.get(*at)));
        last.ok_or_else(|| ImportError::at(self.lines.number(at), "unclosed JSON"))
    }
}

/// The closing bracket of the JSON that begins at a line.
fn closing(line: &str) -> Option<&'static str> {
    match line {
        "{" | "{}" => Some("}"),
        "[" | "[]" => Some("]"),
        _ => None,
    }
}

impl State<'_> {
    /// The closing bracket of an alternative form of the field, such as `"image_size": {`. The type of the field
    /// includes it.
    fn fragment(&self, line: &str) -> Option<&'static str> {
        let (name, _) = self.field.as_ref()?;
        let value = line.strip_prefix('"')?.strip_prefix(name)?.strip_prefix("\": ")?;
        closing(value.get(..1)?)
    }

    /// Removes the sentence that introduces an alternative form.
    fn remove_note(&mut self) {
        let last = self.text.iter().rposition(|line| !line.is_empty());
        if let Some(last) = last.filter(|last| self.text[*last].starts_with(NOTE)) {
            self.text.truncate(last);
        }
    }

    /// Adds the last field to the table.
    fn close(&mut self) -> Result<(), ImportError> {
        let mut text = paragraphs(&std::mem::take(&mut self.text));
        let Some((name, mut field)) = self.field.take() else {
            self.table.doc = (!text.is_empty()).then_some((self.text_line, text));
            return Ok(());
        };
        if let Some((rest, default)) = default(&text) {
            (text, field.default) = (rest, default);
        }
        field.doc = (!text.is_empty()).then_some(text);
        self.table.insert(name, field)
    }
}

/// Splits `Default value: X` at the end of a line from a text. Returns the rest, and X unless it is an object.
fn default(text: &str) -> Option<(String, Option<Value>)> {
    let candidates = text.match_indices(DEFAULT).map(|(at, _)| at);
    let candidates = candidates.filter(|at| *at == 0 || text[..*at].ends_with(char::is_whitespace));
    candidates.take(MAX_CANDIDATES).find_map(|at| {
        let (before, rest) = text.split_at(at);
        let (raw, after) = rest[DEFAULT.len()..].split_once('\n').unwrap_or((&rest[DEFAULT.len()..], ""));
        let value = if raw == OBJECT { None } else { Some(value(raw)?) };
        Some((format!("{}\n{after}", before.trim_end()).trim().to_owned(), value))
    })
}

/// Reads JSON, a string with unescaped quotes, or a single word.
fn value(raw: &str) -> Option<Value> {
    let plain = || (!raw.is_empty() && !raw.contains(' ')).then(|| Value::from(raw));
    example::json(&[raw]).or_else(plain)
}

#[cfg(test)]
mod tests {
    use serde_yaml::Value;

    use super::default;

    #[test]
    fn a_default_is_at_the_end_of_a_line() {
        let raw = |value: Option<Value>| value.map_or_else(String::new, |value| fal_schema::print::flow(&value));
        let read = |text: &str| default(text).map(|(rest, value)| (rest, raw(value)));
        let some = |rest: &str, value: &str| Some((rest.to_owned(), value.to_owned()));
        assert_eq!(read("The format Default value: \"png\""), some("The format", "png"));
        assert_eq!(read("Size. Default value: square_hd\nMore."), some("Size.\nMore.", "square_hd"));
        assert_eq!(read("Default value: \"Default value: 3\""), some("", "\"Default value: 3\""));
        assert_eq!(read("Default value: 3 means three"), None);
        assert_eq!(read("Defaults to landscape_4_3 if nothing is passed."), None);
        assert_eq!(
            default("Default value: \"a \"b\" c\"").map(|(_, value)| value),
            Some(Some(Value::from("a \"b\" c")))
        );
        assert_eq!(default("How. Default value: [object Object]"), Some(("How.".to_owned(), None)));
    }
}
