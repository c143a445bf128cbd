//! Changes of schema files as texts, so that comments and everything else stay: types taken out, names replaced, types added.
//! Reads one file and where everything stands in it; feeds the patch. What comes out is read again and compared.

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

/// Shared types by the names that an endpoint has for them now.
pub(crate) type Renames = BTreeMap<String, String>;

/// The lines that declare a type, with the comments right above and the line break at their end.
pub(crate) fn lines_of(text: &str, root: &Node, name: &str) -> Option<Range<usize>> {
    let types = root.get("types")?;
    let entries = entries(&types.value);
    let at = entries.iter().position(|entry| entry.key == name)?;
    let start = line_start(text, entries[at].key_span)?;
    let next = entries.get(at + 1).or_else(|| after(root, "types"));
    let end = next.map_or(Some(text.len()), |next| line_start(text, next.key_span))?;
    let start = above(text, start);
    // Comments before the next entry are about that one.
    let mut lines: Vec<&str> = text.get(start..end)?.split_inclusive('\n').collect();
    while lines.last().is_some_and(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        lines.pop();
    }
    Some(start..start + lines.iter().map(|line| line.len()).sum::<usize>())
}

/// Where the comment right above a line starts; the line itself if there is none.
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

/// Where the line of a key starts, if nothing stands before the key.
fn line_start(text: &str, key: Span) -> Option<usize> {
    let before = text.get(..key.start as usize)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    before[start..].trim().is_empty().then_some(start)
}

/// An endpoint's file that uses shared types instead of its own.
pub(crate) fn endpoint(unit: &SourceFile, text: &str, renames: &Renames) -> Result<String, Box<Report>> {
    let old = unit.endpoint.as_ref().expect("an endpoint's file");
    let refused = || refuse(unit, text, "the types of this file are not written on lines of their own");
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for name in renames.keys() {
        changes.push((lines_of(text, &unit.root, name).ok_or_else(refused)?, String::new()));
    }
    if old.types.len() == renames.len()
        && let Some(types) = unit.root.get("types")
    {
        let start = line_start(text, types.key_span).ok_or_else(refused)?;
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1);
        changes.push((start..end, String::new()));
    }
    for span in type_texts(&unit.root, renames) {
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

fn refuse(unit: &SourceFile, text: &str, message: &str) -> Box<Report> {
    let mut report = Report::default();
    let file = report.sources.add(unit.path.clone(), text);
    let found = Diagnostic::new(codes::LAYOUT, Span { file, ..unit.key(&["types"]) }, message);
    report.push(found.help("write each type and each key on a line of its own, as `cargo xtask import` does"));
    Box::new(report)
}

/// Places of the type expressions that stay in the file.
fn type_texts(root: &Node, renames: &Renames) -> Vec<Span> {
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

/// A type expression with other names.
pub(crate) fn renamed(text: &str, renames: &Renames) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_word) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        out += before;
        out += renames.get(&word[..end]).map_or(&word[..end], String::as_str);
        rest = &word[end..];
    }
    out + rest
}

/// What the edited file must say.
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

/// Gives the types of fields other names.
pub(crate) fn rename_fields(fields: &mut IndexMap<String, FieldEntry>, renames: &Renames) {
    fields.values_mut().for_each(|field| field.ty = renamed(&field.ty, renames));
}

/// The shared file with more types at its end; a new one where there is none.
pub(crate) fn shared(unit: Option<(&SourceFile, &str)>, types: &[(String, TypeEntry)]) -> Result<String, Box<Report>> {
    let new: String = types.iter().map(|(name, entry)| print::shared_type(name, entry)).collect();
    let Some((unit, text)) = unit else { return Ok(format!("{}types:\n{new}", print::SHARED_HEAD)) };
    let break_ = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let empty = unit.root.get("types").is_none();
    let edited = format!("{text}{break_}{}{new}", if empty { "types:\n" } else { "" });
    let mut expected: SharedFile = unit.shared.clone().unwrap_or_default();
    expected.types.extend(types.iter().cloned());
    let refused = || refuse(unit, text, "nothing can be added at the end of this file");
    let read = edit::shared(&edited).map_err(|_| refused())?;
    if read == expected { Ok(edited) } else { Err(refused()) }
}
