//! The fields of a request, an answer or a type: what their change does to `new`, to public fields and to setters.
//! Reads two lists of fields; feeds the findings.

use std::collections::BTreeMap;

use super::findings::{Findings, list, short};
use super::limits;
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use crate::boxed;
use fal_schema::ir::{Field, Literal, Presence, TypeKind, TypeRef};
use fal_schema::usage::{Module, Name};

/// Where some fields are.
pub(super) struct At<'p> {
    /// Place of what they belong to: `input`, `types.LoraWeight`.
    pub(super) place: String,
    /// They are part of a request, before and now.
    pub(super) requested: (bool, bool),
    /// Said of every heavy change: who is concerned.
    pub(super) users: &'p str,
}

/// Compares two lists of fields.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, at: &At<'_>, old: &'a [Field], new: &'a [Field], out: &mut Findings) {
    let before: BTreeMap<&str, &Field> = old.iter().map(|field| (field.name.as_str(), field)).collect();
    let after: BTreeMap<&str, &Field> = new.iter().map(|field| (field.name.as_str(), field)).collect();
    for field in old.iter().filter(|field| !after.contains_key(field.name.as_str())) {
        let what = match field.presence {
            Presence::Required => "; `new` takes one argument less",
            _ => "",
        };
        let detail = format!("was {}{what}{}", described(field), at.users);
        out.add(Rule::FieldRemoved, Level::Breaking, &at.of(field), detail);
    }
    for field in new {
        match before.get(field.name.as_str()) {
            Some(old) => one(pairs, at, old, field, out),
            None => {
                let required = field.presence == Presence::Required;
                let (level, what) = if required {
                    (Level::Breaking, format!("; `new` takes one more argument{}", at.users))
                } else {
                    (Level::Additive, String::new())
                };
                out.add(Rule::FieldAdded, level, &at.of(field), format!("{}{what}", described(field)));
            }
        }
    }
    order(at, old, new, (&before, &after), out);
}

impl At<'_> {
    fn of(&self, field: &Field) -> String {
        format!("{}.{}", self.place, field.name)
    }
}

/// `integer, default 1`.
fn described(field: &Field) -> String {
    let ty = short(&field.ty.to_string());
    match &field.presence {
        Presence::Required => format!("{ty}, required"),
        Presence::Optional => format!("{ty}, optional"),
        Presence::Default(value) => format!("{ty}, default {}", short(&value.to_string())),
    }
}

fn one<'a>(pairs: &Pairs<'a>, at: &At<'_>, old: &'a Field, new: &'a Field, out: &mut Findings) {
    let place = at.of(new);
    out.rust_name(&place, &old.rust_name, &new.rust_name);
    ty(pairs, &place, &old.ty, &new.ty, at.users, out);
    presence(&place, old, new, at, out);
    limits::compare(&place, &old.limits, &new.limits, at.requested.1, out);
    match (old.deprecated, new.deprecated) {
        (false, true) => out.add(Rule::Deprecated, Level::Additive, &place, ""),
        (true, false) => out.add(Rule::DeprecationRemoved, Level::Additive, &place, ""),
        _ => {}
    }
    out.doc(&place, old.doc.as_ref(), new.doc.as_ref());
}

/// Compares the types of a field.
fn ty<'a>(pairs: &Pairs<'a>, place: &str, old: &'a TypeRef, new: &'a TypeRef, users: &str, out: &mut Findings) {
    if pairs.same(old, new) {
        return boxes(pairs, place, old, new, users, out);
    }
    if let (TypeRef::Union(before), TypeRef::Union(after)) = (old, new)
        && arms_changed(
            pairs,
            place,
            (&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>()),
            users,
            out,
        )
    {
        return;
    }
    let (before, after) = (short(&old.to_string()), short(&new.to_string()));
    let shape = shape(pairs, old, new).unwrap_or_default();
    out.add(Rule::FieldTypeChanged, Level::Breaking, place, format!("{before} -> {after}{shape}{users}"));
}

