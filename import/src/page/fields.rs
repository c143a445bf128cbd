//! The fields below a heading: `name type`, what is said about them, their defaults and values, and the example after them.
//! Reads `lines`; feeds `page`.

use std::collections::BTreeSet;

use serde_yaml::Value;

use super::example;
use super::lines::{Heading, Lines, paragraphs};
use crate::form::Fault;
use crate::parsed_page::{Field, Table, is_word};
use crate::uses::names;

const VALUES: &str = "Possible enum values:";
const DEFAULT: &str = "Default value: ";
const REQUIRED: &str = "* required";
/// How a default is printed that is an object.
const OBJECT: &str = "[object Object]";
const NOTE: &str = "Note: ";

/// Most places in a description that are tried as its default.
const MAX_MARKS: usize = 8;

/// What is needed to read the fields below a heading.
pub(crate) struct Section<'p, 'a> {
    pub(crate) lines: &'p Lines<'a>,
    /// The types that the page defines.
    pub(crate) known: &'p BTreeSet<&'a str>,
}

/// Where reading stands.
#[derive(Default)]
struct Reading<'a> {
    table: Table,
    /// The last field, without its description.
    field: Option<(&'a str, Field)>,
    /// Lines of its description, or of the type's.
    text: Vec<&'a str>,
    /// Line on which that begins.
    text_line: usize,
    /// Whether a paragraph ended.
    fresh: bool,
}

impl<'a> Section<'_, 'a> {
    /// Reads the fields below a heading.
    pub(crate) fn read(&self, heading: &Heading<'_>) -> Result<Table, Fault> {
        let mut reading = Reading { fresh: true, ..Reading::default() };
        reading.table.line = self.lines.number(heading.at);
        let mut at = heading.body.start;
        while at < heading.body.end {
            at = self.step(&mut reading, at, heading.body.end)?;
        }
        reading.close()?;
        Ok(reading.table)
    }

    /// Reads what begins at a line; where to go on.
    fn step(&self, reading: &mut Reading<'a>, at: usize, end: usize) -> Result<usize, Fault> {
        let line = self.lines.get(at);
        if line.is_empty() {
            // What leads up to a text is no part of it.
            reading.text.extend((!reading.text.is_empty()).then_some(line));
            reading.fresh = true;
            return Ok(at + 1);
        }
        if let Some(close) = closing(line) {
            let last = self.end_of(at, end, &[close])?;
            let shown: Vec<&str> = (at..=last).map(|at| self.lines.get(at)).collect();
            reading.table.example = Some((self.lines.number(at), example::json(&shown)));
            reading.fresh = true;
            return Ok(last + 1);
        }
        if let Some(close) = reading.fragment(line) {
            let last = self.end_of(at, end, &[close, &format!("{close},")])?;
            reading.forget_note();
            reading.fresh = true;
            return Ok(last + 1);
        }
        if let Some((name, ty, required)) = self.field(line, reading) {
            reading.close()?;
            let field = Field { line: self.lines.number(at), ty: ty.to_owned(), required, ..Field::default() };
            reading.field = Some((name, field));
            reading.fresh = false;
        } else if let (Some(values), Some((_, field))) = (line.strip_prefix(VALUES), &mut reading.field) {
            let values = values.strip_prefix(' ').unwrap_or(values);
            field.values = Some(values.split(", ").map(Value::from).collect());
            reading.fresh = true;
        } else {
            if reading.text.is_empty() {
                reading.text_line = self.lines.number(at);
            }
            reading.text.push(line);
            reading.fresh = line.contains(DEFAULT.trim_end());
        }
        Ok(at + 1)
    }

    /// `name type`, and on some pages whether it is required. Descriptions stand right below such a line, and some have
    /// two words as well.
    fn field(&self, line: &'a str, reading: &Reading<'_>) -> Option<(&'a str, &'a str, bool)> {
        let (name, written) = line.split_once(' ')?;
        let marked = written.strip_suffix(REQUIRED).map(str::trim_end);
        let ty = marked.unwrap_or(written);
        let is_plain = |c: char| !c.is_ascii_punctuation() || c == '_';
        if !name.starts_with(is_plain) || !name.ends_with(is_plain) {
            return None;
        }
        let names = names(ty);
        let known = |name: &String| is_word(name) || name.ends_with("Enum") || self.known.contains(&**name);
        // A mistake in a type is told when it is read.
        let malformed = names.is_empty() && (ty.starts_with("list<") || ty.starts_with("map<"));
        let certain =
            malformed || !names.is_empty() && (marked.is_some() || names.iter().all(known) || name.contains('_'));
        let likely = !names.is_empty() && ty.starts_with(char::is_uppercase);
        let below_a_field = reading.field.is_some() && reading.text.is_empty();
        let is_field = if name.starts_with(char::is_uppercase) {
            certain && reading.fresh
        } else {
            certain || likely && (reading.fresh || below_a_field)
        };
        is_field.then_some((name, ty, marked.is_some()))
    }

    /// Index of the line that ends what begins at `at`.
    fn end_of(&self, at: usize, end: usize, closes: &[&str]) -> Result<usize, Fault> {
        let line = self.lines.get(at);
        if line.ends_with(closes[0]) {
            return Ok(at);
        }
        let last = (at + 1..end).find(|at| closes.contains(&self.lines.get(*at)));
        last.ok_or_else(|| Fault::at(self.lines.number(at), "the JSON that begins here does not end"))
    }
}

