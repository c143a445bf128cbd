//! Entries of a schema file that serde would misread or fail on: keys without a value, unquoted types, and numbers that
//! it cannot represent.

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::yaml::{self, Node, NodeKind, Step};

/// Maximum number of values in a default or in one side of an example, at any depth.
const MAX_VALUES: usize = 10_000;

/// The role of a value in a schema file, which determines the roles of the values inside.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// A whole file.
    File,
    /// A mapping with names of fields as keys.
    Fields,
    Field,
    /// A mapping with names of types as keys.
    Types,
    Type,
    /// A list of examples.
    Examples,
    Example,
    /// A scalar or a list of the language.
    Plain,
    /// A JSON value of a model.
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

/// The value of an entry, and its role.
type Entry<'a> = (&'a Node, Role);

/// The entries that match, with their paths.
fn find<'a>(node: &'a Node, role: Role, matches: &dyn Fn(Entry<'a>) -> bool) -> Vec<(Vec<Step>, Entry<'a>)> {
    let mut entries = Vec::new();
    let mut add = |step: &dyn Fn() -> Step, value: &'a Node, role: Role| {
        if matches((value, role)) {
            entries.push((vec![step()], (value, role)));
        }
        entries.extend(yaml::inside(step, find(value, role, matches)));
    };
    match &node.kind {
        NodeKind::Map(mapping) if role == Role::Example => {
            // `read` refuses all other keys of an example.
            for side in ["input", "output"] {
                let Some(entry) = mapping.get(side) else { continue };
                add(&|| Step::Key(side.to_owned()), &entry.value, Role::Data);
            }
        }
        NodeKind::Map(mapping) if role != Role::Data => {
            // Only the first entry of a repeated key counts.
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
    entries
}

/// Entries whose values cannot be used, with their diagnostics unless these are reported elsewhere.
pub(super) fn unusable(text: &str, root: &Node) -> Vec<(Vec<Step>, Vec<Diagnostic>)> {
    let is_unusable = |(value, role): Entry<'_>| match role {
        Role::Data => is_empty(value) || value.count() > MAX_VALUES || !value.unusable().is_empty(),
        Role::Field => cut_type(text, value).is_some() || !unusable_inside(value, role).is_empty(),
        _ => !unusable_inside(value, role).is_empty(),
    };
    let mut unusable = Vec::new();
    for (path, (value, role)) in find(root, Role::File, &is_unusable) {
        if role == Role::Data && is_empty(value) {
            let diagnostic = no_value(root, &path, value);
            unusable.push((path, vec![diagnostic]));
            continue;
        }
        if role == Role::Data && value.count() > MAX_VALUES {
            let diagnostic = too_many(last(&path), value);
            unusable.push((path, vec![diagnostic]));
            continue;
        }
        if let Some((lost, span)) = cut_type(text, value).filter(|_| role == Role::Field) {
            let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
            let message = format!("the type `{written}` must be quoted, because it contains a comma");
            let diagnostic =
                Diagnostic::new(codes::TYPE_SYNTAX, span, message).help(format!("write `type: \"{written}\"`"));
            let inside = |key: &str| [path.as_slice(), &[Step::Key(key.to_owned())]].concat();
            unusable.extend([(inside("type"), vec![diagnostic]), (inside(lost), Vec::new())]);
        }
        let inside = unusable_inside(value, role);
        if !inside.is_empty() {
            let huge = inside.iter().filter(|node| node.kind == NodeKind::Huge);
            let is_negative =
                |node: &Node| text.get(node.span.start as usize..).is_some_and(|text| text.starts_with('-'));
            let diagnostics = huge.map(|node| too_large(node.span, last(&path), is_negative(node))).collect();
            unusable.push((path, diagnostics));
        }
    }
    unusable
}

/// The values in an entry that cannot be used, except those of entries inside it.
fn unusable_inside(value: &Node, role: Role) -> Vec<&Node> {
    let is_whole = role == Role::Data || !matches!(value.kind, NodeKind::Map(_) | NodeKind::List(_));
    let is_list = matches!(role, Role::Plain | Role::Example) && matches!(value.kind, NodeKind::List(_));
    if is_whole || is_list { value.unusable() } else { Vec::new() }
}

