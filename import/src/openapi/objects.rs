//! Objects: with known keys, with free ones, and put together from parts by `allOf`.
//! Reads `walk` and `fields`; feeds drafts.

use indexmap::IndexMap;

use crate::draft::{Body, DraftType, Origin, remark};
use crate::openapi::fields;
use crate::openapi::keywords;
use crate::openapi::limits;
use crate::openapi::node::{Node, Refusal};
use crate::openapi::references::{self, Target};
use crate::openapi::text::description;
use crate::openapi::walk::{Parsed, Place, Walk};
use fal_schema::ir::TypeRef;

/// Most references and `allOf`s from an object to one of its parts.
const MAX_STEPS: usize = 32;

/// Why a schema is not put together from objects.
enum Odd {
    Refused(Refusal),
    /// A part is not there.
    Missing(String),
    /// A part is not an object.
    NoObject,
}

/// Whether a schema lists properties.
pub(crate) fn has_properties(node: &Node<'_>) -> bool {
    node.get("properties").and_then(|properties| properties.map()).is_some_and(|map| !map.is_empty())
}

/// What `allOf` is made of, without parts that only describe.
fn parts_of_all<'a>(node: &Node<'a>) -> Result<Vec<Node<'a>>, Refusal> {
    let Some(all) = node.get("allOf") else { return Ok(Vec::new()) };
    Ok(all.items()?.into_iter().filter(keywords::says_something).collect())
}

/// The schemas that list the properties of an object, when it has a list of its own or is put together from several
/// parts; a schema that only refers to an object has none.
pub(crate) fn own_parts<'a>(walk: &mut Walk<'a>, node: &Node<'a>) -> Result<Option<Vec<Node<'a>>>, Refusal> {
    let all = parts_of_all(node)?.len() + usize::from(node.get("$ref").is_some());
    match all + usize::from(node.get("properties").is_some()) {
        0 => Ok(None),
        1 if all == 1 => Ok(None),
        1 => Ok(Some(vec![node.clone()])),
        _ => match parts(walk, node) {
            Ok(parts) => Ok(Some(parts)),
            Err(Odd::Refused(refusal)) => Err(refusal),
            Err(Odd::Missing(_) | Odd::NoObject) => Ok(None),
        },
    }
}

fn parts<'a>(walk: &mut Walk<'a>, node: &Node<'a>) -> Result<Vec<Node<'a>>, Odd> {
    let mut found = Vec::new();
    collect(walk, node, &mut found, 0)?;
    // What the whole says about the properties of its parts comes first.
    if !found.iter().any(|part: &Node<'a>| part.at == node.at) {
        found.insert(0, node.clone());
    }
    Ok(found)
}

fn collect<'a>(walk: &mut Walk<'a>, node: &Node<'a>, found: &mut Vec<Node<'a>>, steps: usize) -> Result<(), Odd> {
    walk.visit(node).map_err(Odd::Refused)?;
    if steps == MAX_STEPS {
        return Err(Odd::Refused(node.refuse("is a part of itself, or nested too deeply")));
    }
    let before = found.len();
    if let Some(target) = node.get("$ref") {
        match references::follow(&walk.root, &target).map_err(Odd::Refused)? {
            Target::Missing(name) => return Err(Odd::Missing(name)),
            Target::Named(_, node) | Target::Unnamed(node) => collect(walk, &node, found, steps + 1)?,
        }
    }
    for part in parts_of_all(node).map_err(Odd::Refused)? {
        collect(walk, &part, found, steps + 1)?;
    }
    let is_object = node.text("type").is_none_or(|ty| ty == "object");
    if node.get("properties").is_some() && is_object {
        found.push(node.clone());
        return Ok(());
    }
    // A part may only say which fields of the others are required.
    let empty = (node.text("type") == Some("object") && node.get("additionalProperties").is_none_or(keywords::is_open))
        || (node.get("type").is_none() && node.get("required").is_some());
    match found.len() > before {
        true => Ok(()),
        false if empty && !keywords::is_choice(node) => {
            found.push(node.clone());
            Ok(())
        }
        false => Err(Odd::NoObject),
    }
}

