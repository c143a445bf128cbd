//! Types that could be one: the same shape, and names that end in the same word, in several endpoints or beside a shared one.
//! Reads the catalog through `shape`; feeds `naming`. One pass over all types, whatever their number.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::shape::{Kind, Known, Shapes};
use fal_schema::ir::{Catalog, TypeDef, TypeRef};
use fal_schema::names;
use fal_schema::usage::Usage;

/// A type of an endpoint's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member<'a> {
    /// Index of the endpoint in the catalog.
    pub(crate) endpoint: usize,
    /// Its name.
    pub(crate) name: &'a str,
}

/// Types that could be one.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub(crate) members: Vec<Member<'a>>,
    /// The shared type that is the same already.
    pub(crate) shared: Option<&'a str>,
}

/// Types that are nearly the same, of which each stays what it is.
#[derive(Debug)]
pub(crate) struct Near<'a> {
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// Someone who has the shape: an endpoint's index, or none for a shared type; and the name.
    pub(crate) examples: [(Option<usize>, &'a str); 2],
}

/// What was found in a catalog.
pub(crate) struct Found<'a> {
    pub(crate) shapes: Shapes,
    pub(crate) groups: Vec<Group<'a>>,
    pub(crate) near: Vec<Near<'a>>,
}

/// Shapes and the last words of names: what has both in common is a group.
type Buckets<'a> = BTreeMap<(usize, String), Vec<Member<'a>>>;

/// Looks through a catalog.
pub(crate) fn find<'a>(catalog: &'a Catalog, usage: &'a Usage<'a>) -> Found<'a> {
    let (mut shapes, mut buckets) = (Shapes::default(), Buckets::new());
    let shared = shapes.of(&usage.alone(), &catalog.shared, &Known::new());
    for (index, endpoint) in catalog.endpoints.iter().enumerate() {
        let known = shapes.of(&usage.module(endpoint), &endpoint.types, &shared);
        for def in &endpoint.types {
            if let Some(Some(shape)) = known.get(def.name.as_str()) {
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
    Found { shapes, groups, near }
}

/// `FileWithData` is another shape of what models call `File`.
fn begins(shared: &str, name: &str) -> bool {
    let (shared, name) = (names::words(shared), names::words(name));
    shared.starts_with(&name)
}

/// The last word of a name: it says what the type is, and begins the names of values that are numbers.
fn last_word(name: &str) -> String {
    let last = names::words(name).pop().unwrap_or_default();
    // Of `Sam3_1Image` it is `image`.
    last.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// Shapes with one last word that are compared with the one that most models have.
const MOST_COMPARED: usize = 6;
/// Fields or values that may differ.
const MOST_DIFFERENT: usize = 2;

/// A shape, how many have it (all, for a shared one), and someone who has.
struct Held<'a> {
    by: usize,
    shape: usize,
    example: (Option<usize>, &'a str),
}

fn near<'a>(shapes: &Shapes, buckets: &Buckets<'a>, shared: &Known<'a>) -> Vec<Near<'a>> {
    let mut words: BTreeMap<(Kind, String), Vec<Held<'a>>> = BTreeMap::new();
    let mut add = |word: String, held: Held<'a>| {
        words.entry((shapes.get(held.shape).kind, word)).or_default().push(held);
    };
    for ((shape, word), members) in buckets {
        let example = (Some(members[0].endpoint), members[0].name);
        add(word.clone(), Held { by: members.len(), shape: *shape, example });
    }
    for (name, shape) in shared {
        if let Some(shape) = shape {
            add(last_word(name), Held { by: usize::MAX, shape: *shape, example: (None, name) });
        }
    }
    let mut found = Vec::new();
    for list in words.values_mut() {
        list.sort_by_key(|held| (Reverse(held.by), held.shape));
        list.dedup_by_key(|held| held.shape);
        let Some((first, rest)) = list.split_first() else { continue };
        for other in rest.iter().take(MOST_COMPARED) {
            let differ = differences(shapes, first.shape, other.shape).len();
            let size = shapes.get(first.shape).parts.len().min(shapes.get(other.shape).parts.len());
            // Two of two is not near.
            if (1..=MOST_DIFFERENT).contains(&differ) && size > differ {
                let examples = [first.example, other.example];
                found.push(Near { left: first.shape, right: other.shape, examples });
            }
        }
    }
    found
}

/// The fields or values that two shapes have not in common.
pub(crate) fn differences(shapes: &Shapes, left: usize, right: usize) -> Vec<String> {
    let (left, right) = (&shapes.get(left).parts, &shapes.get(right).parts);
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    names.into_iter().filter(|name| left.get(*name) != right.get(*name)).cloned().collect()
}

/// The endpoint's own types that a type uses.
pub(crate) fn inside<'a>(catalog: &'a Catalog, member: &Member<'_>) -> BTreeSet<&'a str> {
    let fields = def(catalog, member).map_or(&[][..], TypeDef::fields);
    let names = fields.iter().flat_map(|field| field.ty.parts()).filter_map(|part| match part {
        TypeRef::Local(name) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// What a type is.
pub(crate) fn def<'a>(catalog: &'a Catalog, member: &Member<'_>) -> Option<&'a TypeDef> {
    catalog.endpoints[member.endpoint].types.iter().find(|def| def.name == member.name)
}
