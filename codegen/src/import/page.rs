//! The text of a model's page to what it shows of the model: the fields under its last heading `Schema`, their types, and
//! what stands around them. Reads lines; feeds `source`, by way of `shown`.

mod example;
mod fields;
mod lines;

use super::shown::{Shown, fits};
use super::source::{Fault, Form, Source};
use crate::check::is_id;
use fields::Section;
use lines::{Heading, Lines};

pub(super) use example::json;

/// Reads a page; `None` where the text is none: its first line is an endpoint id, and it has a numbered heading `Schema`.
pub(super) fn read(text: &str) -> Option<Result<Source, Fault>> {
    let lines = Lines::new(text);
    let first = lines.position(|line| !line.is_empty()).filter(|at| is_id(lines.get(*at)))?;
    let schema = lines.position(is_schema)?;
    Some(fits(text).and_then(|()| shown(first, &lines, schema)).and_then(|shown| shown.source(Form::Page)))
}

/// `5. Schema`.
fn is_schema(line: &str) -> bool {
    line.strip_suffix(". Schema").is_some_and(is_number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn shown(first: usize, lines: &Lines<'_>, schema: usize) -> Result<Shown, Fault> {
    let headings = lines.headings(schema + 1);
    let end = lines.number(lines.len().saturating_sub(1));
    let (input, rest) = match headings.split_first() {
        Some((input, rest)) if input.name == "Input" => (input, rest),
        Some((other, _)) => {
            return Err(Fault::at(lines.number(other.at), format!("`Input` is expected here, not `{}`", other.name)));
        }
        None => return Err(Fault::at(end, "the page ends before the fields of its `Input`")),
    };
    let (output, rest) = match rest.split_first() {
        Some((output, rest)) if output.name == "Output" => (output, rest),
        Some((other, _)) => {
            return Err(Fault::at(lines.number(other.at), format!("`Output` is expected here, not `{}`", other.name)));
        }
        None => return Err(Fault::at(end, "the page ends before its `Output`")),
    };
    let types: &[Heading<'_>] = match rest.split_first() {
        Some((other, types)) if other.name == "Other types" => types,
        Some((other, _)) => {
            let why = format!("`Other types` is expected here, not `{}`", other.name);
            return Err(Fault::at(lines.number(other.at), why));
        }
        None => &[],
    };
    let known = types.iter().map(|heading| heading.name).collect();
    let section = |heading: &Heading<'_>| Section { lines, known: &known }.read(heading);
    let mut shown = Shown { id: lines.get(first).to_owned(), doc: about(lines, first + 1, schema), ..Shown::default() };
    let streams = lines.position(|line| line.starts_with("This model supports streaming"));
    shown.streaming = streams.is_some_and(|at| at < schema);
    shown.input = section(input)?;
    shown.output = section(output)?;
    for heading in types {
        shown.declare(heading.name, lines.number(heading.at), section(heading)?)?;
    }
    Ok(shown)
}

/// What the page says about the model: the lines between the id and the first numbered heading.
fn about(lines: &Lines<'_>, first: usize, schema: usize) -> Option<String> {
    let is_heading =
        |line: &str| line.split_once(". ").is_some_and(|(number, rest)| is_number(number) && !rest.is_empty());
    let end = lines.position(is_heading).unwrap_or(schema).min(schema);
    let mut text: Vec<&str> = (first..end).map(|at| lines.get(at)).collect();
    // The heading may have been cut by whoever copied the page.
    if text.first().is_some_and(|first| !first.is_empty() && "About".ends_with(first)) {
        text.remove(0);
    }
    let text = lines::paragraphs(&text);
    // The label of a button, where the page says nothing else.
    (!text.is_empty() && text != "Generate").then_some(text)
}
