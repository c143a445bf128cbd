//! Parses the `llms.txt` of a model: a list of fields with types, presence, defaults, values and ranges. It does not
//! contain the fields of the types.

use serde_yaml::{Number, Value};

use crate::form::{Form, ImportError};
use crate::openapi::text::description;
use crate::page::json;
use crate::parsed_page::{Field, ParsedPage, Table, fits};
use crate::source::Source;
use fal_schema::names::is_id;

const INPUT: &str = "### Input Schema";
const OUTPUT: &str = "### Output Schema";
const ID: &str = "- **Model ID**: `";
const FIELD: &str = "- **`";

/// Reads an `llms.txt`. Returns `None` if the text has no line with the id of the model, or no heading for its input.
pub(crate) fn read(text: &str) -> Option<Result<Source, ImportError>> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let id = lines.iter().find_map(|line| line.strip_prefix(ID))?.strip_suffix('`').filter(|id| is_id(id))?;
    let input = lines.iter().position(|line| *line == INPUT)?;
    Some(fits(text).and_then(|()| parse(id, &lines, input)).and_then(|page| page.source(Form::Llms)))
}

fn parse(id: &str, lines: &[&str], input: usize) -> Result<ParsedPage, ImportError> {
    let Some(output) = lines.iter().position(|line| *line == OUTPUT).filter(|output| *output > input) else {
        return Err(ImportError::at(lines.len(), "missing heading `Output Schema`"));
    };
    let end = (output + 1..lines.len()).find(|at| lines[*at].starts_with("## ")).unwrap_or(lines.len());
    let head = &lines[..input];
    let title = head.iter().find_map(|line| line.strip_prefix("# "));
    let quoted: Vec<&str> = head.iter().filter_map(|line| line.strip_prefix('>')).map(str::trim).collect();
    Ok(ParsedPage {
        id: id.to_owned(),
        title: title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty()),
        doc: description(&quoted.join("\n")),
        input: table(lines, input, output)?,
        output: table(lines, output, end)?,
        ..ParsedPage::default()
    })
}

/// Reads the fields and the example between two headings.
fn table(lines: &[&str], heading: usize, end: usize) -> Result<Table, ImportError> {
    let mut table = Table { line: heading + 1, ..Table::default() };
    let mut at = heading + 1;
    while at < end {
        let line = lines[at];
        if let Some(rest) = line.strip_prefix(FIELD) {
            let belongs = |at: &usize| lines[*at].is_empty() || lines[*at].starts_with("  ");
            let next = at + 1 + (at + 1..end).take_while(belongs).count();
            let (name, field) = field(rest, at + 1, &lines[at + 1..next])?;
            table.insert(name, field)?;
            at = next;
        } else if line == "```json" {
            let Some(last) = (at + 1..end).find(|at| lines[*at] == "```") else {
                return Err(ImportError::at(at + 1, "unclosed JSON"));
            };
            // The last example is the most complete one.
            table.example = Some((at + 2, json(&lines[at + 1..last])));
            at = last + 1;
        } else {
            at += 1;
        }
    }
    Ok(table)
}

/// Reads a field: ``name`** (`type`, _required_):`` and the lines that belong to it.
fn field<'a>(head: &'a str, line: usize, below: &[&str]) -> Result<(&'a str, Field), ImportError> {
    let parts = head.split_once("`** (`").and_then(|(name, rest)| {
        let (ty, rest) = rest.split_once("`, _")?;
        Some((name, ty, rest.trim_end_matches(':').strip_suffix("_)")?))
    });
    let Some((name, ty, presence)) = parts.filter(|(.., presence)| ["required", "optional"].contains(presence)) else {
        return Err(ImportError::at(line, "expected a field: - **`name`** (`type`, _required_ or _optional_)"));
    };
    let mut field = Field { line, ty: ty.to_owned(), required: presence == "required", ..Field::default() };
    let mut text = Vec::new();
    for line in below {
        if !item(&mut field, line) {
            text.push(line.strip_prefix("  ").unwrap_or(line));
        }
    }
    field.doc = description(&without_default(&text.join("\n"), field.default.is_some()));
    Ok((name, field))
}

/// Reads an item such as `  - Default: ...`. Returns whether the line is an item.
fn item(field: &mut Field, line: &str) -> bool {
    let Some((what, value)) = line.strip_prefix("  - ").and_then(|item| item.split_once(": ")) else {
        return line.starts_with("  - Array of ");
    };
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let list = |text: &str| parse(&format!("[{text}]"));
    match what {
        "Default" => {
            let Some(default) = unquoted(value).and_then(parse) else { return false };
            field.default = Some(default).filter(|default| !default.is_null());
        }
        "Options" => match unquoted(value).and_then(|value| list(&value.replace("`, `", ", "))) {
            Some(Value::Sequence(values)) => field.values = Some(values),
            _ => return false,
        },
        "Examples" => match list(value) {
            Some(examples) => field.examples = Some(examples),
            None => return false,
        },
        "Range" => match range(value) {
            Some(limits) => field.limits = limits,
            None => return false,
        },
        "One of" => {}
        _ => return false,
    }
    true
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('`')?.strip_suffix('`')
}

/// Reads a range: `` `0` to `1`, step: `0.01` ``.
fn range(value: &str) -> Option<Vec<(&'static str, Number)>> {
    let (bounds, step) = match value.split_once(", step: ") {
        Some((bounds, step)) => (bounds, Some(step)),
        None => (value, None),
    };
    let (from, to) = bounds.split_once(" to ")?;
    let number = |text: &str| serde_json::from_str::<Number>(unquoted(text)?).ok();
    let mut limits = vec![("minimum", number(from)?), ("maximum", number(to)?)];
    if let Some(step) = step {
        limits.push(("multipleOf", number(step)?));
    }
    Some(limits)
}

/// Removes ``Default value: `x` `` at the end of a line from the description, because the list repeats it.
fn without_default(text: &str, is_listed: bool) -> String {
    let cut = |line: &&str| is_listed && line.ends_with('`');
    let end = |line: &'_ str| line.find("Default value: `").unwrap_or(line.len());
    let lines = text.lines().map(|line| if cut(&line) { line[..end(line)].trim_end() } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
