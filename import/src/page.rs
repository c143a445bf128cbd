//! The text of a model's page to what it shows of the model: the fields in its chapter `Schema`, their types, and what stands
//! around them. Reads lines; feeds `source`, by way of `shown`.

mod example;
mod fields;
mod lines;

use crate::form::{Fault, Form};
use crate::parsed_page::{ParsedPage, fits, short};
use crate::source::Source;
use fal_schema::names::is_id;
use fields::Section;
use lines::{Heading, Lines};

pub(crate) use example::json;

/// Reads a page; `None` where the text is none: it begins with an endpoint id, and has a numbered heading `Schema`.
pub(crate) fn read(text: &str) -> Option<Result<Source, Fault>> {
    let lines = Lines::new(text);
    let first = lines.position(|line| !line.is_empty()).filter(|at| is_id(lines.get(*at)))?;
    let schema = lines.chapter(first, |name| name == "Schema")?;
    let shown = fits(text).and_then(|()| shown(first, &lines, schema));
    Some(shown.and_then(|shown| {
        let form = if shown.marks_required() { Form::MarkedPage } else { Form::Page };
        shown.source(form)
    }))
}

fn shown(first: usize, lines: &Lines<'_>, schema: usize) -> Result<ParsedPage, Fault> {
    let headings = lines.headings(schema + 1);
    let (input, rest) = named("Input", &headings, lines)?;
    let (output, rest) = named("Output", rest, lines)?;
    let types = if rest.is_empty() { rest } else { named("Other types", rest, lines)?.1 };
    let known = types.iter().map(|heading| heading.name).collect();
    let section = |heading: &Heading<'_>| Section { lines, known: &known }.read(heading);
    let streams = lines.position(|line| line.starts_with("This model supports streaming"));
    let mut shown = ParsedPage {
        id: lines.get(first).to_owned(),
        doc: about(lines, first + 1, schema),
        streaming: streams.is_some_and(|at| at < schema),
        input: section(input)?,
        output: section(output)?,
        ..ParsedPage::default()
    };
    for heading in types {
        shown.declare(heading.name, lines.number(heading.at), section(heading)?)?;
    }
    Ok(shown)
}

/// The first heading, which must have this name, and the others.
fn named<'h, 'a>(
    name: &str,
    headings: &'h [Heading<'a>],
    lines: &Lines<'_>,
) -> Result<(&'h Heading<'a>, &'h [Heading<'a>]), Fault> {
    match headings.split_first() {
        Some((first, rest)) if first.name == name => Ok((first, rest)),
        Some((other, _)) => {
            let why = format!("`{name}` is expected here, not `{}`", short(other.name));
            Err(Fault::at(lines.number(other.at), why))
        }
        None => Err(Fault::at(lines.len(), format!("the page ends before its `{name}`"))),
    }
}

/// What the page says about the model: the lines between the id and the first chapter.
fn about(lines: &Lines<'_>, first: usize, schema: usize) -> Option<String> {
    let end = lines.chapter(first, |_| true).unwrap_or(schema);
    let mut text: Vec<&str> = (first..end).map(|at| lines.get(at)).collect();
    // The heading may have been cut by whoever copied the page.
    if text.first().is_some_and(|first| !first.is_empty() && "About".ends_with(first)) {
        text.remove(0);
    }
    let text = lines::paragraphs(&text);
    // The label of a button, where the page says nothing else.
    (!text.is_empty() && text != "Generate").then_some(text)
}
