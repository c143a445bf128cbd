//! Checks an imported schema with the passes of the generator, and repairs errors if no information is lost that
//! callers need: an invalid default or an outdated example is removed. The document is refused if it has other errors.

use indexmap::IndexMap;

use crate::collisions;
use crate::draft::remark;
use crate::finish::prune;
use crate::openapi::fields::display_value;
use crate::openapi::node::Refusal;
use crate::uses;
use fal_schema::codes;
use fal_schema::edit::{self, SharedNames};
use fal_schema::print;
use fal_schema::schema::{EndpointFile, ExampleEntry, FieldEntry, TypeEntry};
use fal_schema::yaml::{Node, NodeKind, Step};
use fal_schema::{Diagnostic, Span};

/// Maximum number of repairs.
const MAX_ROUNDS: usize = 200;

/// Repairs a schema until the generator accepts it, and returns its text. If no example remains, the `spare` ones are
/// used. `names` are the Rust names of the shared module, to which those of the schema are added.
pub(crate) fn repair(
    file: &mut EndpointFile,
    mut spare: Vec<ExampleEntry>,
    shared: &IndexMap<String, TypeEntry>,
    names: &mut SharedNames,
) -> Result<String, Refusal> {
    for _ in 0..MAX_ROUNDS {
        let text = print::endpoint(file);
        let path = format!("{}.yaml", file.endpoint);
        // Unused shared types do not matter, and checking them would take long.
        let used = uses::reach(uses::of_file(file), shared);
        let shared_text = shared.iter().filter(|(name, _)| used.contains(*name));
        let shared_text = (!used.is_empty()).then(|| print::shared(shared_text));
        let checked = edit::check_text(shared_text.as_deref(), names, &path, &text);
        let diagnostic = checked.diagnostics.into_iter().next();
        if let (None, Some(diagnostic)) = (&checked.root, &diagnostic) {
            return Err(Refusal(format!("the document: the imported schema cannot be read: {}", diagnostic.message)));
        }
        let Some(diagnostic) = diagnostic else {
            if file.examples.is_empty() && !spare.is_empty() {
                file.examples = std::mem::take(&mut spare);
                continue;
            }
            names.extend(checked.names);
            return Ok(text);
        };
        let path = checked.root.as_ref().map(|root| steps(root, diagnostic.span)).unwrap_or_default();
        let is_taken = |name: &str| shared.contains_key(name) || names.contains_key(name);
        if !repair_at(file, &path, &diagnostic, &is_taken) {
            let at: Vec<String> = path.iter().map(step).collect();
            return Err(Refusal(format!("{}: {}", at.join("."), diagnostic.message)));
        }
        prune(file);
    }
    Err(Refusal(format!("the document: the schema still has errors after {MAX_ROUNDS} repairs")))
}

fn repair_at(file: &mut EndpointFile, path: &[Step], diagnostic: &Diagnostic, is_taken: &dyn Fn(&str) -> bool) -> bool {
    if let [Step::Key(examples), Step::Item(index), rest @ ..] = path
        && examples == "examples"
        && let Some(example) = file.examples.get_mut(*index)
    {
        // If only the response is invalid, the example request is kept.
        let is_output = matches!(rest.first(), Some(Step::Key(part)) if part == "output");
        if !is_output || example.input.is_none() || example.output.take().is_none() {
            file.examples.remove(*index);
        }
        return true;
    }
    let keys: Vec<&str> =
        path.iter().map_while(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect();
    if diagnostic.code == codes::COLLISION || diagnostic.code == codes::RESERVED {
        return collisions::resolve(file, &keys, is_taken);
    }
    let Some((field, rest)) = field(file, &keys) else { return false };
    if rest.first() == Some(&"default") {
        let Some(default) = field.default.take() else { return false };
        remark(
            &mut field.note,
            &format!("the default {} in the document is not valid: {}.", display_value(&default), diagnostic.message),
        );
        return true;
    }
    if diagnostic.code == codes::WRONG_LIMIT {
        return drop_limits(field, diagnostic);
    }
    let bad_type = diagnostic.code == codes::UNCLEAR_UNION || diagnostic.code == codes::ENDLESS_TYPE;
    if bad_type && field.ty != "json" {
        remark(&mut field.note, &format!("the type {} was replaced with json: {}.", field.ty, diagnostic.message));
        let untyped = FieldEntry {
            ty: "json".to_owned(),
            doc: field.doc.clone(),
            required: field.required,
            default: field.default.clone(),
            note: field.note.clone(),
            rust_name: field.rust_name.clone(),
            deprecated: field.deprecated,
            ..FieldEntry::default()
        };
        *field = untyped;
        return true;
    }
    false
}

/// Removes limits that no value satisfies, or that do not apply to the type.
fn drop_limits(field: &mut FieldEntry, diagnostic: &Diagnostic) -> bool {
    let unlimited = FieldEntry {
        min: None,
        max: None,
        min_length: None,
        max_length: None,
        min_items: None,
        max_items: None,
        pattern: None,
        ..field.clone()
    };
    let had_some = unlimited != *field;
    *field = unlimited;
    remark(
        &mut field.note,
        &format!("the limits were removed, and only the server checks them: {}.", diagnostic.message),
    );
    had_some
}

/// The field at the start of a path, and the rest of the path.
fn field<'f, 'k>(file: &'f mut EndpointFile, keys: &'k [&'k str]) -> Option<(&'f mut FieldEntry, &'k [&'k str])> {
    match keys {
        ["input", name, rest @ ..] => Some((file.input.get_mut(*name)?, rest)),
        ["output", name, rest @ ..] => Some((file.output.get_mut(*name)?, rest)),
        ["types", ty, "fields", name, rest @ ..] => {
            Some((file.types.get_mut(*ty)?.fields.as_mut()?.get_mut(*name)?, rest))
        }
        _ => None,
    }
}

/// The path of the innermost value that contains a span.
fn steps(root: &Node, target: Span) -> Vec<Step> {
    let contains = |span: Span| span.start <= target.start && target.end <= span.end;
    let mut steps = Vec::new();
    let mut node = root;
    loop {
        let next = match &node.kind {
            NodeKind::Scalar | NodeKind::Null | NodeKind::Huge | NodeKind::Ambiguous => None,
            NodeKind::List(items) => items
                .iter()
                .enumerate()
                .find(|(_, item)| contains(item.span))
                .map(|(index, item)| (Step::Item(index), item)),
            NodeKind::Map(mapping) => {
                let entry = mapping.entries().iter().find(|entry| {
                    contains(entry.key_span) || contains(Span { start: entry.key_span.start, ..entry.value.span })
                });
                entry.map(|entry| (Step::Key(entry.key.clone()), &entry.value))
            }
        };
        let Some((step, inner)) = next else { return steps };
        steps.push(step);
        node = inner;
    }
}

fn step(step: &Step) -> String {
    match step {
        Step::Key(key) => key.clone(),
        Step::Item(index) => index.to_string(),
    }
}