/// Compares the alternatives of two unions, in any order; whether some are on one side only.
pub(super) fn arms_changed<'a>(
    pairs: &Pairs<'a>,
    place: &str,
    (before, after): (&[&'a TypeRef], &[&'a TypeRef]),
    users: &str,
    out: &mut Findings,
) -> bool {
    let alone = |from: &[&'a TypeRef], in_: &[&'a TypeRef], same: &dyn Fn(&'a TypeRef, &'a TypeRef) -> bool| {
        let alone = from.iter().filter(|arm| !in_.iter().any(|other| same(arm, other)));
        alone.map(ToString::to_string).collect::<Vec<_>>()
    };
    let removed = alone(before, after, &|old, new| pairs.same(old, new));
    let added = alone(after, before, &|new, old| pairs.same(old, new));
    for (rule, arms) in [(Rule::UnionArmAdded, &added), (Rule::UnionArmRemoved, &removed)] {
        if !arms.is_empty() {
            out.add(rule, Level::Breaking, place, format!("{}{users}", list(arms)));
        }
    }
    !(added.is_empty() && removed.is_empty())
}

/// Compares which alternatives of the same unions stand in a box.
pub(super) fn boxes(pairs: &Pairs<'_>, place: &str, old: &TypeRef, new: &TypeRef, users: &str, out: &mut Findings) {
    arms(old).zip(arms(new)).for_each(|arms| boxed(pairs, place, arms, users, out));
}

/// Compares whether one alternative is boxed.
pub(super) fn boxed(
    pairs: &Pairs<'_>,
    place: &str,
    (before, after): (&TypeRef, &TypeRef),
    users: &str,
    out: &mut Findings,
) {
    let detail = match (is_boxed(&pairs.old, before), is_boxed(&pairs.new, after)) {
        (false, true) => format!("{after} is in a `Box` now{users}"),
        (true, false) => format!("{after} is not in a `Box` now{users}"),
        _ => return,
    };
    out.add(Rule::UnionArmBoxed, Level::Breaking, place, detail);
}

/// Whether an alternative of a union is in a box.
fn is_boxed(module: &Module<'_>, arm: &TypeRef) -> bool {
    boxed::is_boxed(&|ty| Name::of(ty).and_then(|name| module.def(name)), arm)
}

/// The alternatives of all unions in a type.
fn arms(ty: &TypeRef) -> impl Iterator<Item = &TypeRef> {
    let unions = ty.parts().into_iter().filter_map(|part| match part {
        TypeRef::Union(arms) => Some(arms),
        _ => None,
    });
    unions.flatten()
}

/// What the keys of two objects have not in common, where one took the place of the other.
fn shape(pairs: &Pairs<'_>, old: &TypeRef, new: &TypeRef) -> Option<String> {
    let name = |ty| Name::of(ty);
    let (old, new) = match (old, new) {
        (TypeRef::List(old), TypeRef::List(new)) => (name(old)?, name(new)?),
        (old, new) => (name(old)?, name(new)?),
    };
    let (old, new) = (pairs.old.def(old)?, pairs.new.def(new)?);
    let (TypeKind::Struct(before), TypeKind::Struct(after)) = (&old.kind, &new.kind) else { return None };
    let alone = |from: &[Field], in_: &[Field]| {
        let alone = from.iter().filter(|field| in_.iter().all(|other| other.name != field.name));
        alone.map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let said = [("has", alone(after, before)), ("lacks", alone(before, after))];
    let said: Vec<String> = said
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(verb, names)| format!("{verb} {}", list(names)))
        .collect();
    (!said.is_empty()).then(|| format!("; the new one {}", said.join(", ")))
}

/// What a field holds in a new value.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Given,
    Held,
    Nothing,
}

fn start(presence: &Presence, requested: bool) -> Start {
    match presence {
        Presence::Required => Start::Given,
        Presence::Default(_) if requested => Start::Held,
        Presence::Default(_) | Presence::Optional => Start::Nothing,
    }
}

