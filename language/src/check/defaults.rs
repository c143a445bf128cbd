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
    // By which default of which type each type was reached.
    let mut came: BTreeMap<Span, (&TypeDef, &Field)> = BTreeMap::new();
    let mut open = vec![start];
    while let Some(def) = open.pop() {
        for edge in edges.get(&def.span).into_iter().flatten() {
            if came.contains_key(&edge.holds.span) {
                continue;
            }
            came.insert(edge.holds.span, (def, edge.field));
            open.push(edge.holds);
        }
    }
    let mut way = vec![*came.get(&start.span)?];
    while let Some((def, _)) = way.last().filter(|(def, _)| def.span != start.span) {
        way.push(*came.get(&def.span)?);
    }
    way.reverse();
    Some(way)
}

/// The object types of which a value holds an object.
struct Held<'a> {
    catalog: &'a Catalog,
    endpoint: Option<&'a Endpoint>,
    objects: BTreeMap<Span, &'a TypeDef>,
}

impl<'a> Held<'a> {
    fn look(&mut self, literal: &Literal, ty: &TypeRef) {
        let (catalog, endpoint) = (self.catalog, self.endpoint);
        let definitions = |ty: &TypeRef| catalog.definition(endpoint, ty);
        let def = definitions(ty);
        if let Some(alternatives) = ty.alternatives(def) {
            if let Some(at) = arms::position(&definitions, literal, &alternatives) {
                self.look(literal, alternatives[at]);
            }
            return;
        }
        match (ty, literal, def) {
            (TypeRef::List(item), Literal::List(items), _) => items.iter().for_each(|literal| self.look(literal, item)),
            (TypeRef::Map(value), Literal::Object(entries), _) => {
                entries.values().for_each(|literal| self.look(literal, value));
            }
            (TypeRef::Nullable(inner), ..) => self.look(literal, inner),
            (_, Literal::Object(entries), Some(def)) => {
                if matches!(def.kind, TypeKind::Struct(_)) {
                    self.objects.insert(def.span, def);
                }
                for field in def.fields() {
                    if let Some(literal) = entries.get(&field.name) {
                        self.look(literal, &field.ty);
                    }
                }
            }
            _ => {}
        }
    }
}