/// What ends the JSON that a line begins.
fn closing(line: &str) -> Option<&'static str> {
    match line {
        "{" | "{}" => Some("}"),
        "[" | "[]" => Some("]"),
        _ => None,
    }
}

impl Reading<'_> {
    /// `"image_size": {`: how the field may be written as well. Its type says so.
    fn fragment(&self, line: &str) -> Option<&'static str> {
        let (name, _) = self.field.as_ref()?;
        let value = line.strip_prefix('"')?.strip_prefix(name)?.strip_prefix("\": ")?;
        closing(value.get(..1)?)
    }

    /// Takes the sentence back that leads to a fragment.
    fn forget_note(&mut self) {
        let last = self.text.iter().rposition(|line| !line.is_empty());
        if let Some(last) = last.filter(|last| self.text[*last].starts_with(NOTE)) {
            self.text.truncate(last);
        }
    }

    /// Puts the last field among the others.
    fn close(&mut self) -> Result<(), Fault> {
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

/// `Default value: X` at the end of a line: the text without it, and X, if it is shown.
fn default(text: &str) -> Option<(String, Option<Value>)> {
    let marks = text.match_indices(DEFAULT).map(|(at, _)| at);
    let marks = marks.filter(|at| *at == 0 || text[..*at].ends_with(char::is_whitespace));
    marks.take(MAX_MARKS).find_map(|at| {
        let (before, rest) = text.split_at(at);
        let (shown, after) = rest[DEFAULT.len()..].split_once('\n').unwrap_or((&rest[DEFAULT.len()..], ""));
        let value = if shown == OBJECT { None } else { Some(value(shown)?) };
        Some((format!("{}\n{after}", before.trim_end()).trim().to_owned(), value))
    })
}

/// JSON, a text with unescaped quotes in it, or one word.
fn value(shown: &str) -> Option<Value> {
    let word = || (!shown.is_empty() && !shown.contains(' ')).then(|| Value::from(shown));
    example::json(&[shown]).or_else(word)
}

#[cfg(test)]
mod tests {
    use serde_yaml::Value;

    use super::default;

    #[test]
    fn a_default_is_what_ends_a_line() {
        let shown = |value: Option<Value>| value.map_or_else(String::new, |value| fal_schema::print::flow(&value));
        let read = |text: &str| default(text).map(|(rest, value)| (rest, shown(value)));
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
