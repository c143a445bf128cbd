//! Compares fields of a request, a response or a type, and how changes affect `new`, public fields and setters.

use std::collections::BTreeMap;

use super::changes::{Changes, list, short};
use super::limits;
use super::pairs::Pairs;
use super::rule::{Level, Rule};
use crate::boxed;
use fal_schema::ir::{Field, Literal, Presence, TypeKind, TypeRef};
use fal_schema::usage::{Module, Name};

/// The location and the use of some fields.
pub(super) struct At<'p> {
    /// Path of their parent, such as `input` or `types.LoraWeight`.
    pub(super) path: String,
    /// Whether they are part of a request, in the old and in the new version.
    pub(super) used_in_requests: (bool, bool),
    /// Suffix for breaking changes that names the affected models.
    pub(super) users: &'p str,
}

/// Compares two lists of fields.
pub(super) fn compare<'a>(pairs: &Pairs<'a>, at: &At<'_>, old: &'a [Field], new: &'a [Field], out: &mut Changes) {
    let before: BTreeMap<&str, &Field> = old.iter().map(|field| (field.name.as_str(), field)).collect();
    let after: BTreeMap<&str, &Field> = new.iter().map(|field| (field.name.as_str(), field)).collect();
    for field in old.iter().filter(|field| !after.contains_key(field.name.as_str())) {
        let what = match field.presence {
            Presence::Required if at.has_new() => "; `new` takes one argument fewer",
            _ => "",
        };
        let detail = format!("was {}{what}{}", described(field), at.users);
        out.add(Rule::FieldRemoved, Level::Breaking, &at.of(field), detail);
    }
    for field in new {
        match before.get(field.name.as_str()) {
            Some(old) => compare_field(pairs, at, old, field, out),
            None => {
                let (level, what) = if field.presence == Presence::Required && at.has_new() {
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
    /// Whether both versions have `new`, which only types of requests have.
    fn has_new(&self) -> bool {
        self.used_in_requests == (true, true)
    }

    fn of(&self, field: &Field) -> String {
        format!("{}.{}", self.path, field.name)
    }
}

/// Describes a field: `integer, default 1`.
fn described(field: &Field) -> String {
    let ty = short(&field.ty.to_string());
    match &field.presence {
        Presence::Required => format!("{ty}, required"),
        Presence::Optional => format!("{ty}, optional"),
        Presence::Default(value) => format!("{ty}, default {}", short(&value.to_string())),
    }
}

fn compare_field<'a>(pairs: &Pairs<'a>, at: &At<'_>, old: &'a Field, new: &'a Field, out: &mut Changes) {
    let path = at.of(new);
    out.rust_name(&path, &old.rust_name, &new.rust_name);
    ty(pairs, &path, &old.ty, &new.ty, at.users, out);
    presence(&path, old, new, at, out);
    limits::compare(&path, &old.limits, &new.limits, at.used_in_requests.1, out);
    match (old.deprecated, new.deprecated) {
        (false, true) => out.add(Rule::Deprecated, Level::Additive, &path, ""),
        (true, false) => out.add(Rule::DeprecationRemoved, Level::Additive, &path, ""),
        _ => {}
    }
    out.doc(&path, old.doc.as_ref(), new.doc.as_ref());
}

/// Compares the types of a field.
fn ty<'a>(pairs: &Pairs<'a>, path: &str, old: &'a TypeRef, new: &'a TypeRef, users: &str, out: &mut Changes) {
    if pairs.same(old, new) {
        return boxes(pairs, path, old, new, users, out);
    }
    if let (TypeRef::Union(before), TypeRef::Union(after)) = (old, new)
        && arms_changed(
            pairs,
            path,
            (&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>()),
            users,
            out,
        )
    {
        return;
    }
    let (before, after) = (short(&old.to_string()), short(&new.to_string()));
    let shape = shape(pairs, old, new).unwrap_or_default();
    out.add(Rule::FieldTypeChanged, Level::Breaking, path, format!("{before} -> {after}{shape}{users}"));
}

/// Compares the alternatives of two unions in any order. Returns whether some are only in one of them.
pub(super) fn arms_changed<'a>(
    pairs: &Pairs<'a>,
    path: &str,
    (before, after): (&[&'a TypeRef], &[&'a TypeRef]),
    users: &str,
    out: &mut Changes,
) -> bool {
    let only_in = |from: &[&'a TypeRef], in_: &[&'a TypeRef], same: &dyn Fn(&'a TypeRef, &'a TypeRef) -> bool| {
        let only_in = from.iter().filter(|arm| !in_.iter().any(|other| same(arm, other)));
        only_in.map(ToString::to_string).collect::<Vec<_>>()
    };
    let removed = only_in(before, after, &|old, new| pairs.same(old, new));
    let added = only_in(after, before, &|new, old| pairs.same(old, new));
    for (rule, arms) in [(Rule::UnionArmAdded, &added), (Rule::UnionArmRemoved, &removed)] {
        if !arms.is_empty() {
            out.add(rule, Level::Breaking, path, format!("{}{users}", list(arms)));
        }
    }
    !(added.is_empty() && removed.is_empty())
}

