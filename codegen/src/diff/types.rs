//! Named types: compared where both sides have them, under whatever name. Reads two definitions; feeds the findings.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{self, At};
use super::findings::{Findings, list};
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use fal_schema::ir::{Arm, EnumValue, Presence, TypeDef, TypeKind};
use fal_schema::usage::Name;

/// Compares a type with what it has become.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, old: Name<'a>, new: Name<'a>, users: &str, out: &mut Findings) {
    let (Some(before), Some(after)) = (pairs.old.def(old), pairs.new.def(new)) else { return };
    let place = place(new);
    // Where the schema has another name, that is a change of its own.
    if before.name == after.name {
        out.rust_name(&place, &before.rust_name, &after.rust_name);
    }
    match (&before.kind, &after.kind) {
        (TypeKind::Struct(old_fields), TypeKind::Struct(new_fields)) => {
            let requested = (pairs.old.used_in_requests(old), pairs.new.used_in_requests(new));
            use_in_requests(&place, (before, after), requested, users, out);
            if requested == (true, true) && pairs.old.has_constraints(old) && !pairs.new.has_constraints(new) {
                out.add(Rule::ValidationRemoved, Level::Breaking, &place, users.trim_start_matches("; "));
            }
            fields::compare(pairs, &At { place: place.clone(), requested, users }, old_fields, new_fields, out);
        }
        (TypeKind::Enum(old), TypeKind::Enum(new)) => values(&after.name, old, new, users, out),
        (TypeKind::Integers(old), TypeKind::Integers(new)) => values(&after.name, old, new, users, out),
        (TypeKind::Union(old), TypeKind::Union(new)) => arms(pairs, &place, (old, new), users, out),
        (old, new) => {
            let detail = format!("{} -> {}{users}", kind(old), kind(new));
            out.add(Rule::TypeKindChanged, Level::Breaking, &place, detail);
        }
    }
    out.doc(&place, before.doc.as_ref(), after.doc.as_ref());
}

fn arms<'a>(pairs: &Pairs<'a>, place: &str, (old, new): (&'a [Arm], &'a [Arm]), users: &str, out: &mut Findings) {
    let types = |arms: &'a [Arm]| arms.iter().map(|arm| &arm.ty).collect::<Vec<_>>();
    fields::arms_changed(pairs, place, (&types(old), &types(new)), users, out);
    for arm in new {
        if let Some(old) = old.iter().find(|old| pairs.same(&old.ty, &arm.ty)) {
            out.rust_name(&format!("{place}.{}", arm.ty), &old.rust_name, &arm.rust_name);
            fields::boxed(pairs, place, (&old.ty, &arm.ty), users, out);
        }
    }
}

/// Where a type stands in the schemas.
pub(super) fn place(name: Name<'_>) -> String {
    format!("types.{}", name.text())
}

/// What a type is, in a few words.
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
    place: &str,
    (before, after): (&TypeDef, &TypeDef),
    requested: (bool, bool),
    users: &str,
    out: &mut Findings,
) {
    // A default is an `Option` in answers and a value in requests.
    let turned = after.fields().iter().filter(|new| {
        let default = |presence: &Presence| matches!(presence, Presence::Default(_));
        let old = before.fields().iter().find(|old| old.name == new.name);
        default(&new.presence) && old.is_some_and(|old| default(&old.presence))
    });
    let turned: Vec<&str> = turned.map(|field| field.name.as_str()).collect();
    match requested {
        (false, true) if turned.is_empty() => out.add(Rule::TypeInRequests, Level::Additive, place, "it has setters"),
        (false, true) => {
            let detail = format!("{}: no `Option` any more{users}", list(&turned));
            out.add(Rule::TypeInRequests, Level::Breaking, place, detail);
        }
        (true, false) => {
            out.add(Rule::TypeNotInRequests, Level::Breaking, place, format!("it has no setters any more{users}"));
        }
        _ => {}
    }
}

fn values<T: ToString + Ord>(name: &str, old: &[EnumValue<T>], new: &[EnumValue<T>], users: &str, out: &mut Findings) {
    let alone = |from: &[EnumValue<T>], in_: &[EnumValue<T>]| {
        let known: BTreeSet<&T> = in_.iter().map(|value| &value.wire).collect();
        let alone = from.iter().filter(|value| !known.contains(&value.wire));
        alone.map(|value| value.wire.to_string()).collect::<Vec<_>>()
    };
    let (removed, added) = (alone(old, new), alone(new, old));
    let place = &format!("types.{name}");
    if !removed.is_empty() {
        out.add(Rule::ValuesRemoved, Level::Breaking, place, format!("{}{users}", list(&removed)));
    }
    if !added.is_empty() {
        out.add(Rule::ValuesAdded, Level::Additive, place, list(&added));
    }
    let before: BTreeMap<&T, &str> = old.iter().map(|value| (&value.wire, value.rust_name.as_str())).collect();
    for value in new {
        if let Some(old) = before.get(&value.wire) {
            out.rust_name(&format!("{place}.{}", value.wire.to_string()), old, &value.rust_name);
        }
    }
    let order = |from: &[EnumValue<T>]| from.iter().map(|value| value.wire.to_string()).collect::<Vec<_>>();
    if removed.is_empty() && added.is_empty() && order(old) != order(new) {
        out.add(Rule::ValuesReordered, Level::Documentation, place, "");
    }
}