/// Compares whether the field must be there, and what it holds if it is left alone.
fn presence(place: &str, old: &Field, new: &Field, at: &At<'_>, out: &mut Findings) {
    let before = start(&old.presence, at.requested.0);
    let after = start(&new.presence, at.requested.1);
    match (before, after) {
        (Start::Given, Start::Given) => {}
        (_, Start::Given) => {
            let became = if before == Start::Nothing { "; the field is no `Option` any more" } else { "" };
            let detail = format!("`new` takes one more argument{became}{}", at.users);
            out.add(Rule::RequiredAdded, Level::Breaking, place, detail);
        }
        (Start::Given, _) => {
            let became = match &new.presence {
                Presence::Default(value) if after == Start::Held => format!("it holds {}", short(&value.to_string())),
                _ => "the field is an `Option`".to_owned(),
            };
            let detail = format!("`new` takes one argument less; {became}{}", at.users);
            out.add(Rule::RequiredRemoved, Level::Breaking, place, detail);
        }
        _ => default(place, old, new, after, at, out),
    }
}

fn default(place: &str, old: &Field, new: &Field, after: Start, at: &At<'_>, out: &mut Findings) {
    let level = |level| if at.requested.1 { level } else { Level::Documentation };
    match (&old.presence, &new.presence) {
        (Presence::Optional, Presence::Default(value)) => {
            let became = if after == Start::Held { "; the `Option` became a value, which is sent" } else { "" };
            let detail = format!("default {}{became}", short(&value.to_string()));
            out.add(Rule::DefaultAdded, level(Level::Breaking), place, detail);
        }
        (Presence::Default(value), Presence::Optional) => {
            let became = if at.requested.1 { "; the value became an `Option`" } else { "" };
            let detail = format!("default was {}{became}", short(&value.to_string()));
            out.add(Rule::DefaultRemoved, level(Level::Breaking), place, detail);
        }
        (Presence::Default(old), Presence::Default(new)) if !same(old, new) => {
            let detail = format!("{} -> {}", short(&old.to_string()), short(&new.to_string()));
            out.add(Rule::DefaultChanged, level(Level::Behaviour), place, detail);
        }
        _ => {}
    }
}

/// Whether two values are the same; 5 and 5.0 are.
pub(super) fn same(old: &Literal, new: &Literal) -> bool {
    match (old, new) {
        (Literal::Integer(whole), Literal::Float(float)) | (Literal::Float(float), Literal::Integer(whole)) => {
            *whole as f64 == *float
        }
        (Literal::List(old), Literal::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Literal::Object(old), Literal::Object(new)) => {
            let there = |(key, value): (&String, &Literal)| new.get(key).is_some_and(|other| same(value, other));
            old.len() == new.len() && old.iter().all(there)
        }
        _ => old == new,
    }
}

type Known<'m, 'a> = BTreeMap<&'a str, &'m Field>;

/// Compares the order of the fields that are on both sides.
fn order(
    at: &At<'_>,
    old: &[Field],
    new: &[Field],
    (before, after): (&Known<'_, '_>, &Known<'_, '_>),
    out: &mut Findings,
) {
    let is_required = |field: Option<&&Field>| field.is_some_and(|field| field.presence == Presence::Required);
    let stays = |field: &&Field| before.contains_key(field.name.as_str()) && after.contains_key(field.name.as_str());
    let given =
        |field: &&Field| is_required(before.get(field.name.as_str())) && is_required(after.get(field.name.as_str()));
    let names = |fields: &[Field], test: &dyn Fn(&&Field) -> bool| {
        fields.iter().filter(test).map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let (was, is) = (names(old, &given), names(new, &given));
    if was != is {
        let detail = format!(
            "new({}) -> new({}); where both have one type, the compiler sees no difference{}",
            short(&was.join(", ")),
            short(&is.join(", ")),
            at.users
        );
        out.add(Rule::ParametersReordered, Level::Breaking, &at.place, detail);
    } else if names(old, &stays) != names(new, &stays) {
        out.add(Rule::FieldsReordered, Level::Documentation, &at.place, "");
    }
}
