//! Entries of a schema file that serde would take for something else: keys without a value, and numbers that it cannot
//! carry. Reads places of `yaml`; feeds `read`.

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::yaml::{self, Node, NodeKind, Step};

/// Most values in a default or in one side of an example, with those inside each other.
const MAX_VALUES: usize = 10_000;

/// What the keys of a mapping are.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// An endpoint's file or the shared one.
    File,
    /// Names of fields.
    Fields,
    Field,
    /// Names of types.
    Types,
    Type,
    /// A list of examples.
    Examples,
    Example,
    /// Names of this language, whose values are scalars or lists.
    Plain,
    /// A value that models take; its keys are their own.
    Data,
}

impl Role {
    fn of(self, key: &str) -> Self {
        match (self, key) {
            (Self::File, "input" | "output") | (Self::Type, "fields") => Self::Fields,
            (Self::File, "types") => Self::Types,
            (Self::File, "examples") => Self::Examples,
            (Self::Fields, _) => Self::Field,
            (Self::Types, _) => Self::Type,
            (Self::Field, "default") => Self::Data,
            _ => Self::Plain,
        }
    }
}

/// An entry of the language: its value and what it is.
type Entry<'a> = (&'a Node, Role);

/// The entries that are wanted, with the way to each.
fn find<'a>(node: &'a Node, role: Role, wanted: &dyn Fn(Entry<'a>) -> bool) -> Vec<(Vec<Step>, Entry<'a>)> {
    let mut found = Vec::new();
    let mut add = |step: &dyn Fn() -> Step, value: &'a Node, role: Role| {
        if wanted((value, role)) {
            found.push((vec![step()], (value, role)));
        }
        found.extend(yaml::inside(step, find(value, role, wanted)));
    };
    match &node.kind {
        NodeKind::Map(mapping) if role == Role::Example => {
            // What else is in an example is refused by `read`.
            for side in ["input", "output"] {
                let Some(entry) = mapping.get(side) else { continue };
                add(&|| Step::Key(side.to_owned()), &entry.value, Role::Data);
            }
        }
        NodeKind::Map(mapping) if role != Role::Data => {
            // Of a repeated key only the first entry counts.
            for entry in mapping.entries().iter().filter(|entry| mapping.is_first(entry)) {
                add(&|| Step::Key(entry.key.clone()), &entry.value, role.of(&entry.key));
            }
        }
        NodeKind::List(items) if role == Role::Examples => {
            for (index, item) in items.iter().enumerate() {
                add(&|| Step::Item(index), item, Role::Example);
            }
        }
        _ => {}
    }
    found
}

/// Entries with values that cannot be used, and the diagnostics of those that are not reported yet.
pub(super) fn unusable(text: &str, root: &Node) -> Vec<(Vec<Step>, Vec<Diagnostic>)> {
    let is_unusable = |(value, role): Entry<'_>| match role {
        Role::Data => is_empty(value) || value.count() > MAX_VALUES || !value.unusable().is_empty(),
        Role::Field => cut_type(text, value).is_some() || !of_itself(value, role).is_empty(),
        _ => !of_itself(value, role).is_empty(),
    };
    let mut found_all = Vec::new();
    for (path, (value, role)) in find(root, Role::File, &is_unusable) {
        if role == Role::Data && is_empty(value) {
            let found = no_value(root, &path, value);
            found_all.push((path, vec![found]));
            continue;
        }
        if role == Role::Data && value.count() > MAX_VALUES {
            let found = too_many(last(&path), value);
            found_all.push((path, vec![found]));
            continue;
        }
        if let Some((lost, place)) = cut_type(text, value).filter(|_| role == Role::Field) {
            let written = text.get(place.start as usize..place.end as usize).unwrap_or_default();
            let message = format!("the type `{written}` is not quoted, and the comma ends it");
            let found =
                Diagnostic::new(codes::TYPE_SYNTAX, place, message).help(format!("write `type: \"{written}\"`"));
            let inside = |key: &str| [path.as_slice(), &[Step::Key(key.to_owned())]].concat();
            found_all.extend([(inside("type"), vec![found]), (inside(lost), Vec::new())]);
        }
        let inside = of_itself(value, role);
        if !inside.is_empty() {
            let huge = inside.iter().filter(|node| node.kind == NodeKind::Huge);
            let is_negative =
                |node: &Node| text.get(node.span.start as usize..).is_some_and(|text| text.starts_with('-'));
            let found = huge.map(|node| too_large(node.span, last(&path), is_negative(node))).collect();
            found_all.push((path, found));
        }
    }
    found_all
}

/// Values in an entry that cannot be used, without those of entries inside it.
fn of_itself(value: &Node, role: Role) -> Vec<&Node> {
    let is_whole = role == Role::Data || !matches!(value.kind, NodeKind::Map(_) | NodeKind::List(_));
    let is_list = matches!(role, Role::Plain | Role::Example) && matches!(value.kind, NodeKind::List(_));
    if is_whole || is_list { value.unusable() } else { Vec::new() }
}

