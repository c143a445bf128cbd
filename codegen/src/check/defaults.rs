//! Defaults that need themselves: a default that holds an object of its own type never ends, in `new()` as on paper.
//! Reads `ir`; feeds the report.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::arms;
use crate::ir::{Catalog, Endpoint, Field, Literal, Presence, TypeDef, TypeKind, TypeRef};

/// A default of a type, and an object type that it holds.
struct Edge<'a> {
    field: &'a Field,
    holds: &'a TypeDef,
}

/// Checks the shared types and every endpoint's own.
pub(super) fn check(catalog: &Catalog, report: &mut Report) {
    cycles(catalog, None, &catalog.shared, report);
    for endpoint in &catalog.endpoints {
        cycles(catalog, Some(endpoint), &endpoint.types, report);
    }
}

fn cycles<'a>(catalog: &'a Catalog, endpoint: Option<&'a Endpoint>, types: &'a [TypeDef], report: &mut Report) {
    let mut edges: BTreeMap<Span, Vec<Edge<'a>>> = BTreeMap::new();
    for def in types {
        for field in def.fields() {
            let Presence::Default(literal) = &field.presence else { continue };
            let mut held = Held { catalog, endpoint, objects: BTreeMap::new() };
            held.look(literal, &field.ty);
            let held = held.objects.into_values().map(|holds| Edge { field, holds });
            edges.entry(def.span).or_default().extend(held);
        }
    }
    let mut done = BTreeSet::new();
    for def in types.iter().filter(|def| edges.contains_key(&def.span)) {
        let Some(cycle) = cycle(&edges, def) else { continue };
        // One cycle is one error, wherever it begins.
        if cycle.iter().any(|(def, _)| !done.insert(def.span)) {
            continue;
        }
        let chain: Vec<String> = cycle.iter().map(|(def, field)| format!("`{}.{}`", def.name, field.name)).collect();
        let message = format!("the default contains its own type: {} -> `{}`", chain.join(" -> "), def.name);
        let found = Diagnostic::new(codes::ENDLESS_TYPE, cycle[0].1.span, message).related(def.span, "declared here");
        report.push(found.help("leave the default out, or make it empty: `[]`, `{}` for a map"));
    }
}

/// The way from a type through defaults back to itself.
fn cycle<'a>(edges: &BTreeMap<Span, Vec<Edge<'a>>>, start: &'a TypeDef) -> Option<Vec<(&'a TypeDef, &'a Field)>> {
    let mut seen = BTreeSet::from([start.span]);
    // Each type with the way that led to it.
    let mut open = vec![(start, Vec::new())];
    while let Some((def, way)) = open.pop() {
        for edge in edges.get(&def.span).into_iter().flatten() {
            let mut way: Vec<(&TypeDef, &Field)> = way.clone();
            way.push((def, edge.field));
            if edge.holds.span == start.span {
                return Some(way);
            }
            if seen.insert(edge.holds.span) {
                open.push((edge.holds, way));
            }
        }
    }
    None
}

/// The object types of which a value holds an object.
struct Held<'a> {
    catalog: &'a Catalog,
    endpoint: Option<&'a Endpoint>,
    objects: BTreeMap<Span, &'a TypeDef>,
}

impl<'a> Held<'a> {
    fn look(&mut self, literal: &Literal, ty: &TypeRef) {
        match (ty, literal) {
            (TypeRef::List(item), Literal::List(items)) => items.iter().for_each(|literal| self.look(literal, item)),
            (TypeRef::Map(value), Literal::Object(entries)) => {
                entries.values().for_each(|literal| self.look(literal, value));
            }
            (TypeRef::Nullable(inner), _) => self.look(literal, inner),
            (TypeRef::Union(arms), _) => self.union(literal, &arms.iter().collect::<Vec<_>>()),
            _ => self.named(literal, ty),
        }
    }

    fn named(&mut self, literal: &Literal, ty: &TypeRef) {
        let Some(def) = self.catalog.definition(self.endpoint, ty) else { return };
        match (&def.kind, literal) {
            (TypeKind::Union(arms), _) => self.union(literal, &arms.iter().map(|arm| &arm.ty).collect::<Vec<_>>()),
            (TypeKind::Struct(fields), Literal::Object(entries)) => {
                self.objects.insert(def.span, def);
                for field in fields {
                    if let Some(literal) = entries.get(&field.name) {
                        self.look(literal, &field.ty);
                    }
                }
            }
            _ => {}
        }
    }

    fn union(&mut self, literal: &Literal, arms: &[&TypeRef]) {
        let definitions = |ty: &TypeRef| self.catalog.definition(self.endpoint, ty);
        if let Some(at) = arms::position(&definitions, literal, arms) {
            self.look(literal, arms[at]);
        }
    }
}
