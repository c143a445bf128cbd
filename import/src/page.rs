//! Parses the text of a model page: the fields and types in its chapter `Schema`, and the description of the model.

mod example;
mod fields;
mod lines;

use crate::form::{Form, ImportError};
use crate::parsed_page::{ParsedPage, fits, short};
use crate::source::Source;
use fal_schema::names::is_id;
use fields::Section;
use lines::{Heading, Lines};

pub(crate) use example::json;

/// Reads a page. Returns `None` if the text is not a page: a page begins with an endpoint id, and has a numbered
/// heading `Schema`.
pub(crate) fn read(text: &str) -> Option<Result<Source, ImportError>> {
    let lines = Lines::new(text);
    let first = lines.position(|line| !line.is_empty()).filter(|at| is_id(lines.get(*at)))?;
    let schema = lines.chapter(first, |name| name == "Schema")?;
    let page = fits(text).and_then(|()| parse(first, &lines, schema));
    Some(page.and_then(|page| {
        let form = if page.marks_required() { Form::MarkedPage } else { Form::Page };
        page.source(form)
    }))
}

fn parse(first: usize, lines: &Lines<'_>, schema: usize) -> Result<ParsedPage, ImportError> {
    let headings = lines.headings(schema + 1);
    let (input, rest) = expect_heading("Input", &headings, lines)?;
    let (output, rest) = expect_heading("Output", rest, lines)?;
    let types = if rest.is_empty() { rest } else { expect_heading("Other types", rest, lines)?.1 };
    let known_types = types.iter().map(|heading| heading.name).collect();
    let section = |heading: &Heading<'_>| Section { lines, known_types: &known_types }.read(heading);
    let streams = lines.position(|line| line.starts_with("This model supports streaming"));
    let mut page = ParsedPage {
        id: lines.get(first).to_owned(),
        doc: about(lines, first + 1, schema),
        streaming: streams.is_some_and(|at| at < schema),
        input: section(input)?,
        output: section(output)?,
        ..ParsedPage::default()
    };
    for heading in types {
        page.declare(heading.name, lines.number(heading.at), section(heading)?)?;
    }
    Ok(page)
}

/// Splits off the first heading, which must have this name.
fn expect_heading<'h, 'a>(
    name: &str,
    headings: &'h [Heading<'a>],
    lines: &Lines<'_>,
) -> Result<(&'h Heading<'a>, &'h [Heading<'a>]), ImportError> {
    match headings.split_first() {
        Some((first, rest)) if first.name == name => Ok((first, rest)),
        Some((other, _)) => {
            let message = format!("expected the heading `{name}`, found `{}`", short(other.name));
            Err(ImportError::at(lines.number(other.at), message))
        }
        None => Err(ImportError::at(lines.len(), format!("missing heading `{name}`"))),
    }
}

/// The description of the model: the lines between the id and the first chapter.
fn about(lines: &Lines<'_>, first: usize, schema: usize) -> Option<String> {
    let end = lines.chapter(first, |_| true).unwrap_or(schema);
    let mut text: Vec<&str> = (first..end).map(|at| lines.get(at)).collect();
    // The heading may be incomplete in a copied text.
    if text.first().is_some_and(|first| !first.is_empty() && "About".ends_with(first)) {
        text.remove(0);
    }
    let text = lines::paragraphs(&text);
    // Without a description, the text is only the label of a button.
    (!text.is_empty() && text != "Generate").then_some(text)
}