/// The diagnostic for a default or an example that is too large.
fn too_many(key: &str, value: &Node) -> Diagnostic {
    let message = format!("the value of `{key}` consists of more than {MAX_VALUES} values");
    Diagnostic::new(codes::WRONG_VALUE, Span { end: value.span.start, ..value.span }, message)
        .help("every value becomes Rust code that users compile; shorten it, or leave it out")
}

/// Of a field in braces, the key that is the rest of its type, and the whole type: `{type: map<string, float>}`.
fn cut_type<'a>(text: &str, field: &'a Node) -> Option<(&'a str, Span)> {
    let NodeKind::Map(mapping) = &field.kind else { return None };
    let ty = field.get("type")?.value.span;
    let written = text.get(ty.start as usize..ty.end as usize)?;
    let rest = mapping.entries().iter().find(|entry| entry.key_span.start >= ty.end)?;
    let is_cut = written.contains('<') && rest.key.ends_with('>') && is_empty(&rest.value);
    is_cut.then_some((rest.key.as_str(), Span { end: rest.key_span.end, ..ty }))
}

/// The diagnostic for a whole number beyond 64 bits.
fn too_large(place: Span, key: &str, is_negative: bool) -> Diagnostic {
    let help = format!(
        "an integer has 64 bits, from {} to {}; a larger float is written with a point: `1.0e+20`",
        i64::MIN,
        i64::MAX
    );
    Diagnostic::new(
        codes::WRONG_VALUE,
        place,
        format!("the number in `{key}` is too {}", if is_negative { "small" } else { "large" }),
    )
    .help(help)
}

/// Whether nothing is written, not even `null`.
fn is_empty(value: &Node) -> bool {
    value.kind == NodeKind::Null && value.span.start == value.span.end
}

/// Reports every key without a value that reading has not refused already.
pub(super) fn empty(root: &Node, removed: &mut Vec<Vec<Step>>, report: &mut Report) {
    // `null` is a value where models take one.
    let is_refused = |(value, role): Entry<'_>| role != Role::Data && value.kind == NodeKind::Null;
    let mut lost = Vec::new();
    for (path, (value, _)) in find(root, Role::File, &is_refused) {
        if !removed.iter().any(|removed| path.starts_with(removed)) {
            report.push(no_value(root, &path, value));
            lost.push(path);
        }
    }
    removed.extend(lost);
}

/// The diagnostic for a key whose value is nothing or `null`.
pub(super) fn no_value(root: &Node, path: &[Step], value: &Node) -> Diagnostic {
    let key = last(path);
    let place = if value.span.start < value.span.end { value.span } else { root.key_span(path) };
    let message = match path.last() {
        Some(Step::Key(_)) => format!("the key `{key}` has no value"),
        _ => "this item has no value".to_owned(),
    };
    Diagnostic::new(codes::WRONG_KIND, place, message).label("no value").help(what_to_write(path, key))
}

fn what_to_write(path: &[Step], key: &str) -> String {
    let parent = match path {
        [.., Step::Key(parent), _] => parent.as_str(),
        _ => "",
    };
    match (path.len(), parent, key) {
        (1, _, "input" | "output") => format!("list the fields below it, or write `{key}: {{}}` if there are none"),
        (1, _, "types") => "declare types below it; if there are none, write `types: {}` or remove the key".to_owned(),
        (1, _, "examples") => "begin each example with `- input:`; if there are none, remove the key".to_owned(),
        (2, "input" | "output", _) | (4, "fields", _) => format!("say what the field is: `{key}: {{type: string}}`"),
        (2, "types", _) => "give the type `enum`, `integers` or `fields`".to_owned(),
        (2, "examples", _) => "write `input:` with the fields of a request, or remove the item".to_owned(),
        (_, _, "type") => "name a type: `type: string`".to_owned(),
        (_, _, "default") => "write a value, or remove the key; `null` is written out: `default: null`".to_owned(),
        (_, _, "fields") => "list the fields below it, or write `fields: {}` if there are none".to_owned(),
        (_, _, "enum") => "list the values: `enum: [small, large]`".to_owned(),
        (_, _, "integers") => "list the values: `integers: [1, 2, 4]`".to_owned(),
        (3, "examples" | "", "input" | "output") => format!("write `{key}: {{}}` for an object without fields"),
        (1, _, "title") => "write a name for people: `title: Imagen 4`".to_owned(),
        (1, _, "endpoint") => "write the endpoint id: `endpoint: fal-ai/imagen4/preview`".to_owned(),
        (_, _, "required" | "deprecated" | "streaming") => format!("write `{key}: true`, or remove the key"),
        (_, _, "min" | "max" | "min_length" | "max_length" | "min_items" | "max_items") => {
            format!("write a number: `{key}: 1`, or remove the key")
        }
        _ => format!("write a string: `{key}: ...`, or remove the key"),
    }
}

fn last(path: &[Step]) -> &str {
    path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).unwrap_or("")
}