/// What `allOf` says, and `$ref` with properties beside it; `None` where neither is.
pub(crate) fn composed<'a>(walk: &mut Walk<'a>, node: &Node<'a>, place: Place<'_>) -> Result<Option<Parsed>, Refusal> {
    let all = parts_of_all(node)?;
    let others = usize::from(has_properties(node)) + usize::from(node.get("$ref").is_some());
    if let ([only], 0) = (&all[..], others) {
        return Ok(Some(limits::beside(node, walk.schema(only, place)?)));
    }
    if all.len() + others < 2 {
        return Ok(None);
    }
    match parts(walk, node) {
        Ok(parts) => declare_here(walk, node, &parts, place).map(Some),
        Err(Odd::Refused(refusal)) => Err(refusal),
        Err(Odd::Missing(name)) => Ok(Some(Parsed::noted(TypeRef::Json, &references::missing(&name)))),
        Err(Odd::NoObject) => refined(walk, node, all, place).map(Some),
    }
}

/// Parts of which one has a type and the others only limit it.
fn refined<'a>(walk: &mut Walk<'a>, node: &Node<'a>, all: Vec<Node<'a>>, place: Place<'_>) -> Result<Parsed, Refusal> {
    let (typed, limiting): (Vec<_>, Vec<_>) = all.into_iter().partition(keywords::has_type);
    let same = |first: &Node<'a>, other: &Node<'a>| {
        let plain = |node: &Node<'a>| node.text("type").filter(|_| !keywords::has_more_than_type(node));
        plain(first).is_some() && plain(first) == plain(other)
    };
    let others_fit = typed.iter().skip(1).all(|other| same(&typed[0], other));
    let Some(first) = typed.first().filter(|_| others_fit && node.get("$ref").is_none()) else {
        let at = node.get("allOf").unwrap_or_else(|| node.clone());
        return Err(at.refuse("these parts are not all objects, so there is no one type that they make"));
    };
    let parsed = walk.schema(first, place)?;
    let limiting = typed.iter().skip(1).chain(&limiting);
    Ok(limiting.fold(limits::beside(node, parsed), |parsed, part| limits::beside(part, parsed)))
}

/// An object in the middle of something, named after its place.
fn declare_here<'a>(
    walk: &mut Walk<'a>,
    node: &Node<'a>,
    parts: &[Node<'a>],
    place: Place<'_>,
) -> Result<Parsed, Refusal> {
    let key = format!("{}/{}{}", place.parent, place.field, if place.beside_object { "/object" } else { "" });
    let key = match walk.declared_at.get(&node.at) {
        Some(key) => key.clone(),
        None => walk.free_key(&key),
    };
    if walk.declared_at.insert(node.at.clone(), key.clone()).is_none() {
        let origin = Origin::Field { parent: place.parent.to_owned(), field: place.field.to_owned(), suffix: "" };
        declare(walk, &key, origin, node, parts)?;
    }
    Ok(Parsed::of(TypeRef::Local(key)))
}

/// Declares a type with the fields of all parts.
pub(crate) fn declare<'a>(
    walk: &mut Walk<'a>,
    key: &str,
    origin: Origin,
    node: &Node<'a>,
    parts: &[Node<'a>],
) -> Result<(), Refusal> {
    let parent = match &origin {
        Origin::Component(name) => name.clone(),
        Origin::Field { parent, field, .. } => format!("{parent}_{field}"),
    };
    let doc = node.text("description").and_then(description);
    let body = Body::Struct(IndexMap::new());
    // There before its fields are read, so that a type may hold a list of itself.
    walk.draft.types.insert(key.to_owned(), DraftType { origin, doc, note: None, body });
    let fields = fields::fields(walk, parts, &parent)?;
    if let Some(declared) = walk.draft.types.get_mut(key) {
        declared.body = Body::Struct(fields);
        for text in keywords::of_object(parts) {
            remark(&mut declared.note, &text);
        }
    }
    Ok(())
}

/// What `type: object` says.
pub(crate) fn object<'a>(walk: &mut Walk<'a>, node: &Node<'a>, place: Place<'_>) -> Result<Parsed, Refusal> {
    if has_properties(node) {
        return declare_here(walk, node, std::slice::from_ref(node), place);
    }
    let inner = match node.get("additionalProperties") {
        Some(inner) if inner.value.is_mapping() => walk.schema(&inner, place)?,
        _ => Parsed::of(TypeRef::Json),
    };
    Ok(inner.within(&walk.draft.types, TypeRef::Map))
}
