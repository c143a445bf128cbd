//! Properties of an object to fields: order, presence, defaults, limits, files. Reads `walk`; feeds drafts.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::draft::{DraftField, remark};
use crate::openapi::bounds;
use crate::openapi::files;
use crate::openapi::node::{Node, Refusal};
use crate::openapi::references::{self, Target};
use crate::openapi::text::description;
use crate::openapi::values;
use crate::openapi::walk::{Parsed, Place, Walk};
use fal_schema::ir::TypeRef;
use fal_schema::schema::FieldEntry;

/// Most characters of a value that a remark shows.
const SHOWN: usize = 60;

/// The fields of an object with these parts, in the order that the document defines.
pub(crate) fn fields<'a>(
    walk: &mut Walk<'a>,
    parts: &[Node<'a>],
    parent: &str,
) -> Result<IndexMap<String, DraftField>, Refusal> {
    let required: BTreeSet<&str> = parts.iter().flat_map(|part| texts(part, "required")).collect();
    let order = parts.iter().flat_map(|part| texts(part, "x-fal-order-properties"));
    let mut places = BTreeMap::new();
    order.enumerate().for_each(|(at, name)| _ = places.entry(name).or_insert(at));
    let mut properties = properties(parts)?;
    properties.sort_by_key(|(name, _)| places.get(name).copied().unwrap_or(usize::MAX));
    let mut fields = IndexMap::with_capacity(properties.len());
    for (name, property) in properties {
        let field = field(walk, name, &property, required.contains(name), parent)?;
        fields.insert(name.to_owned(), field);
    }
    Ok(fields)
}

/// Most properties of an object; real ones have up to 54.
const MAX_PROPERTIES: usize = 1000;

/// The properties of all parts. One that two parts have is the same in both.
fn properties<'a>(parts: &[Node<'a>]) -> Result<Vec<(&'a str, Node<'a>)>, Refusal> {
    let mut found: IndexMap<&str, Node<'a>> = IndexMap::new();
    for part in parts {
        let Some(properties) = part.get("properties") else { continue };
        if properties.map().is_some_and(|map| map.len() > MAX_PROPERTIES) {
            return Err(properties.refuse(&format!("has more than {MAX_PROPERTIES} properties")));
        }
        for (name, property) in properties.entries()? {
            match found.get(name) {
                Some(first) if first.value != property.value => {
                    return Err(property.refuse(&format!("is not what {} says, and both hold", first.at)));
                }
                Some(_) => {}
                None => _ = found.insert(name, property),
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn texts<'a>(node: &Node<'a>, key: &str) -> Vec<&'a str> {
    let items = node.value.get(key).and_then(Value::as_sequence);
    items.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn field<'a>(
    walk: &mut Walk<'a>,
    name: &str,
    node: &Node<'a>,
    required: bool,
    parent: &str,
) -> Result<DraftField, Refusal> {
    let parsed = walk.schema(node, Place { parent, field: name, beside_object: false })?;
    let doc = doc(node);
    let mut note = None;
    parsed.notes.iter().for_each(|text| remark(&mut note, text));
    let Parsed { mut ty, nullable, mut limits, .. } = parsed;
    if walk.in_request && files::is_file(name, doc.as_deref().unwrap_or_default()) {
        ty = files::with_files(ty);
        if ty.parts().contains(&&TypeRef::File) {
            let texts = limits.min_length.take().is_some() | limits.max_length.take().is_some();
            if texts | limits.pattern.take().is_some() {
                remark(&mut note, "limits on the text of a file's address are left to the server.");
            }
        }
    }
    let mut entry = FieldEntry { doc, deprecated: node.flag("deprecated"), note, ..FieldEntry::default() };
    entry.required = required && !nullable;
    if required && nullable && walk.in_request {
        remark(&mut entry.note, "the document requires it, and takes null.");
    }
    if let Some(default) = default(&walk.root, node, 0) {
        set_default(walk, &mut entry, &mut ty, default);
    }
    limits.within(&ty).set(&mut entry);
    Ok(DraftField { ty, entry })
}

/// The alternatives or parts of a schema.
fn inner<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let keys = ["anyOf", "oneOf", "allOf"];
    keys.iter().filter_map(|key| node.get(key)?.items().ok()).flatten().collect()
}

fn doc(node: &Node<'_>) -> Option<String> {
    let own = node.text("description").and_then(description);
    own.or_else(|| {
        let parts = inner(node);
        let mut texts = parts.iter().filter_map(|part| part.text("description"));
        texts.next().filter(|_| texts.next().is_none()).and_then(description)
    })
}

/// Most references between a field and its default.
const MAX_STEPS: usize = 8;

/// The default of a field: its own, or that of the only schema that it wraps.
fn default<'a>(root: &Node<'a>, node: &Node<'a>, steps: usize) -> Option<&'a Value> {
    if let Some(own) = node.value.get("default") {
        return Some(own).filter(|own| !own.is_null());
    }
    let inner = inner(node);
    let mut real = inner.iter().filter(|part| part.text("type") != Some("null"));
    let only = real.next().filter(|_| real.next().is_none());
    let referred = node.get("$ref").and_then(|target| match references::follow(root, &target) {
        Ok(Target::Named(_, node) | Target::Unnamed(node)) => Some(node),
        _ => None,
    });
    let next = only.cloned().or(referred).filter(|_| steps < MAX_STEPS)?;
    default(root, &next, steps + 1)
}

fn set_default(walk: &Walk<'_>, entry: &mut FieldEntry, ty: &mut TypeRef, default: &Value) {
    if entry.required {
        return remark(
            &mut entry.note,
            &format!("required, though the document has the default {}.", display_value(default)),
        );
    }
    let fraction = default.as_f64().filter(|float| float.fract() != 0.0);
    if matches!(ty, TypeRef::Integer | TypeRef::Unsigned) && fraction.is_some() {
        *ty = TypeRef::Float;
        remark(&mut entry.note, &format!("the document says integer, with the default {}.", display_value(default)));
    }
    if *ty == TypeRef::Unsigned && default.as_f64().is_some_and(|float| float < 0.0) {
        *ty = TypeRef::Integer;
        remark(&mut entry.note, &format!("the document says uint64, with the default {}.", display_value(default)));
    }
    if bounds::is_too_deep(default) {
        return remark(
            &mut entry.note,
            &format!("the document's default {} is nested too deeply.", display_value(default)),
        );
    }
    match values::fit(&walk.draft.types, default, ty) {
        Some(fitted) => {
            let same = fitted == *default || (fitted.is_number() && fitted.as_f64() == default.as_f64());
            if !same {
                remark(&mut entry.note, &format!("the document writes the default as {}.", display_value(default)));
            }
            entry.default = Some(fitted);
        }
        None => remark(
            &mut entry.note,
            &format!("the document's default {} is not a valid {ty}.", display_value(default), ty = word(ty)),
        ),
    }
}

fn word(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Local(_) => "value of this type".to_owned(),
        ty if ty.parts().iter().any(|part| matches!(part, TypeRef::Local(_))) => "value of this type".to_owned(),
        other => other.to_string(),
    }
}

/// A value in a remark.
pub(crate) fn display_value(value: &Value) -> String {
    let text = fal_schema::print::flow(value);
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}
