//! Edits the text of schema files, so that comments and formatting are kept: removes types, renames types and adds
//! types. The result is read again and compared with the expected content.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use fal_schema::SourceFile;
use fal_schema::codes;
use fal_schema::edit;
use fal_schema::print;
use fal_schema::schema::{EndpointFile, FieldEntry, SharedFile, TypeEntry};
use fal_schema::yaml::{Entry, Node, NodeKind};
use fal_schema::{Diagnostic, Report, Span};

/// Names of shared types by the current names of an endpoint.
pub(crate) type Renames = BTreeMap<String, String>;

/// The lines that declare a type, including the comments directly above and the last line break.
pub(crate) fn lines_of(text: &str, root: &Node, name: &str) -> Option<Range<usize>> {
    let types = root.get("types")?;
    let entries = entries(&types.value);
    let at = entries.iter().position(|entry| entry.key == name)?;
    let start = line_start(text, entries[at].key_span)?;
    let next = entries.get(at + 1).or_else(|| after(root, "types"));
    let end = next.map_or(Some(text.len()), |next| line_start(text, next.key_span))?;
    let start = above(text, start);
    // Comments before the next entry belong to that entry.
    let mut lines: Vec<&str> = text.get(start..end)?.split_inclusive('\n').collect();
    while lines.last().is_some_and(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        lines.pop();
    }
    Some(start..start + lines.iter().map(|line| line.len()).sum::<usize>())
}

/// The start of the comment directly above a line, or of the line if there is none.
fn above(text: &str, mut start: usize) -> usize {
    while let Some(line) = text[..start].split_inclusive('\n').next_back().filter(|line| line.trim().starts_with('#')) {
        start -= line.len();
    }
    start
}

fn entries(node: &Node) -> &[Entry] {
    match &node.kind {
        NodeKind::Map(mapping) => mapping.entries(),
        _ => &[],
    }
}

fn after<'a>(root: &'a Node, key: &str) -> Option<&'a Entry> {
    let entries = entries(root);
    let at = entries.iter().position(|entry| entry.key == key)?;
    entries.get(at + 1)
}

/// The start of the line of a key, if there is only white space before the key.
fn line_start(text: &str, key: Span) -> Option<usize> {
    let before = text.get(..key.start as usize)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    before[start..].trim().is_empty().then_some(start)
}

/// Edits the file of an endpoint, so that it uses shared types.
pub(crate) fn endpoint(source: &SourceFile, text: &str, renames: &Renames) -> Result<String, Box<Report>> {
    let old = source.endpoint.as_ref().expect("an endpoint's file");
    let refused = || refuse(source, text, "cannot edit this file: its types are not on separate lines");
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for name in renames.keys() {
        changes.push((lines_of(text, &source.root, name).ok_or_else(refused)?, String::new()));
    }
    if old.types.len() == renames.len()
        && let Some(types) = source.root.get("types")
    {
        let start = line_start(text, types.key_span).ok_or_else(refused)?;
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1);
        changes.push((start..end, String::new()));
    }
    for span in type_spans(&source.root, renames) {
        let range = span.start as usize..span.end as usize;
        let written = text.get(range.clone()).ok_or_else(refused)?;
        changes.push((range, renamed(written, renames)));
    }
    changes.retain(|(range, new)| text[range.clone()] != *new);
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut edited = text.to_owned();
    changes.into_iter().for_each(|(range, new)| edited.replace_range(range, &new));
    let read = edit::endpoint(&edited).map_err(|_| refused())?;
    if read == expected(old, renames) { Ok(edited) } else { Err(refused()) }
}

fn refuse(source: &SourceFile, text: &str, message: &str) -> Box<Report> {
    let mut report = Report::default();
    let file = report.sources.add(source.path.clone(), text);
    let diagnostic = Diagnostic::new(codes::LAYOUT, Span { file, ..source.key(&["types"]) }, message);
    report.push(diagnostic.help("write each type and each key on a separate line, as `cargo xtask import` does"));
    Box::new(report)
}

/// Spans of the type expressions that remain in the file.
fn type_spans(root: &Node, renames: &Renames) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut fields = |fields: Option<&Entry>| {
        let fields = fields.map_or(&[][..], |fields| entries(&fields.value));
        spans.extend(fields.iter().filter_map(|field| Some(field.value.get("type")?.value.span)));
    };
    fields(root.get("input"));
    fields(root.get("output"));
    let types = root.get("types").map_or(&[][..], |types| entries(&types.value));
    types.iter().filter(|ty| !renames.contains_key(&ty.key)).for_each(|ty| fields(ty.value.get("fields")));
    spans.extend(["input_type", "output_type"].iter().filter_map(|key| Some(root.get(key)?.value.span)));
    spans
}

/// Renames types in a type expression.
pub(crate) fn renamed(text: &str, renames: &Renames) -> String {
    let is_name_char = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_name_char) {
        let (before, rest_of_name) = rest.split_at(start);
        let end = rest_of_name.find(|c| !is_name_char(c)).unwrap_or(rest_of_name.len());
        out += before;
        out += renames.get(&rest_of_name[..end]).map_or(&rest_of_name[..end], String::as_str);
        rest = &rest_of_name[end..];
    }
    out + rest
}

/// The expected content of the edited file.
fn expected(old: &EndpointFile, renames: &Renames) -> EndpointFile {
    let mut new = old.clone();
    new.types.retain(|name, _| !renames.contains_key(name));
    let own = new.types.values_mut().filter_map(|entry| entry.fields.as_mut());
    for fields in [&mut new.input, &mut new.output].into_iter().chain(own) {
        rename_fields(fields, renames);
    }
    for whole in [&mut new.input_type, &mut new.output_type].into_iter().flatten() {
        *whole = renamed(whole, renames);
    }
    new
}

/// Renames types in fields.
pub(crate) fn rename_fields(fields: &mut IndexMap<String, FieldEntry>, renames: &Renames) {
    fields.values_mut().for_each(|field| field.ty = renamed(&field.ty, renames));
}

/// Adds types at the end of the shared file, or creates the file.
pub(crate) fn shared(
    source: Option<(&SourceFile, &str)>,
    types: &[(String, TypeEntry)],
) -> Result<String, Box<Report>> {
    let new: String = types.iter().map(|(name, entry)| print::shared_type(name, entry)).collect();
    let Some((source, text)) = source else { return Ok(format!("{}types:\n{new}", print::SHARED_HEAD)) };
    let break_ = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let empty = source.root.get("types").is_none();
    let edited = format!("{text}{break_}{}{new}", if empty { "types:\n" } else { "" });
    let mut expected: SharedFile = source.shared.clone().unwrap_or_default();
    expected.types.extend(types.iter().cloned());
    let refused = || refuse(source, text, "cannot add types at the end of this file");
    let read = edit::shared(&edited).map_err(|_| refused())?;
    if read == expected { Ok(edited) } else { Err(refused()) }
}
