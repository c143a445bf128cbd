//! The request and the answer of a document. Reads `document` and `walk`; makes the draft.

use serde_yaml::{Mapping, Value};

use super::document::Document;
use super::draft::Draft;
use super::node::{Node, Refusal};
use super::walk::{Place, Walk};
use super::{fields, values};
use crate::ir::TypeRef;

/// A remark on documents without an answer.
pub(super) const NO_ANSWER: &str = "the document does not say what the answer is.";

/// Reads both.
pub(super) fn read<'a>(root: &Node<'a>, document: &Document<'a>) -> Result<Draft, Refusal> {
    let mut walk = Walk::new(root);
    if let Some(input) = &document.input {
        self::input(&mut walk, root, input)?;
    }
    walk.in_request = false;
    match &document.output {
        Some(output) => self::output(&mut walk, root, output)?,
        None => {
            walk.draft.output_type = Some(TypeRef::Json);
            walk.draft.notes.push(NO_ANSWER.to_owned());
        }
    }
    Ok(walk.draft)
}

/// A root with its references followed; the name of a component that is not there.
fn resolve<'a>(root: &Node<'a>, node: &Node<'a>) -> Result<Node<'a>, String> {
    let mut node = node.clone();
    for _ in 0..16 {
        let single = node.get("allOf").and_then(|all| all.items().ok()).filter(|parts| parts.len() == 1);
        if let Some(only) = single.and_then(|mut parts| parts.pop()) {
            node = only;
            continue;
        }
        let Some(target) = node.text("$ref") else { break };
        let name = target.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
        node = root.path(&["components", "schemas", &name]).ok_or(name)?;
    }
    Ok(node)
}

fn input<'a>(walk: &mut Walk<'a>, root: &Node<'a>, node: &Node<'a>) -> Result<(), Refusal> {
    let node = match resolve(root, node) {
        Ok(node) => node,
        Err(missing) => {
            walk.draft.input_type = Some(free());
            walk.draft.notes.push(format!("the document does not define its type {missing}."));
            return Ok(());
        }
    };
    let properties = node.get("properties").and_then(|properties| properties.map()).is_some_and(|map| !map.is_empty());
    if properties {
        walk.draft.input = fields::fields(walk, &node, "Input")?;
        if node.flag("additionalProperties") {
            walk.draft.notes.push("the document allows further keys in the request.".to_owned());
        }
        walk.draft.example = example(walk, &node);
        return Ok(());
    }
    let parsed = walk.schema(&node, Place { parent: "Input", field: "input", beside_object: false })?;
    let closed = node.text("type") == Some("object")
        && node.get("additionalProperties").is_none_or(|more| more.value.as_bool() == Some(false));
    match parsed.ty {
        _ if closed => {}
        TypeRef::Map(inner) if *inner == TypeRef::Json => walk.draft.input_type = Some(free()),
        TypeRef::Map(_) | TypeRef::Json => {
            walk.draft.input_type = Some(free());
            walk.draft.notes.push(format!("the document says {} about the request.", fields::shown(node.value)));
        }
        _ => return Err(node.refuse("a request that is no object is not supported")),
    }
    Ok(())
}

fn free() -> TypeRef {
    TypeRef::Map(Box::new(TypeRef::Json))
}

fn output<'a>(walk: &mut Walk<'a>, root: &Node<'a>, node: &Node<'a>) -> Result<(), Refusal> {
    match resolve(root, node) {
        Ok(object) if object.get("properties").is_some() => {
            walk.draft.output = fields::fields(walk, &object, "Output")?;
            if walk.draft.output.is_empty() && object.flag("additionalProperties") {
                walk.draft.output_type = Some(free());
            }
        }
        _ => {
            let parsed = walk.schema(node, Place { parent: "Output", field: "output", beside_object: false })?;
            walk.draft.notes.extend(parsed.notes);
            let nullable_whole = parsed.nullable && parsed.ty != TypeRef::Json;
            if nullable_whole {
                walk.draft.notes.push(format!("the document says that the answer may be null, or {}.", parsed.ty));
            }
            walk.draft.output_type = Some(if nullable_whole { TypeRef::Json } else { parsed.ty });
        }
    }
    Ok(())
}

/// An example request out of the examples of the fields, where they have one for each required field.
fn example(walk: &Walk<'_>, node: &Node<'_>) -> Option<Value> {
    let whole = node.value.get("example").or_else(|| node.value.get("examples").and_then(|all| all.get(0)));
    if let Some(fitted) = whole.and_then(|whole| values::object(&walk.draft.types, whole, &walk.draft.input)) {
        return Some(fitted).filter(|fitted| fitted.as_mapping().is_some_and(|map| !map.is_empty()));
    }
    let mut found = Mapping::new();
    for (name, field) in &walk.draft.input {
        let property = node.path(&["properties", name])?;
        let shown = property.value.get("examples").and_then(|all| all.get(0)).or_else(|| property.value.get("example"));
        let fitted =
            shown.filter(|shown| !shown.is_null()).and_then(|shown| values::fit(&walk.draft.types, shown, &field.ty));
        match fitted {
            Some(fitted) => _ = found.insert(Value::from(name.as_str()), fitted),
            None if field.entry.required => return None,
            None => {}
        }
    }
    (!found.is_empty()).then_some(Value::Mapping(found))
}
