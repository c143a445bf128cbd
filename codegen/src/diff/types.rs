//! Compares named types that exist in both versions, also under a new name.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{Changes, list};
use super::fields::{self, At};
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use fal_schema::ir::{Arm, EnumValue, Presence, TypeDef, TypeKind};
use fal_schema::usage::Name;

/// Compares the old and the new version of a type.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, old: Name<'a>, new: Name<'a>, users: &str, out: &mut Changes) {
    let (Some(before), Some(after)) = (pairs.old.def(old), pairs.new.def(new)) else { return };
    let path = path(new);
    // A new schema name is reported as a separate change.
    if before.name == after.name {
        out.rust_name(&path, &before.rust_name, &after.rust_name);
    }
    match (&before.kind, &after.kind) {
        (TypeKind::Struct(old_fields), TypeKind::Struct(new_fields)) => {
            let used_in_requests = (pairs.old.used_in_requests(old), pairs.new.used_in_requests(new));
            use_in_requests(&path, (before, after), used_in_requests, users, out);
            fields::compare(pairs, &At { path: path.clone(), used_in_requests, users }, old_fields, new_fields, out);
        }
        (TypeKind::Enum(old), TypeKind::Enum(new)) => values(&after.name, old, new, users, out),
        (TypeKind::Integers(old), TypeKind::Integers(new)) => values(&after.name, old, new, users, out),
        (TypeKind::Union(old), TypeKind::Union(new)) => arms(pairs, &path, (old, new), users, out),
        (old, new) => {
            let detail = format!("{} -> {}{users}", kind(old), kind(new));
            out.add(Rule::TypeKindChanged, Level::Breaking, &path, detail);
        }
    }
    out.doc(&path, before.doc.as_ref(), after.doc.as_ref());
}

fn arms<'a>(pairs: &Pairs<'a>, path: &str, (old, new): (&'a [Arm], &'a [Arm]), users: &str, out: &mut Changes) {
    let types = |arms: &'a [Arm]| arms.iter().map(|arm| &arm.ty).collect::<Vec<_>>();
    fields::arms_changed(pairs, path, (&types(old), &types(new)), users, out);
    for arm in new {
        if let Some(old) = old.iter().find(|old| pairs.same(&old.ty, &arm.ty)) {
            out.rust_name(&format!("{path}.{}", arm.ty), &old.rust_name, &arm.rust_name);
            fields::boxed(pairs, path, (&old.ty, &arm.ty), users, out);
        }
    }
}

/// The path of a type in the schemas.
pub(super) fn path(name: Name<'_>) -> String {
    format!("types.{}", name.text())
}

/// Describes the kind of a type.
pub(super) fn kind(kind: &TypeKind) -> String {
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    match kind {
        TypeKind::Struct(fields) => format!("an object with {}", counted(fields.len(), "field")),
        TypeKind::Enum(values) => format!("an enum of {}", counted(values.len(), "string")),
        TypeKind::Integers(values) => format!("an enum of {}", counted(values.len(), "integer")),
        TypeKind::Union(arms) => format!("a union of {}", counted(arms.len(), "type")),
    }
}

fn use_in_requests(
    path: &str,
    (before, after): (&TypeDef, &TypeDef),
    used_in_requests: (bool, bool),
    users: &str,
    out: &mut Changes,
) {
    // A field with a default is an `Option` in responses and a value in requests.
    let changed = after.fields().iter().filter(|new| {
        let default = |presence: &Presence| matches!(presence, Presence::Default(_));
        let old = before.fields().iter().find(|old| old.name == new.name);
        default(&new.presence) && old.is_some_and(|old| default(&old.presence))
    });
    let changed: Vec<&str> = changed.map(|field| field.name.as_str()).collect();
    match used_in_requests {
        (false, true) if changed.is_empty() => {
            out.add(Rule::TypeInRequests, Level::Additive, path, "the type has `new` and setters")
        }
        (false, true) => {
            let detail = format!("{}: no longer an `Option`{users}", list(&changed));
            out.add(Rule::TypeInRequests, Level::Breaking, path, detail);
        }
        (true, false) => {
            out.add(
                Rule::TypeNotInRequests,
                Level::Breaking,
                path,
                format!("the type no longer has `new` and setters{users}"),
            );
        }
        _ => {}
    }
}

fn values<T: ToString + Ord>(name: &str, old: &[EnumValue<T>], new: &[EnumValue<T>], users: &str, out: &mut Changes) {
    let only_in = |from: &[EnumValue<T>], in_: &[EnumValue<T>]| {
        let wires: BTreeSet<&T> = in_.iter().map(|value| &value.wire).collect();
        let only_in = from.iter().filter(|value| !wires.contains(&value.wire));
        only_in.map(|value| value.wire.to_string()).collect::<Vec<_>>()
    };
    let (removed, added) = (only_in(old, new), only_in(new, old));
    let path = &format!("types.{name}");
    if !removed.is_empty() {
        out.add(Rule::ValuesRemoved, Level::Breaking, path, format!("{}{users}", list(&removed)));
    }
    if !added.is_empty() {
        out.add(Rule::ValuesAdded, Level::Additive, path, list(&added));
    }
    let before: BTreeMap<&T, &str> = old.iter().map(|value| (&value.wire, value.rust_name.as_str())).collect();
    for value in new {
        if let Some(old) = before.get(&value.wire) {
            out.rust_name(&format!("{path}.{}", value.wire.to_string()), old, &value.rust_name);
        }
    }
    let order = |from: &[EnumValue<T>]| from.iter().map(|value| value.wire.to_string()).collect::<Vec<_>>();
    if removed.is_empty() && added.is_empty() && order(old) != order(new) {
        out.add(Rule::ValuesReordered, Level::Documentation, path, "");
    }
}
