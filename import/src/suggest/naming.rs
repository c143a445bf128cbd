//! Names of new shared types: the most frequent name or, if it is taken, a name with the family as a prefix. Only names
//! that no type has are suggested.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::group::{self, Group, Member};
use fal_schema::ir::{Catalog, Field, Presence, TypeDef, TypeKind};
use fal_schema::names;
use fal_schema::naming::reserved;

/// The names of types in a catalog, with their groups.
struct Taken<'a> {
    /// Rust names at the root of the crate.
    root: BTreeSet<String>,
    /// Names of the types of endpoints, each with the groups of its types; `None` for types without a group.
    own: BTreeMap<&'a str, BTreeSet<Option<usize>>>,
}

/// Chooses a name for each group, starting with the largest group; `None` if all possible names are taken.
pub(crate) fn name(catalog: &Catalog, groups: &[Group<'_>]) -> Vec<Option<String>> {
    let mut taken = taken(catalog, groups);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    let first = |group: &Group<'_>| group.members.first().map(|member| (member.endpoint, member.name.to_owned()));
    order.sort_by_cached_key(|index| (Reverse(groups[*index].members.len()), first(&groups[*index])));
    let mut names = vec![None; groups.len()];
    for index in order {
        let group = &groups[index];
        let name = match group.shared {
            Some(shared) => Some(shared.to_owned()),
            None => candidates(catalog, &group.members).into_iter().find(|name| taken.is_free(name, index)),
        };
        if let Some(name) = &name {
            taken.root.extend(names::type_name(name));
        }
        names[index] = name;
    }
    names
}

fn taken<'a>(catalog: &'a Catalog, groups: &[Group<'a>]) -> Taken<'a> {
    let mut root: BTreeSet<String> = reserved::MODULE.into_iter().map(str::to_owned).collect();
    for def in &catalog.shared {
        root.insert(def.rust_name.clone());
        root.extend(names::type_name(&def.name));
    }
    let mut grouped = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        group.members.iter().for_each(|member| _ = grouped.insert(*member, index));
    }
    let mut own: BTreeMap<&str, BTreeSet<Option<usize>>> = BTreeMap::new();
    for (endpoint, described) in catalog.endpoints.iter().enumerate() {
        for def in &described.types {
            let member = Member { endpoint, name: def.name.as_str() };
            own.entry(member.name).or_default().insert(grouped.get(&member).copied());
        }
    }
    Taken { root, own }
}

impl Taken<'_> {
    fn is_free(&self, name: &str, group: usize) -> bool {
        let ours = self.own.get(name).is_none_or(|users| users.iter().all(|user| *user == Some(group)));
        ours && names::type_name(name).is_ok_and(|rust| !self.root.contains(&rust))
    }
}

/// Possible names, in order of preference. The importer matches a shared object by the start of its name and a shared
/// enum by its values, and the last word of the name of an enum is the prefix of its numeric values.
fn candidates(catalog: &Catalog, members: &[Member<'_>]) -> Vec<String> {
    let written = by_count(members.iter().map(|member| member.name.to_owned()));
    let Some(base) = base(members, &written) else { return written };
    let families = by_count(members.iter().filter_map(|member| family(catalog, member)));
    // Without a separator, a number and the following word would be one word.
    let gap = |family: &str| if family.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    let of_family = families.iter().map(|family| format!("{family}{}{base}", gap(family)));
    let object = group::def(catalog, &members[0]).filter(|def| matches!(def.kind, TypeKind::Struct(_)));
    let mut names = vec![base.clone()];
    match object {
        Some(def) => {
            let plain = catalog.shared.iter().find(|shared| shared.name == base);
            names.extend(plain.and_then(|plain| distinguished(&base, plain, def)));
            names.push(format!("{base}Common"));
            names.extend(of_family);
        }
        // The name of one family would be misleading for many families.
        None if families.len() > 2 => {
            names.push(format!("Common{base}"));
            names.extend(of_family);
        }
        None => names.extend(of_family),
    }
    names
}

fn family(catalog: &Catalog, member: &Member<'_>) -> Option<String> {
    let home = names::home(&catalog.endpoints[member.endpoint].id, None).ok()?;
    names::type_name(&home.feature).ok()
}

/// The name of most members, or the common end of their names. Prefixes are families, which were added to taken names.
fn base(members: &[Member<'_>], by_count: &[String]) -> Option<String> {
    let first = by_count.first()?;
    let most = members.iter().filter(|member| member.name == first).count();
    if most * 2 > members.len() {
        return Some(first.clone());
    }
    let shortest = by_count.iter().min_by_key(|name| name.len())?;
    let starts = shortest.char_indices().filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| &shortest[at..]);
    let common = starts.into_iter().find(|end| members.iter().all(|member| member.name.ends_with(end)));
    Some(common.unwrap_or(first).to_owned())
}

/// A name that describes the difference, such as `FileWithData` for `File` with an additional field.
fn distinguished(base: &str, plain: &TypeDef, def: &TypeDef) -> Option<String> {
    let only_in = |from: &TypeDef, in_: &TypeDef| {
        let missing = |field: &&Field| in_.fields().iter().all(|other| other.name != field.name);
        from.fields().iter().filter(missing).map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let word = |names: &[String]| {
        let words: Vec<String> = names.iter().filter_map(|name| names::type_name(name).ok()).collect();
        let short: Vec<&str> = words.iter().map(|word| word.strip_prefix(base).unwrap_or(word)).collect();
        short.join("And")
    };
    let (more, less) = (only_in(def, plain), only_in(plain, def));
    let default = |def: &TypeDef| def.fields().iter().any(|field| matches!(field.presence, Presence::Default(_)));
    match (more.len(), less.len()) {
        (1..=2, 0) => Some(format!("{base}With{}", word(&more))),
        (0, 1..=2) => Some(format!("{base}Without{}", word(&less))),
        (0, 0) if default(plain) && !default(def) => Some(format!("{base}WithoutDefault")),
        _ => None,
    }
}

/// The distinct names, sorted by frequency.
fn by_count(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut names: Vec<(String, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(_, count)| Reverse(*count));
    names.into_iter().map(|(name, _)| name).collect()
}