/// The diagnostic for a default or an example that is too large.
fn too_many(key: &str, value: &Node) -> Diagnostic {
    let message = format!("the value of `{key}` contains more than {MAX_VALUES} values");
    Diagnostic::new(codes::WRONG_VALUE, Span { end: value.span.start, ..value.span }, message)
        .help("shorten or remove it: every value becomes Rust code that users compile")
}

/// For a field in braces with an unquoted type, such as `{type: map<string, float>}`: the key that is the rest of the
/// type, and the span of the whole type.
fn cut_type<'a>(text: &str, field: &'a Node) -> Option<(&'a str, Span)> {
    let NodeKind::Map(mapping) = &field.kind else { return None };
    let ty = field.get("type")?.value.span;
    let written = text.get(ty.start as usize..ty.end as usize)?;
    let rest = mapping.entries().iter().find(|entry| entry.key_span.start >= ty.end)?;
    let is_cut = written.contains('<') && rest.key.ends_with('>') && is_empty(&rest.value);
    is_cut.then_some((rest.key.as_str(), Span { end: rest.key_span.end, ..ty }))
}

/// The diagnostic for an integer of more than 64 bits.
fn too_large(span: Span, key: &str, is_negative: bool) -> Diagnostic {
    let help = format!(
        "integers have 64 bits, from {} to {}; write a larger float with a decimal point: `1.0e+20`",
        i64::MIN,
        u64::MAX
    );
    Diagnostic::new(
        codes::WRONG_VALUE,
        span,
        format!("the number in `{key}` is too {}", if is_negative { "small" } else { "large" }),
    )
    .help(help)
}

/// Whether the value is empty, and not `null`.
fn is_empty(value: &Node) -> bool {
    value.kind == NodeKind::Null && value.span.start == value.span.end
}

/// Reports every key without a value that is not among the removed entries.
pub(super) fn check_empty(root: &Node, removed: &mut Vec<Vec<Step>>, report: &mut Report) {
    // In JSON values of models, `null` is valid.
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

/// The diagnostic for a key whose value is empty or `null`.
pub(super) fn no_value(root: &Node, path: &[Step], value: &Node) -> Diagnostic {
    let key = last(path);
    let span = if value.span.start < value.span.end { value.span } else { root.key_span(path) };
    let message = match path.last() {
        Some(Step::Key(_)) => format!("the key `{key}` has no value"),
        _ => "this item has no value".to_owned(),
    };
    Diagnostic::new(codes::WRONG_KIND, span, message).label("expected a value").help(help_for(path, key))
}

fn help_for(path: &[Step], key: &str) -> String {
    let parent = match path {
        [.., Step::Key(parent), _] => parent.as_str(),
        _ => "",
    };
    match (path.len(), parent, key) {
        (1, _, "input" | "output") => format!("list the fields below it, or write `{key}: {{}}` if there are none"),
        (1, _, "types") => "declare types below it; if there are none, write `types: {}` or remove the key".to_owned(),
        (1, _, "examples") => "begin each example with `- input:`; if there are none, remove the key".to_owned(),
        (2, "input" | "output", _) | (4, "fields", _) => format!("declare the field: `{key}: {{type: string}}`"),
        (2, "types", _) => "declare the type with `enum`, `integers`, `fields` or `union`".to_owned(),
        (2, "examples", _) => "write `input:` with the fields of a request, or remove the item".to_owned(),
        (_, _, "type") => "write a type: `type: string`".to_owned(),
        (_, _, "default") => "write a value, or remove the key; for null, write `default: null`".to_owned(),
        (_, _, "fields") => "list the fields below it, or write `fields: {}` if there are none".to_owned(),
        (_, _, "enum") => "list the values: `enum: [small, large]`".to_owned(),
        (_, _, "integers") => "list the values: `integers: [1, 2, 4]`".to_owned(),
        (3, "examples" | "", "input" | "output") => format!("write `{key}: {{}}` for an object without fields"),
        (1, _, "title") => "write a display name: `title: Imagen 4`".to_owned(),
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
