//! Completes the schema of a page or an `llms.txt` with the existing schema, because missing information is not a
//! change.

use indexmap::IndexMap;
use serde_yaml::{Number, Value};

use crate::draft::remark;
use crate::finish::prune;
use crate::form::Form;
use crate::openapi::fields::display_value;
use fal_schema::expr::{self, Expr};
use fal_schema::schema::{EndpointFile, FieldEntry, TypeEntry};

/// Fills in information that the form of the document does not include.
pub(crate) fn complete(new: &mut EndpointFile, old: &EndpointFile, form: Form) {
    if form.is_complete() {
        return;
    }
    // An empty table means that the document does not include it.
    if new.input.is_empty() && new.input_type.is_none() {
        new.input.clone_from(&old.input);
        new.input_type.clone_from(&old.input_type);
    }
    if new.output.is_empty() && new.output_type.as_deref() == Some("json") {
        new.output.clone_from(&old.output);
        new.output_type.clone_from(&old.output_type);
    }
    let integers = integers(new, old);
    fields(&mut new.input, &old.input, form, &integers);
    fields(&mut new.output, &old.output, form, &integers);
    for (name, entry) in &mut new.types {
        let Some(old) = old.types.get(name) else { continue };
        if integers.contains(name) {
            entry.integers.clone_from(&old.integers);
            entry.values = None;
        }
        if entry.values == old.values {
            entry.note.clone_from(&old.note);
        }
        if let (Some(new), Some(old)) = (&mut entry.fields, &old.fields) {
            fields(new, old, form, &integers);
        }
    }
    for (name, entry) in &old.types {
        new.types.entry(name.clone()).or_insert_with(|| entry.clone());
    }
    prune(new);
}

/// Types whose values are integers. A page does not distinguish them from strings.
fn integers(new: &EndpointFile, old: &EndpointFile) -> Vec<String> {
    let strings =
        |entry: &TypeEntry| Some(entry.integers.as_ref()?.iter().map(ToString::to_string).collect::<Vec<_>>());
    let sorted = |mut values: Vec<String>| {
        values.sort();
        values
    };
    let same = |(name, entry): &(&String, &TypeEntry)| {
        let old_values = old.types.get(*name).and_then(strings).map(sorted);
        old_values.is_some() && old_values == entry.values.clone().map(sorted)
    };
    new.types.iter().filter(same).map(|(name, _)| name.clone()).collect()
}

fn fields(new: &mut IndexMap<String, FieldEntry>, old: &IndexMap<String, FieldEntry>, form: Form, integers: &[String]) {
    for (name, entry) in new {
        let Some(old) = old.get(name) else { continue };
        // A negative minimum means that the integer is no longer unsigned.
        let is_negative = entry.min.as_ref().and_then(Number::as_f64) < Some(0.0) && entry.min.is_some();
        if entry.ty != old.ty && !is_negative && is_more_specific(&old.ty, &entry.ty) {
            entry.ty.clone_from(&old.ty);
            entry.note = None;
        }
        let integer = |default: &Value| Some(Value::from(default.as_str()?.parse::<i64>().ok()?));
        if let Some(default) = entry.default.as_mut().filter(|_| integers.contains(&entry.ty)) {
            *default = integer(default).unwrap_or_else(|| default.clone());
        }
        if entry.default.is_none() {
            entry.default = old.default.clone().filter(|default| !form.includes_default(default));
        }
        if !form.has_presence() {
            entry.required = old.required;
            // The same remark as for a document with both.
            if let Some(default) = entry.default.take_if(|_| old.required) {
                let text = format!("required, though the document has the default {}.", display_value(&default));
                remark(&mut entry.note, &text);
            }
        }
        if !form.has_ranges() {
            (entry.min, entry.max) = (old.min.clone(), old.max.clone());
        }
        (entry.min_length, entry.max_length) = (old.min_length, old.max_length);
        (entry.min_items, entry.max_items) = (old.min_items, old.max_items);
        entry.pattern.clone_from(&old.pattern);
        entry.deprecated |= old.deprecated;
    }
}

/// Whether the old type matches the new one and is more specific, where `json` means an unknown type.
fn is_more_specific(old: &str, new: &str) -> bool {
    match (expr::parse(old), expr::parse(new)) {
        (Ok(old), Ok(new)) => fits(&old, &new),
        _ => false,
    }
}

fn fits(old: &Expr, new: &Expr) -> bool {
    match (old, new) {
        (_, Expr::Name(name, _)) if name == "json" => true,
        (Expr::Nullable(old), new) if !matches!(new, Expr::Nullable(_)) => fits(old, new),
        (Expr::Name(old, _), Expr::Name(new, _)) => {
            old == new || [("file", "string"), ("uint64", "integer")].contains(&(old, new))
        }
        (Expr::List(old), Expr::List(new))
        | (Expr::Map(old), Expr::Map(new))
        | (Expr::Nullable(old), Expr::Nullable(new)) => fits(old, new),
        (Expr::Union(old), Expr::Union(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| fits(old, new))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_more_specific;

    #[test]
    fn a_type_is_more_specific_than_an_unknown_one() {
        for (old, new) in [
            ("list<LoraWeight>", "json"),
            ("list<LoraWeight>", "list<json>"),
            ("list<float?>", "list<float>"),
            ("file | Size", "string | Size"),
            ("list<uint64>", "list<integer>"),
            ("map<string, list<file>>", "map<string, list<string>>"),
        ] {
            assert!(is_more_specific(old, new), "{old}, {new}");
        }
        for (old, new) in [("json", "string"), ("list<A>", "list<B>"), ("A | B", "A"), ("string", "integer")] {
            assert!(!is_more_specific(old, new), "{old}, {new}");
        }
    }
}
