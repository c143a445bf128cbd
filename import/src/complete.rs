//! What a page or an `llms.txt` leaves unsaid is taken from the schema that is there, so that silence is no change.
//! Reads both; feeds `update`.

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::draft::remark;
use crate::finish::prune;
use crate::form::Form;
use crate::openapi::fields::shown;
use fal_schema::expr::{self, Expr};
use fal_schema::schema::{EndpointFile, FieldEntry, TypeEntry};

/// Fills in what the form does not say.
pub(crate) fn complete(new: &mut EndpointFile, old: &EndpointFile, form: Form) {
    if form.says_all() {
        return;
    }
    // An empty table is one that was not shown.
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

/// Types whose values are integers, which a page writes as it writes texts.
fn integers(new: &EndpointFile, old: &EndpointFile) -> Vec<String> {
    let texts = |entry: &TypeEntry| Some(entry.integers.as_ref()?.iter().map(ToString::to_string).collect::<Vec<_>>());
    let sorted = |mut values: Vec<String>| {
        values.sort();
        values
    };
    let same = |(name, entry): &(&String, &TypeEntry)| {
        let known = old.types.get(*name).and_then(texts).map(sorted);
        known.is_some() && known == entry.values.clone().map(sorted)
    };
    new.types.iter().filter(same).map(|(name, _)| name.clone()).collect()
}

fn fields(new: &mut IndexMap<String, FieldEntry>, old: &IndexMap<String, FieldEntry>, form: Form, integers: &[String]) {
    for (name, entry) in new {
        let Some(old) = old.get(name) else { continue };
        if entry.ty != old.ty && says_more(&old.ty, &entry.ty) {
            entry.ty.clone_from(&old.ty);
            entry.note = None;
        }
        let whole = |default: &Value| Some(Value::from(default.as_str()?.parse::<i64>().ok()?));
        if let Some(default) = entry.default.as_mut().filter(|_| integers.contains(&entry.ty)) {
            *default = whole(default).unwrap_or_else(|| default.clone());
        }
        if entry.default.is_none() {
            entry.default = old.default.clone().filter(|default| !form.shows(default));
        }
        if !form.says_presence() {
            entry.required = old.required;
            // As for a document that says both.
            if let Some(default) = entry.default.take_if(|_| old.required) {
                let text = format!("required, though the document has the default {}.", shown(&default));
                remark(&mut entry.note, &text);
            }
        }
        if !form.says_ranges() {
            (entry.min, entry.max) = (old.min.clone(), old.max.clone());
        }
        (entry.min_length, entry.max_length) = (old.min_length, old.max_length);
        (entry.min_items, entry.max_items) = (old.min_items, old.max_items);
        entry.pattern.clone_from(&old.pattern);
        entry.deprecated |= old.deprecated;
    }
}

/// Whether a type fits what the new one says, and says more: `json` is what is not known.
fn says_more(old: &str, new: &str) -> bool {
    match (expr::parse(old), expr::parse(new)) {
        (Ok(old), Ok(new)) => fits(&old, &new),
        _ => false,
    }
}

fn fits(old: &Expr, new: &Expr) -> bool {
    match (old, new) {
        (_, Expr::Name(name, _)) if name == "json" => true,
        (Expr::Nullable(old), new) if !matches!(new, Expr::Nullable(_)) => fits(old, new),
        (Expr::Name(old, _), Expr::Name(new, _)) => old == new || (old == "file" && new == "string"),
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
    use super::says_more;

    #[test]
    fn a_type_says_more_where_the_other_knows_nothing() {
        for (old, new) in [
            ("list<LoraWeight>", "json"),
            ("list<LoraWeight>", "list<json>"),
            ("list<float?>", "list<float>"),
            ("file | Size", "string | Size"),
            ("map<string, list<file>>", "map<string, list<string>>"),
        ] {
            assert!(says_more(old, new), "{old}, {new}");
        }
        for (old, new) in [("json", "string"), ("list<A>", "list<B>"), ("A | B", "A"), ("string", "integer")] {
            assert!(!says_more(old, new), "{old}, {new}");
        }
    }
}
