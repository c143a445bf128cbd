//! Groups of types that could become one: types of several endpoints, or of an endpoint and the shared file, with the
//! same shape and with names that end in the same word. All types are visited once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::shape::{ByName, Kind, Shapes};
use fal_schema::ir::{Catalog, TypeDef, TypeRef};
use fal_schema::names;
use fal_schema::usage::Usage;

/// A type of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member<'a> {
    /// Index of the endpoint in the catalog.
    pub(crate) endpoint: usize,
    /// Name of the type.
    pub(crate) name: &'a str,
}

/// Types that could become one.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub(crate) members: Vec<Member<'a>>,
    /// An equal shared type that already exists.
    pub(crate) shared: Option<&'a str>,
}

/// Two similar shapes, which are not merged.
#[derive(Debug)]
pub(crate) struct Near<'a> {
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// A type of each shape: the index of the endpoint, or `None` for a shared type, and the name.
    pub(crate) examples: [(Option<usize>, &'a str); 2],
}

/// The groups and the similar shapes of a catalog.
pub(crate) struct Analysis<'a> {
    pub(crate) shapes: Shapes,
    pub(crate) groups: Vec<Group<'a>>,
    pub(crate) near: Vec<Near<'a>>,
}

/// Types by shape and by the last word of the name.
type Buckets<'a> = BTreeMap<(usize, String), Vec<Member<'a>>>;

/// Analyzes a catalog.
pub(crate) fn find<'a>(catalog: &'a Catalog, usage: &'a Usage<'a>) -> Analysis<'a> {
    let (mut shapes, mut buckets) = (Shapes::default(), Buckets::new());
    let shared = shapes.of(&usage.alone(), &catalog.shared, &ByName::new());
    for (index, endpoint) in catalog.endpoints.iter().enumerate() {
        let local = shapes.of(&usage.module(endpoint), &endpoint.types, &shared);
        for def in &endpoint.types {
            if let Some(Some(shape)) = local.get(def.name.as_str()) {
                let member = Member { endpoint: index, name: def.name.as_str() };
                buckets.entry((*shape, last_word(&def.name))).or_default().push(member);
            }
        }
    }
    let near = near(&shapes, &buckets, &shared);
    let mut by_shape: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for def in &catalog.shared {
        let shape = shared.get(def.name.as_str()).copied().flatten();
        shape.into_iter().for_each(|shape| by_shape.entry(shape).or_default().push(&def.name));
    }
    let groups = buckets.into_iter().filter_map(|((shape, word), members)| {
        let fitting = |name: &&str| last_word(name) == word || members.iter().all(|member| begins(name, member.name));
        let shared = by_shape.get(&shape).into_iter().flatten().copied().find(fitting);
        let endpoints: BTreeSet<usize> = members.iter().map(|member| member.endpoint).collect();
        (shared.is_some() || endpoints.len() > 1).then_some(Group { members, shared })
    });
    let groups = groups.collect();
    Analysis { shapes, groups, near }
}

/// Whether the name of a shared type begins with another name: `FileWithData` is a variant of `File`.
fn begins(shared: &str, name: &str) -> bool {
    let (shared, name) = (names::words(shared), names::words(name));
    shared.starts_with(&name)
}

/// The last word of a name, which describes the type and is the prefix of numeric values.
fn last_word(name: &str) -> String {
    let last = names::words(name).pop().unwrap_or_default();
    // The last word of `Sam3_1Image` is `image`.
    last.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// Maximum number of shapes with the same last word that are compared with the most frequent one.
const MAX_COMPARED: usize = 6;
/// Maximum number of different fields or values of similar shapes.
const MAX_DIFFERENCES: usize = 2;

/// A shape, its number of users (the maximum for a shared type), and an example.
struct Candidate<'a> {
    users: usize,
    shape: usize,
    example: (Option<usize>, &'a str),
}

fn near<'a>(shapes: &Shapes, buckets: &Buckets<'a>, shared: &ByName<'a>) -> Vec<Near<'a>> {
    let mut words: BTreeMap<(Kind, String), Vec<Candidate<'a>>> = BTreeMap::new();
    let mut add = |word: String, candidate: Candidate<'a>| {
        words.entry((shapes.get(candidate.shape).kind, word)).or_default().push(candidate);
    };
    for ((shape, word), members) in buckets {
        let example = (Some(members[0].endpoint), members[0].name);
        add(word.clone(), Candidate { users: members.len(), shape: *shape, example });
    }
    for (name, shape) in shared {
        if let Some(shape) = shape {
            add(last_word(name), Candidate { users: usize::MAX, shape: *shape, example: (None, name) });
        }
    }
    let mut near = Vec::new();
    for list in words.values_mut() {
        list.sort_by_key(|candidate| (Reverse(candidate.users), candidate.shape));
        list.dedup_by_key(|candidate| candidate.shape);
        let Some((first, rest)) = list.split_first() else { continue };
        for other in rest.iter().take(MAX_COMPARED) {
            let differ = differences(shapes, first.shape, other.shape).len();
            let size = shapes.get(first.shape).parts.len().min(shapes.get(other.shape).parts.len());
            // Shapes in which all parts differ are not similar.
            if (1..=MAX_DIFFERENCES).contains(&differ) && size > differ {
                let examples = [first.example, other.example];
                near.push(Near { left: first.shape, right: other.shape, examples });
            }
        }
    }
    near
}

/// The fields or values in which two shapes differ.
pub(crate) fn differences(shapes: &Shapes, left: usize, right: usize) -> Vec<String> {
    let (left, right) = (&shapes.get(left).parts, &shapes.get(right).parts);
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    names.into_iter().filter(|name| left.get(*name) != right.get(*name)).cloned().collect()
}

/// The types of the endpoint that a type uses.
pub(crate) fn inner_types<'a>(catalog: &'a Catalog, member: &Member<'_>) -> BTreeSet<&'a str> {
    let fields = def(catalog, member).map_or(&[][..], TypeDef::fields);
    let names = fields.iter().flat_map(|field| field.ty.parts()).filter_map(|part| match part {
        TypeRef::Local(name) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// The declaration of a type.
pub(crate) fn def<'a>(catalog: &'a Catalog, member: &Member<'_>) -> Option<&'a TypeDef> {
    catalog.endpoints[member.endpoint].types.iter().find(|def| def.name == member.name)
}
