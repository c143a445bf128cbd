//! The input and the output of a document. Reads `document` and `walk`; makes the draft.

use serde_yaml::{Mapping, Value};

use crate::draft::{Body, Draft};
use crate::openapi::bounds;
use crate::openapi::document::Document;
use crate::openapi::fields;
use crate::openapi::keywords;
use crate::openapi::node::{Node, Refusal};
use crate::openapi::objects;
use crate::openapi::references::{self, Target};
use crate::openapi::unions;
use crate::openapi::values;
use crate::openapi::walk::{Place, Walk};
use fal_schema::ir::TypeRef;

/// A remark on documents without an output.
pub(crate) const NO_OUTPUT: &str = "the document does not define the output.";

/// Reads both.
pub(crate) fn read<'a>(root: &Node<'a>, document: &Document<'a>) -> Result<Draft, Refusal> {
    let mut walk = Walk::new(root);
    if let Some(input) = &document.input {
        self::input(&mut walk, root, input)?;
    }
    walk.in_request = false;
    match &document.output {
        Some(output) => self::output(&mut walk, root, output)?,
        None => {
            walk.draft.output_type = Some(TypeRef::Json);
            walk.draft.notes.push(NO_OUTPUT.to_owned());
        }
    }
    Ok(walk.draft)
}

/// Most references and wrappers around an input or an output.
const MAX_STEPS: usize = 16;

/// A root with its references followed, and the only part that matters taken out of what is around it; or the name of
/// a component that is not there.
fn resolve<'a>(
    root: &Node<'a>,
    node: &Node<'a>,
    matters: fn(&Node<'a>) -> bool,
) -> Result<Result<Node<'a>, String>, Refusal> {
    let mut node = node.clone();
    for _ in 0..MAX_STEPS {
        if objects::has_properties(&node) {
            break;
        }
        if let Some(target) = node.get("$ref") {
            node = match references::follow(root, &target)? {
                Target::Named(_, node) | Target::Unnamed(node) => node,
                Target::Missing(name) => return Ok(Err(name)),
            };
            continue;
        }
        let all = node.get("allOf").or_else(|| node.get("anyOf")).or_else(|| node.get("oneOf"));
        let parts = all.map(|all| all.items()).transpose()?.unwrap_or_default();
        let mut real = parts.into_iter().filter(matters);
        match (real.next(), real.next()) {
            (Some(only), None) => node = only,
            _ => break,
        }
    }
    Ok(Ok(node))
}

fn input<'a>(walk: &mut Walk<'a>, root: &Node<'a>, node: &Node<'a>) -> Result<(), Refusal> {
    // No request is null.
    let matters = |part: &Node<'a>| keywords::says_something(part) && part.text("type") != Some("null");
    let node = match resolve(root, node, matters)? {
        Ok(node) => node,
        Err(missing) => {
            walk.draft.input_type = Some(free());
            walk.draft.notes.push(references::missing(&missing));
            return Ok(());
        }
    };
    if let Some(parts) = objects::own_parts(walk, &node)?.filter(|parts| parts.iter().any(objects::has_properties)) {
        walk.draft.input = fields::fields(walk, &parts, "Input")?;
        walk.draft.notes.extend(keywords::of_object(&parts));
        walk.draft.example = example(walk, &node, &parts);
        return Ok(());
    }
    let parsed = walk.schema(&node, Place { parent: "Input", field: "input", beside_object: false })?;
    let closed = node.text("type") == Some("object")
        && node.get("additionalProperties").is_none_or(|more| more.value.as_bool() == Some(false));
    let is_object = |ty: &TypeRef| match ty {
        TypeRef::Map(_) | TypeRef::Json => true,
        TypeRef::Local(name) => {
            walk.draft.types.get(name).is_some_and(|declared| matches!(declared.body, Body::Struct(_)))
        }
        _ => false,
    };
    let arms = if let TypeRef::Union(arms) = &parsed.ty { &arms[..] } else { std::slice::from_ref(&parsed.ty) };
    if !arms.iter().all(is_object) {
        return Err(node.refuse("a request that is not an object is not supported"));
    }
    walk.draft.notes.extend(parsed.notes);
    match parsed.ty {
        TypeRef::Map(_) if closed => return Ok(()),
        TypeRef::Map(inner) if *inner == TypeRef::Json => {}
        _ => {
            walk.draft.notes.push(format!("the document says {} about the request.", fields::display_value(node.value)))
        }
    }
    walk.draft.input_type = Some(free());
    Ok(())
}

fn free() -> TypeRef {
    TypeRef::Map(Box::new(TypeRef::Json))
}

fn output<'a>(walk: &mut Walk<'a>, root: &Node<'a>, node: &Node<'a>) -> Result<(), Refusal> {
    let resolved = resolve(root, node, keywords::says_something)?.ok();
    let parts = resolved.as_ref().map(|object| objects::own_parts(walk, object)).transpose()?.flatten();
    if let Some(parts) = parts {
        walk.draft.output = fields::fields(walk, &parts, "Output")?;
        let notes = keywords::of_object(&parts);
        match walk.draft.output.is_empty() && !notes.is_empty() {
            true => walk.draft.output_type = Some(free()),
            false => walk.draft.notes.extend(notes),
        }
        return Ok(());
    }
    let parsed = walk.schema(node, Place { parent: "Output", field: "output", beside_object: false })?;
    walk.draft.notes.extend(parsed.notes);
    let nullable_whole = parsed.nullable && parsed.ty != TypeRef::Json;
    if nullable_whole {
        let whole = unions::written(&walk.draft.types, &parsed.ty);
        walk.draft.notes.push(format!("the document says that the output may be null, or {whole}."));
    }
    walk.draft.output_type = Some(if nullable_whole { TypeRef::Json } else { parsed.ty });
    Ok(())
}

/// An example request out of the examples of the fields, where they have one for each required field.
fn example(walk: &Walk<'_>, node: &Node<'_>, parts: &[Node<'_>]) -> Option<Value> {
    let whole = node.value.get("example").or_else(|| node.value.get("examples").and_then(|all| all.get(0)));
    if let Some(fitted) = whole.and_then(|whole| values::object(&walk.draft.types, whole, &walk.draft.input)) {
        let is_usable =
            |fitted: &Value| !bounds::is_too_deep(fitted) && fitted.as_mapping().is_some_and(|map| !map.is_empty());
        return Some(fitted).filter(is_usable);
    }
    let mut found = Mapping::new();
    for (name, field) in &walk.draft.input {
        let property = parts.iter().find_map(|part| part.path(&["properties", name]))?;
        let example =
            property.value.get("examples").and_then(|all| all.get(0)).or_else(|| property.value.get("example"));
        let fitted = example
            .filter(|example| !example.is_null())
            .and_then(|example| values::fit(&walk.draft.types, example, &field.ty));
        match fitted {
            Some(fitted) => _ = found.insert(Value::from(name.as_str()), fitted),
            None if field.entry.required => return None,
            None => {}
        }
    }
    (!found.is_empty()).then_some(Value::Mapping(found)).filter(|found| !bounds::is_too_deep(found))
}
