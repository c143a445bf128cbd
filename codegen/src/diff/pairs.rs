//! Matches the types of the old catalog with those of the new one: types with the same name belong together, and a type
//! that no longer exists belongs to the new type of the same field.

use std::collections::{BTreeMap, BTreeSet};

use fal_schema::ir::{Endpoint, Field, TypeDef, TypeKind, TypeRef};
use fal_schema::usage::{Module, Name};

/// The types of one endpoint in both versions, or the shared types in both versions.
pub(super) struct Pairs<'a> {
    pub(super) old: Module<'a>,
    pub(super) new: Module<'a>,
    /// New names of types whose old names no longer exist.
    pub(super) renamed: BTreeMap<Name<'a>, Name<'a>>,
}

impl<'a> Pairs<'a> {
    /// Pairs of shared types, some of which have new names.
    pub(super) fn shared(old: Module<'a>, new: Module<'a>, renamed: BTreeMap<Name<'a>, Name<'a>>) -> Self {
        Self { old, new, renamed }
    }

    /// Pairs of the types of an endpoint, matched by its fields.
    pub(super) fn of(old: Module<'a>, new: Module<'a>, before: &'a Endpoint, after: &'a Endpoint) -> Self {
        let mut pairs = Self { old, new, renamed: BTreeMap::new() };
        let mut open = Vec::new();
        for (before, after) in [(&before.input, &after.input), (&before.output, &after.output)] {
            both(before, after, &mut open);
        }
        for (before, after) in [(&before.input_type, &after.input_type), (&before.output_type, &after.output_type)] {
            open.extend(before.iter().zip(after));
        }
        pairs.walk(open);
        pairs
    }

    fn walk(&mut self, mut open: Vec<(&'a TypeRef, &'a TypeRef)>) {
        let mut visited = BTreeSet::new();
        while let Some((before, after)) = open.pop() {
            match (before, after) {
                (TypeRef::List(before), TypeRef::List(after))
                | (TypeRef::Map(before), TypeRef::Map(after))
                | (TypeRef::Nullable(before), TypeRef::Nullable(after)) => open.push((before, after)),
                (TypeRef::Union(before), TypeRef::Union(after)) if before.len() == after.len() => {
                    open.extend(before.iter().zip(after));
                }
                _ => {
                    let (Some(before), Some(after)) = (Name::of(before), Name::of(after)) else { continue };
                    self.match_types(before, after);
                    if self.target(before) == Some(after) && visited.insert(before) {
                        let (Some(before), Some(after)) = (self.old.def(before), self.new.def(after)) else { continue };
                        both(before.fields(), after.fields(), &mut open);
                        open.extend(before.arms().iter().zip(after.arms()).map(|(old, new)| (&old.ty, &new.ty)));
                    }
                }
            }
        }
    }

    /// Matches the old and the new type of a field.
    fn match_types(&mut self, before: Name<'a>, after: Name<'a>) {
        let is_taken = matches!(after, Name::Local(name) if self.old.types.contains_key(name));
        let is_matched = self.new.def(before).is_some() || self.renamed.contains_key(&before);
        let (Some(was), Some(is)) = (self.old.def(before), self.new.def(after)) else { return };
        if !is_matched && !is_taken && same_kind(was, is) {
            self.renamed.insert(before, after);
        }
    }

    /// The new name of a type.
    pub(super) fn target(&self, old: Name<'a>) -> Option<Name<'a>> {
        self.renamed.get(&old).copied().or_else(|| self.new.def(old).map(|_| old))
    }

    /// Whether two references refer to the same type.
    pub(super) fn same(&self, old: &'a TypeRef, new: &'a TypeRef) -> bool {
        match (old, new) {
            (TypeRef::List(old), TypeRef::List(new))
            | (TypeRef::Map(old), TypeRef::Map(new))
            | (TypeRef::Nullable(old), TypeRef::Nullable(new)) => self.same(old, new),
            (TypeRef::Union(old), TypeRef::Union(new)) => {
                old.len() == new.len() && old.iter().zip(new).all(|(old, new)| self.same(old, new))
            }
            _ => match (Name::of(old), Name::of(new)) {
                (Some(old), Some(new)) => self.target(old) == Some(new),
                _ => old == new,
            },
        }
    }
}

/// Adds the types of the fields that exist in both versions.
fn both<'a>(old: &'a [Field], new: &'a [Field], open: &mut Vec<(&'a TypeRef, &'a TypeRef)>) {
    let new: BTreeMap<&str, &TypeRef> = new.iter().map(|field| (field.name.as_str(), &field.ty)).collect();
    // The first field on the page takes precedence, and the last pair is examined first.
    let pairs = old.iter().rev().filter_map(|field| Some((&field.ty, *new.get(field.name.as_str())?)));
    open.extend(pairs);
}

fn same_kind(old: &TypeDef, new: &TypeDef) -> bool {
    matches!(
        (&old.kind, &new.kind),
        (TypeKind::Struct(_), TypeKind::Struct(_))
            | (TypeKind::Enum(_), TypeKind::Enum(_))
            | (TypeKind::Integers(_), TypeKind::Integers(_))
            | (TypeKind::Union(_), TypeKind::Union(_))
    )
}
