//! Properties of an object to fields: order, presence, defaults, limits, files. Reads `walk`; feeds drafts.

use indexmap::IndexMap;
use serde_yaml::Value;

use super::draft::{DraftField, remark};
use super::node::{Node, Refusal};
use super::text::description;
use super::walk::{Parsed, Place, Walk};
use super::{files, values};
use crate::ir::TypeRef;
use crate::schema::FieldEntry;

/// Most characters of a value that a remark shows.
const SHOWN: usize = 60;

/// The fields of an object, in the order that the document asks for.
pub(super) fn fields<'a>(
    walk: &mut Walk<'a>,
    node: &Node<'a>,
    parent: &str,
) -> Result<IndexMap<String, DraftField>, Refusal> {
    let Some(properties) = node.get("properties") else { return Ok(IndexMap::new()) };
    let required: Vec<&str> = texts(node, "required");
    let mut entries = properties.entries()?;
    let order = texts(node, "x-fal-order-properties");
    let place = |name: &str| order.iter().position(|ordered| *ordered == name).unwrap_or(order.len());
    entries.sort_by_key(|(name, _)| place(name));
    let mut fields = IndexMap::with_capacity(entries.len());
    for (name, property) in entries {
        let field = field(walk, name, &property, required.contains(&name), parent)?;
        fields.insert(name.to_owned(), field);
    }
    Ok(fields)
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
    if let Some(default) = node.value.get("default").filter(|default| !default.is_null()) {
        set_default(walk, &mut entry, &mut ty, default);
    }
    limits.set(&mut entry);
    Ok(DraftField { ty, entry })
}

fn doc(node: &Node<'_>) -> Option<String> {
    let own = node.text("description").and_then(description);
    own.or_else(|| {
        let parts = node.get("anyOf").or_else(|| node.get("allOf"))?.items().ok()?;
        let mut texts = parts.iter().filter_map(|part| part.text("description"));
        texts.next().filter(|_| texts.next().is_none()).and_then(description)
    })
}

fn set_default(walk: &Walk<'_>, entry: &mut FieldEntry, ty: &mut TypeRef, default: &Value) {
    if entry.required {
        return remark(&mut entry.note, &format!("required, though the document has the default {}.", shown(default)));
    }
    let fraction = default.as_f64().filter(|float| float.fract() != 0.0);
    if *ty == TypeRef::Integer && fraction.is_some() {
        *ty = TypeRef::Float;
        remark(&mut entry.note, &format!("the document says integer, with the default {}.", shown(default)));
    }
    match values::fit(&walk.draft.types, default, ty) {
        Some(fitted) => {
            let same = fitted == *default || (fitted.is_number() && fitted.as_f64() == default.as_f64());
            if !same {
                remark(&mut entry.note, &format!("the document writes the default as {}.", shown(default)));
            }
            entry.default = Some(fitted);
        }
        None => {
            remark(&mut entry.note, &format!("the document's default {} is no {ty}.", shown(default), ty = word(ty)))
        }
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
pub(super) fn shown(value: &Value) -> String {
    let text = crate::print::flow(value);
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}
