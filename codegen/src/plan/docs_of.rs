//! Documentation of fields, types, functions and modules: the schema's text, and the facts about defaults and limits.
//! Reads `ir`; feeds `object` and `module`.

use super::index::{Types, depth};
use crate::docs;
use fal_schema::ir::{EnumValue, Field, Literal, Number, Presence, TypeKind, TypeRef};

/// Most values of an enum that a field's documentation lists.
const LISTED_VALUES: usize = 12;

/// Documentation of a field.
pub(crate) fn field(types: &Types<'_>, field: &Field) -> Vec<String> {
    let mut lines = docs::lines(field.doc.as_deref().unwrap_or_default());
    let facts = facts(types, field);
    if lines.is_empty() && facts.is_empty() {
        return docs::trusted(&format!("{}.", docs::code(&field.name)));
    }
    if !lines.is_empty() && !facts.is_empty() {
        lines.push(String::new());
    }
    lines.extend(docs::trusted(&facts.join(" ")));
    lines
}

/// Documentation of a setter.
pub(crate) fn setter(types: &Types<'_>, field: &Field) -> Vec<String> {
    let facts = facts(types, field).join(" ");
    docs::trusted(&format!("Sets {}. {facts}", docs::code(&field.name)))
}

/// What holds for a field beyond its description.
fn facts(types: &Types<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.deprecated {
        facts.push("Deprecated by the model's page.".to_owned());
    }
    if let Presence::Default(default) = &field.presence {
        facts.push(format!("Default: {}.", shown(default)));
    }
    facts.extend(allowed(types, &field.ty));
    let limits = &field.limits;
    facts.extend(bounds("Range", limits.min.map(number), limits.max.map(number), ""));
    let text = |limit: Option<u64>| limit.map(|limit| limit.to_string());
    facts.extend(bounds("Length", text(limits.min_length), text(limits.max_length), " characters"));
    facts.extend(bounds("Count", text(limits.min_items), text(limits.max_items), " items"));
    if let Some(pattern) = &limits.pattern {
        facts.push(format!("Pattern, checked by the server: {}.", docs::code(pattern)));
    }
    facts
}

fn shown(default: &Literal) -> String {
    match default {
        Literal::String(text) if text.is_empty() => "empty".to_owned(),
        Literal::String(text) => docs::code(text),
        Literal::List(items) if items.is_empty() => "none".to_owned(),
        other => docs::code(&other.to_string()),
    }
}

fn allowed(types: &Types<'_>, ty: &TypeRef) -> Option<String> {
    let values = ty.parts().into_iter().find_map(|part| match types.def(part).map(|def| &def.kind) {
        Some(TypeKind::Enum(values)) => Some((part, wires(values))),
        Some(TypeKind::Integers(values)) => Some((part, wires(values))),
        _ => None,
    });
    let (part, values) = values?;
    if values.len() > LISTED_VALUES {
        return Some(format!("Values: [{} known values]({}).", values.len(), path(types, part)));
    }
    Some(format!("Values: {}.", values.join(", ")))
}

/// A link to an enum from the module that is written, for which nothing needs to be imported. The plain name of one could
/// also be a derive macro's, such as `Debug`.
fn path(types: &Types<'_>, ty: &TypeRef) -> String {
    let name = types.name(ty);
    match (ty, types.endpoint) {
        (TypeRef::Shared(_), Some(endpoint)) => "super::".repeat(depth(&endpoint.home)) + &name,
        _ => format!("enum@{name}"),
    }
}

fn wires<T: ToString>(values: &[EnumValue<T>]) -> Vec<String> {
    let shown = |wire: String| if wire.is_empty() { "the empty string".to_owned() } else { docs::code(&wire) };
    values.iter().map(|value| shown(value.wire.to_string())).collect()
}

fn bounds(what: &str, low: Option<String>, high: Option<String>, unit: &str) -> Option<String> {
    match (low, high) {
        (Some(low), Some(high)) => Some(format!("{what}: {low} to {high}{unit}.")),
        (Some(low), None) => Some(format!("{what}: at least {low}{unit}.")),
        (None, Some(high)) => Some(format!("{what}: at most {high}{unit}.")),
        (None, None) => None,
    }
}

fn number(number: Number) -> String {
    match number {
        Number::Integer(whole) => whole.to_string(),
        Number::Float(float) => float.to_string(),
    }
}

/// Documentation of an object type.
pub(crate) fn object(doc: Option<&str>, fields: &[Field]) -> Vec<String> {
    described(doc, || {
        let mut names: Vec<String> = fields.iter().take(4).map(|field| docs::code(&field.name)).collect();
        if fields.len() > 4 {
            names.push("more".to_owned());
        }
        match names.split_last() {
            None => "An object without fields.".to_owned(),
            Some((last, [])) => format!("An object with {last}."),
            Some((last, first)) => format!("An object with {} and {last}.", first.join(", ")),
        }
    })
}

/// Documentation of an enum type.
pub(crate) fn enumeration(doc: Option<&str>, count: usize) -> Vec<String> {
    described(doc, || format!("One of {count} known values; servers may add others."))
}

/// The description, or what can be said where it is missing or holds nothing visible.
pub(crate) fn described(doc: Option<&str>, otherwise: impl FnOnce() -> String) -> Vec<String> {
    let lines = docs::lines(doc.unwrap_or_default());
    if lines.is_empty() { docs::trusted(&otherwise()) } else { lines }
}

/// Documentation of an enum's value.
pub(crate) fn variant(wire: &str) -> Vec<String> {
    if wire.is_empty() {
        vec!["The empty string.".to_owned()]
    } else {
        docs::trusted(&format!("{}.", docs::code(wire)))
    }
}