/// Compares which alternatives of unions are boxed.
pub(super) fn boxes(pairs: &Pairs<'_>, path: &str, old: &TypeRef, new: &TypeRef, users: &str, out: &mut Changes) {
    arms(old).zip(arms(new)).for_each(|arms| boxed(pairs, path, arms, users, out));
}

/// Compares whether one alternative is boxed.
pub(super) fn boxed(
    pairs: &Pairs<'_>,
    path: &str,
    (before, after): (&TypeRef, &TypeRef),
    users: &str,
    out: &mut Changes,
) {
    let detail = match (is_boxed(&pairs.old, before), is_boxed(&pairs.new, after)) {
        (false, true) => format!("{after} is now in a `Box`{users}"),
        (true, false) => format!("{after} is no longer in a `Box`{users}"),
        _ => return,
    };
    out.add(Rule::UnionArmBoxed, Level::Breaking, path, detail);
}

/// Whether an alternative of a union is boxed.
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

/// Describes the different keys of two objects, if one replaces the other.
fn shape(pairs: &Pairs<'_>, old: &TypeRef, new: &TypeRef) -> Option<String> {
    let name = |ty| Name::of(ty);
    let (old, new) = match (old, new) {
        (TypeRef::List(old), TypeRef::List(new)) => (name(old)?, name(new)?),
        (old, new) => (name(old)?, name(new)?),
    };
    let (old, new) = (pairs.old.def(old)?, pairs.new.def(new)?);
    let (TypeKind::Struct(before), TypeKind::Struct(after)) = (&old.kind, &new.kind) else { return None };
    let only_in = |from: &[Field], in_: &[Field]| {
        let only_in = from.iter().filter(|field| in_.iter().all(|other| other.name != field.name));
        only_in.map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let differences = [("has", only_in(after, before)), ("lacks", only_in(before, after))];
    let differences: Vec<String> = differences
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(verb, names)| format!("{verb} {}", list(names)))
        .collect();
    (!differences.is_empty()).then(|| format!("; the new type {}", differences.join(", ")))
}

/// The value of a field after `new`.
#[derive(Clone, Copy, PartialEq)]
enum Initial {
    Argument,
    Default,
    None,
}

fn initial(presence: &Presence, used_in_requests: bool) -> Initial {
    match presence {
        Presence::Required => Initial::Argument,
        Presence::Default(_) if used_in_requests => Initial::Default,
        Presence::Default(_) | Presence::Optional => Initial::None,
    }
}

