//! Makes groups consistent: shared types can only contain shared types, so a type is removed from its group if one of
//! its inner types is not shared.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{Renames, renamed};
use super::group::{Group, Member, def, inner_types};
use super::naming;
use fal_schema::ir::{Catalog, Field, TypeDef};

/// Removes members whose inner types are not shared, and chooses the names of the remaining groups.
pub(crate) fn reconcile(catalog: &Catalog, groups: &mut [Group<'_>]) -> Vec<Option<String>> {
    let mut names = naming::name(catalog, groups);
    // Each iteration removes members, so the loop ends.
    while shrink(catalog, groups, &names) {
        names = naming::name(catalog, groups);
    }
    for (group, name) in groups.iter().zip(&mut names) {
        if group.members.is_empty() {
            *name = None;
        }
    }
    names
}

/// Names of the shared types that replace types of endpoints, by endpoint.
pub(crate) fn renames(groups: &[Group<'_>], names: &[Option<String>]) -> BTreeMap<usize, Renames> {
    let mut renames: BTreeMap<usize, Renames> = BTreeMap::new();
    for (group, name) in groups.iter().zip(names) {
        let Some(name) = name else { continue };
        for member in &group.members {
            renames.entry(member.endpoint).or_default().insert(member.name.to_owned(), name.clone());
        }
    }
    renames
}

/// Removes members whose inner types do not become the same shared types. Returns whether any were removed.
fn shrink(catalog: &Catalog, groups: &mut [Group<'_>], names: &[Option<String>]) -> bool {
    let renames = renames(groups, names);
    let none = Renames::new();
    let mut changed = false;
    for (group, name) in groups.iter_mut().zip(names) {
        let before = group.members.len();
        if name.is_none() {
            group.members.clear();
        }
        let types = |fields: &[Field], renames: &Renames| {
            fields.iter().map(|field| (field.name.clone(), renamed(&field.ty.to_string(), renames))).collect()
        };
        let signature = |member: &Member<'_>| -> Option<BTreeMap<String, String>> {
            let renames = renames.get(&member.endpoint).unwrap_or(&none);
            let all = inner_types(catalog, member).iter().all(|name| renames.contains_key(*name));
            all.then(|| types(def(catalog, member).map_or(&[][..], TypeDef::fields), renames))
        };
        let shared = group.shared.and_then(|name| catalog.shared.iter().find(|def| def.name == name));
        let expected = match shared {
            Some(def) => Some(types(def.fields(), &none)),
            None => group.members.iter().find_map(signature),
        };
        group.members.retain(|member| expected.is_some() && signature(member) == expected);
        let endpoints: BTreeSet<usize> = group.members.iter().map(|member| member.endpoint).collect();
        if group.shared.is_none() && endpoints.len() < 2 {
            group.members.clear();
        }
        changed |= group.members.len() != before;
    }
    changed
}
