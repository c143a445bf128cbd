//! Which types of a draft are shared ones: the same name and shape, or an enum with the same values.
//! Reads `shared.yaml` as `lower` understands it; changes drafts.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_yaml::{Number, Value};

use crate::draft::{Body, Draft, DraftField, DraftType, Origin, replace};
use crate::form::Form;
use crate::uses;
use fal_schema::ir::{self, Presence, TypeDef, TypeKind, TypeRef};
use fal_schema::names::words;
use fal_schema::schema::{EndpointFile, FieldEntry};

/// Replaces what is shared, and says by which types.
/// What the old schema uses goes before others of the same shape, so that an update moves nothing without a reason.
pub(crate) fn share(draft: &mut Draft, shared: &[TypeDef], old: Option<&EndpointFile>, form: Form) -> Vec<String> {
    let kept: BTreeSet<String> = old.map(uses::of_file).unwrap_or_default().into_iter().collect();
    let mut used = BTreeSet::new();
    // A type that holds another is the same as a shared one only when the other is; so again until nothing is found.
    loop {
        let found = draft.types.iter().find_map(|(key, ty)| Some((key.clone(), find(ty, shared, &kept, form)?)));
        let Some((key, name)) = found else { break };
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
        // `FileWithData` is another shape of what documents call `File`.
        Body::Struct(_) => kept.contains(&def.name) || component.is_some_and(|name| def.name.starts_with(name)),
        _ => true,
    };
    // Of equal ones the first.
    same.filter(fits).min_by_key(|def| Reverse(rank(def))).map(|def| def.name.clone())
}

fn same_shape(ty: &DraftType, def: &TypeDef, form: Form) -> bool {
    match (&ty.body, &def.kind) {
        (Body::Enum(values), TypeKind::Enum(known)) => {
            let known: BTreeSet<&String> = known.iter().map(|value| &value.wire).collect();
            values.iter().collect::<BTreeSet<_>>() == known
        }
        (Body::Integers(values), TypeKind::Integers(known)) => {
            let known: BTreeSet<i64> = known.iter().map(|value| value.wire).collect();
            values.iter().copied().collect::<BTreeSet<_>>() == known
        }
        (Body::Struct(fields), TypeKind::Struct(known)) => {
            let same = |known: &ir::Field| fields.get(&known.name).is_some_and(|field| same_field(field, known, form));
            fields.len() == known.len() && known.iter().all(same)
        }
        _ => false,
    }
}

/// Whether a field is the same, as far as the document's form can say.
fn same_field(field: &DraftField, known: &ir::Field, form: Form) -> bool {
    let entry = &field.entry;
    let presence = match &known.presence {
        Presence::Required => entry.required || !form.says_presence() && entry.default.is_none(),
        Presence::Optional => !entry.required && entry.default.is_none(),
        Presence::Default(literal) => {
            let known = serde_yaml::to_value(literal).unwrap_or_default();
            entry.default.as_ref().map_or(!form.shows(&known), |default| same_value(default, &known))
        }
    };
    presence && field.ty == known.ty && same_limits(entry, &known.limits, form)
}

fn same_limits(entry: &FieldEntry, known: &ir::Limits, form: Form) -> bool {
    let bound = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let range = (bound(&entry.min), bound(&entry.max))
        == (known.min.map(ir::Number::as_f64), known.max.map(ir::Number::as_f64));
    let others = (entry.min_length, entry.max_length) == (known.min_length, known.max_length)
        && (entry.min_items, entry.max_items) == (known.min_items, known.max_items)
        && entry.pattern == known.pattern;
    (range || !form.says_ranges()) && (others || !form.says_all())
}

fn same_value(left: &Value, right: &Value) -> bool {
    left == right || (left.is_number() && left.as_f64() == right.as_f64())
}
