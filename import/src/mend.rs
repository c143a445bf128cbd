//! The generator's own word on an imported schema. What it finds is mended where that loses nothing that a caller needs
//! (a default that does not fit, an example that is out of date), and else refuses the document.
//! Reads a schema as `load` would; feeds `import`.

use indexmap::IndexMap;

use crate::collisions;
use crate::draft::remark;
use crate::finish::prune;
use crate::openapi::fields::shown;
use crate::openapi::node::Refusal;
use crate::uses;
use fal_schema::codes;
use fal_schema::edit::{self, SharedNames};
use fal_schema::print;
use fal_schema::schema::{EndpointFile, ExampleEntry, FieldEntry, TypeEntry};
use fal_schema::yaml::{Node, NodeKind, Step};
use fal_schema::{Diagnostic, Span};

/// Most rounds of mending.
const MAX_ROUNDS: usize = 200;

/// Mends a schema until the generator takes it; its text. Where no example is left, `spare` ones are tried. `names` are
/// those of the shared module, to which the schema adds its own.
pub(crate) fn settle(
    file: &mut EndpointFile,
    mut spare: Vec<ExampleEntry>,
    shared: &IndexMap<String, TypeEntry>,
    names: &mut SharedNames,
) -> Result<String, Refusal> {
    for _ in 0..MAX_ROUNDS {
        let text = print::endpoint(file);
        let path = format!("{}.yaml", file.endpoint);
        // The other shared types are none of its business, and a catalogue has many.
        let used = uses::reach(uses::of_file(file), shared);
        let beside = shared.iter().filter(|(name, _)| used.contains(*name));
        let beside = (!used.is_empty()).then(|| print::shared(beside));
        let judged = edit::check_text(beside.as_deref(), names, &path, &text);
        let found = judged.diagnostics.into_iter().next();
        if let (None, Some(found)) = (&judged.root, &found) {
            return Err(Refusal(format!("the document: its schema could not be read back: {}", found.message)));
        }
        let Some(found) = found else {
            if file.examples.is_empty() && !spare.is_empty() {
                file.examples = std::mem::take(&mut spare);
                continue;
            }
            names.extend(judged.names);
            return Ok(text);
        };
        let place = judged.root.as_ref().map(|root| steps(root, found.span)).unwrap_or_default();
        let is_taken = |name: &str| shared.contains_key(name) || names.contains_key(name);
        if !mend(file, &place, &found, &is_taken) {
            let at: Vec<String> = place.iter().map(step).collect();
            return Err(Refusal(format!("{}: {}", at.join("."), found.message)));
        }
        prune(file);
    }
    Err(Refusal("there is no end of findings".to_owned()))
}

fn mend(file: &mut EndpointFile, place: &[Step], found: &Diagnostic, is_taken: &dyn Fn(&str) -> bool) -> bool {
    if let [Step::Key(examples), Step::Item(index), rest @ ..] = place
        && examples == "examples"
        && let Some(example) = file.examples.get_mut(*index)
    {
        // An answer that does not fit says nothing against its request.
        let answers = matches!(rest.first(), Some(Step::Key(part)) if part == "output");
        if !answers || example.input.is_none() || example.output.take().is_none() {
            file.examples.remove(*index);
        }
        return true;
    }
    let keys: Vec<&str> =
        place.iter().map_while(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect();
    if found.code == codes::COLLISION || found.code == codes::RESERVED {
        return collisions::mend(file, &keys, is_taken);
    }
    let Some((field, rest)) = field(file, &keys) else { return false };
    if rest.first() == Some(&"default") {
        let Some(default) = field.default.take() else { return false };
        remark(
            &mut field.note,
            &format!("the document's default {} does not fit: {}.", shown(&default), found.message),
        );
        return true;
    }
    if found.code == codes::WRONG_LIMIT {
        return drop_limits(field, found);
    }
    let bad_type = found.code == codes::UNCLEAR_UNION || found.code == codes::ENDLESS_TYPE;
    if bad_type && field.ty != "json" {
        remark(&mut field.note, &format!("was {}: {}.", field.ty, found.message));
        let plain = FieldEntry {
            ty: "json".to_owned(),
            doc: field.doc.clone(),
            required: field.required,
            default: field.default.clone(),
            note: field.note.clone(),
            rust_name: field.rust_name.clone(),
            deprecated: field.deprecated,
            ..FieldEntry::default()
        };
        *field = plain;
        return true;
    }
    false
}

/// Takes out limits that leave room for no value, or that are none for the type.
fn drop_limits(field: &mut FieldEntry, found: &Diagnostic) -> bool {
    let plain = FieldEntry {
        min: None,
        max: None,
        min_length: None,
        max_length: None,
        min_items: None,
        max_items: None,
        pattern: None,
        ..field.clone()
    };
    let had_some = plain != *field;
    *field = plain;
    remark(&mut field.note, &format!("limits are left to the server: {}.", found.message));
    had_some
}

/// The field that a path leads into, and the rest of the path.
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

/// The way to the innermost thing that a place lies in.
fn steps(root: &Node, place: Span) -> Vec<Step> {
    let holds = |span: Span| span.start <= place.start && place.end <= span.end;
    let mut steps = Vec::new();
    let mut node = root;
    loop {
        let next = match &node.kind {
            NodeKind::Scalar | NodeKind::Null | NodeKind::Huge | NodeKind::Ambiguous => None,
            NodeKind::List(items) => items
                .iter()
                .enumerate()
                .find(|(_, item)| holds(item.span))
                .map(|(index, item)| (Step::Item(index), item)),
            NodeKind::Map(mapping) => {
                let entry = mapping.entries().iter().find(|entry| {
                    holds(entry.key_span) || holds(Span { start: entry.key_span.start, ..entry.value.span })
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
