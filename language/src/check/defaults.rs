//! Defaults that contain an object of their own type, directly or through other defaults: they never end.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::arms;
use crate::ir::{Catalog, Endpoint, Field, Literal, Presence, TypeDef, TypeKind, TypeRef};

/// A field with a default, and the type of an object in this default.
struct Edge<'a> {
    field: &'a Field,
    contained_type: &'a TypeDef,
}

/// Checks the shared types and the types of every endpoint.
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
            let mut contained = ContainedObjects { catalog, endpoint, objects: BTreeMap::new() };
            contained.collect(literal, &field.ty);
            let contained = contained.objects.into_values().map(|contained_type| Edge { field, contained_type });
            edges.entry(def.span).or_default().extend(contained);
        }
    }
    let mut done = BTreeSet::new();
    for def in types.iter().filter(|def| edges.contains_key(&def.span)) {
        let Some(cycle) = cycle(&edges, def) else { continue };
        // A cycle is reported once, wherever it begins.
        if cycle.iter().any(|(def, _)| !done.insert(def.span)) {
            continue;
        }
        let chain: Vec<String> = cycle.iter().map(|(def, field)| format!("`{}.{}`", def.name, field.name)).collect();
        let message = format!("the default contains its own type: {} -> `{}`", chain.join(" -> "), def.name);
        let diagnostic =
            Diagnostic::new(codes::ENDLESS_TYPE, cycle[0].1.span, message).related(def.span, "declared here");
        report.push(diagnostic.help("remove the default, or make it empty: `[]` for a list, `{}` for a map"));
    }
}

/// The path from a type through defaults back to itself.
fn cycle<'a>(edges: &BTreeMap<Span, Vec<Edge<'a>>>, start: &'a TypeDef) -> Option<Vec<(&'a TypeDef, &'a Field)>> {
    // The type and the field whose default each type was reached by.
    let mut reached_by: BTreeMap<Span, (&TypeDef, &Field)> = BTreeMap::new();
    let mut open = vec![start];
    while let Some(def) = open.pop() {
        for edge in edges.get(&def.span).into_iter().flatten() {
            if reached_by.contains_key(&edge.contained_type.span) {
                continue;
            }
            reached_by.insert(edge.contained_type.span, (def, edge.field));
            open.push(edge.contained_type);
        }
    }
    let mut path = vec![*reached_by.get(&start.span)?];
    while let Some((def, _)) = path.last().filter(|(def, _)| def.span != start.span) {
        path.push(*reached_by.get(&def.span)?);
    }
    path.reverse();
    Some(path)
}

/// Collects the types of the objects in a value.
struct ContainedObjects<'a> {
    catalog: &'a Catalog,
    endpoint: Option<&'a Endpoint>,
    objects: BTreeMap<Span, &'a TypeDef>,
}

impl<'a> ContainedObjects<'a> {
    fn collect(&mut self, literal: &Literal, ty: &TypeRef) {
        let (catalog, endpoint) = (self.catalog, self.endpoint);
        let definitions = |ty: &TypeRef| catalog.definition(endpoint, ty);
        let def = definitions(ty);
        if let Some(alternatives) = ty.alternatives(def) {
            if let Some(at) = arms::position(&definitions, literal, &alternatives) {
                self.collect(literal, alternatives[at]);
            }
            return;
        }
        match (ty, literal, def) {
            (TypeRef::List(item), Literal::List(items), _) => {
                items.iter().for_each(|literal| self.collect(literal, item))
            }
            (TypeRef::Map(value), Literal::Object(entries), _) => {
                entries.values().for_each(|literal| self.collect(literal, value));
            }
            (TypeRef::Nullable(inner), ..) => self.collect(literal, inner),
            (_, Literal::Object(entries), Some(def)) => {
                if matches!(def.kind, TypeKind::Struct(_)) {
                    self.objects.insert(def.span, def);
                }
                for field in def.fields() {
                    if let Some(literal) = entries.get(&field.name) {
                        self.collect(literal, &field.ty);
                    }
                }
            }
            _ => {}
        }
    }
}
