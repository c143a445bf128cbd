//! Finds the types of a draft that are equal to shared types: with the same name and shape, or enums with the same
//! values.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_yaml::{Number, Value};

use crate::draft::{Body, Draft, DraftField, DraftType, Origin, replace};
use crate::form::Form;
use crate::uses;
use fal_schema::ir::{self, Presence, TypeDef, TypeKind, TypeRef};
use fal_schema::names::words;
use fal_schema::schema::{EndpointFile, FieldEntry};

/// Replaces types with equal shared types, and returns the names of these. Shared types that the old schema uses take
/// precedence over others of the same shape, so that an update does not replace them without a reason.
pub(crate) fn share(draft: &mut Draft, shared: &[TypeDef], old: Option<&EndpointFile>, form: Form) -> Vec<String> {
    let kept: BTreeSet<String> = old.map(uses::of_file).unwrap_or_default().into_iter().collect();
    let mut used = BTreeSet::new();
    // A type that contains another one can only be equal after the inner type is replaced, so repeat until nothing
    // changes.
    loop {
        let equal = draft.types.iter().find_map(|(key, ty)| Some((key.clone(), find(ty, shared, &kept, form)?)));
        let Some((key, name)) = equal else { break };
        draft.types.shift_remove(&key);
        let to = TypeRef::Shared(name.clone());
        draft.each_type(&mut |ty| replace(ty, &key, &to));
        used.insert(name);
    }
    used.into_iter().collect()
}

fn find(ty: &DraftType, shared: &[TypeDef], kept: &BTreeSet<String>, form: Form) -> Option<String> {
    let (component, called) = match &ty.origin {
        Origin::Component(name) => (Some(name.as_str()), name),
        Origin::Field { field, .. } => (None, field),
    };
    let last_word = |name: &str| words(name).pop();
    let rank = |def: &&TypeDef| (kept.contains(&def.name), last_word(&def.name) == last_word(called));
    let same = shared.iter().filter(|def| same_shape(ty, def, form));
    let fits = |def: &&TypeDef| match ty.body {
        // `FileWithData` is a variant of the type that documents call `File`.
        Body::Struct(_) => kept.contains(&def.name) || component.is_some_and(|name| def.name.starts_with(name)),
        _ => true,
    };
    // The first of several equal types is used.
    same.filter(fits).min_by_key(|def| Reverse(rank(def))).map(|def| def.name.clone())
}

fn same_shape(ty: &DraftType, def: &TypeDef, form: Form) -> bool {
    match (&ty.body, &def.kind) {
        (Body::Enum(values), TypeKind::Enum(shared)) => {
            let shared: BTreeSet<&String> = shared.iter().map(|value| &value.wire).collect();
            values.iter().collect::<BTreeSet<_>>() == shared
        }
        (Body::Integers(values), TypeKind::Integers(shared)) => {
            let shared: BTreeSet<i64> = shared.iter().map(|value| value.wire).collect();
            values.iter().copied().collect::<BTreeSet<_>>() == shared
        }
        (Body::Struct(fields), TypeKind::Struct(shared)) => {
            let same =
                |shared: &ir::Field| fields.get(&shared.name).is_some_and(|field| same_field(field, shared, form));
            fields.len() == shared.len() && shared.iter().all(same)
        }
        _ => false,
    }
}

/// Whether a field is equal, as far as the form of the document allows a comparison.
fn same_field(field: &DraftField, shared: &ir::Field, form: Form) -> bool {
    let entry = &field.entry;
    let presence = match &shared.presence {
        Presence::Required => entry.required || !form.has_presence() && entry.default.is_none(),
        Presence::Optional => !entry.required && entry.default.is_none(),
        Presence::Default(literal) => {
            let shared = serde_yaml::to_value(literal).unwrap_or_default();
            entry.default.as_ref().map_or(!form.includes_default(&shared), |default| same_value(default, &shared))
        }
    };
    presence && field.ty == shared.ty && same_limits(entry, &shared.limits, form)
}

fn same_limits(entry: &FieldEntry, shared: &ir::Limits, form: Form) -> bool {
    let bound = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let range = (bound(&entry.min), bound(&entry.max))
        == (shared.min.map(ir::Number::as_f64), shared.max.map(ir::Number::as_f64));
    let others = (entry.min_length, entry.max_length) == (shared.min_length, shared.max_length)
        && (entry.min_items, entry.max_items) == (shared.min_items, shared.max_items)
        && entry.pattern == shared.pattern;
    (range || !form.has_ranges()) && (others || !form.is_complete())
}

fn same_value(left: &Value, right: &Value) -> bool {
    left == right || (left.is_number() && left.as_f64() == right.as_f64())
}
