//! Documentation of items: the description in the schema, and facts about defaults and limits.

use super::index::{Types, depth};
use crate::docs;
use fal_schema::ir::{EnumValue, Field, Literal, Number, Presence, TypeKind, TypeRef};

/// Maximum number of enum values in the documentation of a field.
const MAX_VALUES: usize = 12;

/// Documentation of a field.
pub(crate) fn field(types: &Types<'_>, field: &Field) -> Vec<String> {
    let mut lines = docs::lines(field.doc.as_deref().unwrap_or_default());
    let facts = facts(types, field);
    if lines.is_empty() && facts.is_empty() {
        return docs::trusted(&format!("JSON key {}: {}.", docs::code(&field.name), presence(field)));
    }
    if !lines.is_empty() && !facts.is_empty() {
        lines.push(String::new());
    }
    lines.extend(docs::trusted(&facts.join(" ")));
    lines
}

/// The type in the language of the schemas, and whether the key is required.
fn presence(field: &Field) -> String {
    let required = if field.presence == Presence::Required { "required" } else { "optional" };
    format!("{}, {required}", docs::code(&field.ty.to_string()))
}

/// Documentation of a setter: a link to the field, which has the facts.
pub(crate) fn setter(field: &Field) -> Vec<String> {
    docs::trusted(&format!("Sets [`{0}`](Self#structfield.{0}).", field.rust_name))
}

/// Facts about a field, in addition to its description.
fn facts(types: &Types<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.deprecated {
        facts.push("Deprecated according to the page of the model.".to_owned());
    }
    if let Presence::Default(default) = &field.presence {
        facts.push(format!("Default: {}.", display_value(default)));
    }
    facts.extend(allowed(types, &field.ty));
    let limits = &field.limits;
    facts.extend(range("Range", limits.min.map(number), limits.max.map(number), ""));
    let text = |limit: Option<u64>| limit.map(|limit| limit.to_string());
    facts.extend(range("Length", text(limits.min_length), text(limits.max_length), " characters"));
    facts.extend(range("Count", text(limits.min_items), text(limits.max_items), " items"));
    if let Some(pattern) = &limits.pattern {
        facts.push(format!("Pattern, checked by the server: {}.", docs::code(pattern)));
    }
    facts
}

fn display_value(default: &Literal) -> String {
    match default {
        Literal::String(text) if text.is_empty() => "the empty string".to_owned(),
        Literal::String(text) => docs::code(text),
        Literal::List(items) if items.is_empty() => "an empty list".to_owned(),
        other => docs::code(&other.to_string()),
    }
}

fn allowed(types: &Types<'_>, ty: &TypeRef) -> Option<String> {
    let values = ty.parts().into_iter().find_map(|part| match types.def(part).map(|def| &def.kind) {
        Some(TypeKind::Enum(values)) => Some((part, display_values(values))),
        Some(TypeKind::Integers(values)) => Some((part, display_values(values))),
        _ => None,
    });
    let (part, values) = values?;
    if values.len() > MAX_VALUES {
        return Some(format!("Values: [{} known values]({}).", values.len(), link_path(types, part)));
    }
    Some(format!("Values: {}.", values.join(", ")))
}

/// A link to an enum that needs no import in the generated module. The plain name of an enum could also be that of a
/// derive macro, such as `Debug`.
fn link_path(types: &Types<'_>, ty: &TypeRef) -> String {
    let name = types.name(ty);
    match (ty, types.endpoint) {
        (TypeRef::Shared(_), Some(endpoint)) => format!("{}types::{name}", "super::".repeat(depth(&endpoint.home))),
        _ => format!("enum@{name}"),
    }
}

fn display_values<T: ToString>(values: &[EnumValue<T>]) -> Vec<String> {
    let display = |wire: String| if wire.is_empty() { "the empty string".to_owned() } else { docs::code(&wire) };
    values.iter().map(|value| display(value.wire.to_string())).collect()
}

fn range(what: &str, low: Option<String>, high: Option<String>, unit: &str) -> Option<String> {
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

/// Documentation of an enum type; `field` is the name of the fields of this type, if they all have the same name.
pub(crate) fn enumeration(doc: Option<&str>, field: Option<&str>) -> Vec<String> {
    described(doc, || {
        let of = field.map(|name| format!(" of {}", docs::code(name))).unwrap_or_default();
        format!("Known values{of}. Non-exhaustive: newer values arrive as `Unknown`.")
    })
}

/// The description, or a fallback if it is missing or contains no visible characters.
pub(crate) fn described(doc: Option<&str>, fallback: impl FnOnce() -> String) -> Vec<String> {
    let lines = docs::lines(doc.unwrap_or_default());
    if lines.is_empty() { docs::trusted(&fallback()) } else { lines }
}

/// Documentation of a value of an enum.
pub(crate) fn variant(wire: &str) -> Vec<String> {
    if wire.is_empty() {
        vec!["The empty string.".to_owned()]
    } else {
        docs::trusted(&format!("The value {}.", docs::code(wire)))
    }
}