/// Compares whether a field is required, and its initial value.
fn presence(path: &str, old: &Field, new: &Field, at: &At<'_>, out: &mut Changes) {
    let before = initial(&old.presence, at.used_in_requests.0);
    let after = initial(&new.presence, at.used_in_requests.1);
    // Of two types without `new`, only a field that becomes or was an `Option` breaks code.
    let option = (before == Initial::None, after == Initial::None);
    let breaks = at.has_new() || option.0 != option.1;
    let level = if breaks { Level::Breaking } else { Level::Additive };
    let value = match &new.presence {
        Presence::Default(value) if after == Initial::Default => Some(short(&value.to_string())),
        _ => None,
    };
    let mut effects = Vec::new();
    let (rule, arguments) = match (before, after) {
        (Initial::Argument, Initial::Argument) => return,
        (_, Initial::Argument) => (Rule::RequiredAdded, "`new` takes one more argument"),
        (Initial::Argument, _) => (Rule::RequiredRemoved, "`new` takes one argument fewer"),
        _ => return default(path, old, new, (option, after), at, out),
    };
    effects.extend(at.has_new().then(|| arguments.to_owned()));
    effects.extend(match option {
        (true, false) => Some("the field is no longer an `Option`".to_owned()),
        (false, true) => Some("the field is an `Option`".to_owned()),
        _ => value.map(|value| format!("the field starts at {value}")),
    });
    out.add(rule, level, path, format!("{}{}", effects.join("; "), at.users));
}

fn default(
    path: &str,
    old: &Field,
    new: &Field,
    (option, after): ((bool, bool), Initial),
    at: &At<'_>,
    out: &mut Changes,
) {
    let level = match (option.0 != option.1, at.used_in_requests.1) {
        (true, _) => Level::Breaking,
        (false, true) => Level::Behaviour,
        (false, false) => Level::Documentation,
    };
    match (&old.presence, &new.presence) {
        (Presence::Optional, Presence::Default(value)) => {
            let became = if after == Initial::Default { "; the `Option` became a value that is sent" } else { "" };
            let detail = format!("default {}{became}", short(&value.to_string()));
            out.add(Rule::DefaultAdded, level, path, detail);
        }
        (Presence::Default(value), Presence::Optional) => {
            let became = if option == (false, true) { "; the value became an `Option`" } else { "" };
            let detail = format!("default was {}{became}", short(&value.to_string()));
            out.add(Rule::DefaultRemoved, level, path, detail);
        }
        (Presence::Default(old), Presence::Default(new)) if !same(old, new) => {
            let detail = format!("{} -> {}", short(&old.to_string()), short(&new.to_string()));
            out.add(
                Rule::DefaultChanged,
                if at.used_in_requests.1 { Level::Behaviour } else { Level::Documentation },
                path,
                detail,
            );
        }
        _ => {}
    }
}

/// Whether two values are equal, where 5 equals 5.0.
pub(super) fn same(old: &Literal, new: &Literal) -> bool {
    match (old, new) {
        (Literal::Integer(whole), Literal::Float(float)) | (Literal::Float(float), Literal::Integer(whole)) => {
            *whole as f64 == *float
        }
        (Literal::List(old), Literal::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Literal::Object(old), Literal::Object(new)) => {
            let is_equal = |(key, value): (&String, &Literal)| new.get(key).is_some_and(|other| same(value, other));
            old.len() == new.len() && old.iter().all(is_equal)
        }
        _ => old == new,
    }
}

type ByName<'m, 'a> = BTreeMap<&'a str, &'m Field>;

/// Compares the order of the fields that exist in both versions.
fn order(
    at: &At<'_>,
    old: &[Field],
    new: &[Field],
    (before, after): (&ByName<'_, '_>, &ByName<'_, '_>),
    out: &mut Changes,
) {
    let is_required = |field: Option<&&Field>| field.is_some_and(|field| field.presence == Presence::Required);
    let stays = |field: &&Field| before.contains_key(field.name.as_str()) && after.contains_key(field.name.as_str());
    let required =
        |field: &&Field| is_required(before.get(field.name.as_str())) && is_required(after.get(field.name.as_str()));
    let names = |fields: &[Field], test: &dyn Fn(&&Field) -> bool| {
        fields.iter().filter(test).map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let (was, is) = (names(old, &required), names(new, &required));
    if was != is && at.has_new() {
        let detail = format!(
            "new({}) -> new({}); calls still compile if the argument types match{}",
            short(&was.join(", ")),
            short(&is.join(", ")),
            at.users
        );
        out.add(Rule::ParametersReordered, Level::Breaking, &at.path, detail);
    } else if names(old, &stays) != names(new, &stays) {
        out.add(Rule::FieldsReordered, Level::Documentation, &at.path, "");
    }
}
