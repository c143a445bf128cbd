//! The items of the shared module and of every endpoint module, and the members of each item: names in a scope are
//! unique.

use std::collections::{BTreeMap, BTreeSet};

use super::reserved;
use super::scope::Scope;
use crate::diag::{Report, Span};
use crate::ir::{Catalog, Endpoint, Field, TypeDef, TypeKind, TypeRef};
use crate::names::HELP;

const HELP_TYPE: &str = "choose another name with `rust_name:`; a union that is written as an expression must first be declared \
                         under `types:` with `union:`";
const HELP_VALUE: &str = "choose a name under `rust_names:` of the type";
const HELP_ARM: &str = "choose a name under `rust_names:` of the union; one that is written as an expression must first be \
                        declared under `types:` with `union:`";

/// Checks the names of the shared types and of every endpoint.
pub(super) fn check(catalog: &Catalog, report: &mut Report) {
    let mut scope = Scope::new(&reserved::MODULE, HELP_TYPE);
    for def in catalog.shared.iter().chain(&catalog.unions) {
        scope.take(&def.rust_name, &def.name, def.span, report);
        members(def, report);
    }
    let shared = Shared {
        types: catalog.shared.iter().map(|def| (def.name.as_str(), def)).collect(),
        unions: catalog.unions.iter().map(|def| (def.name.as_str(), def)).collect(),
    };
    for endpoint in &catalog.endpoints {
        let mut scope = Scope::new(&reserved::MODULE, HELP_TYPE);
        for (def, span) in shared.used(endpoint) {
            scope.take(&def.rust_name, &def.name, span, report);
        }
        for def in endpoint.types.iter().chain(&endpoint.unions) {
            scope.take(&def.rust_name, &def.name, def.span, report);
            members(def, report);
        }
        fields(&endpoint.input, report);
        fields(&endpoint.output, report);
    }
}

/// The types and unions that endpoints share, by name.
struct Shared<'a> {
    types: BTreeMap<&'a str, &'a TypeDef>,
    unions: BTreeMap<&'a str, &'a TypeDef>,
}

impl<'a> Shared<'a> {
    /// The shared types that an endpoint reaches and its module may import, each with the span of its declaration or
    /// use. Other shared types do not matter, so that a new model cannot break an existing one.
    fn used(&self, endpoint: &'a Endpoint) -> Vec<(&'a TypeDef, Span)> {
        let mut visited: BTreeSet<&str> = BTreeSet::new();
        let mut used = Vec::new();
        let mut open: Vec<(&TypeRef, Span)> = endpoint.uses();
        open.reverse();
        while let Some((ty, span)) = open.pop() {
            for part in ty.parts() {
                let item = match part {
                    TypeRef::Shared(name) => self.types.get(name.as_str()).map(|def| (*def, def.span)),
                    TypeRef::Union(_) => self.unions.get(part.to_string().as_str()).map(|def| (*def, span)),
                    _ => None,
                };
                let Some((def, span)) = item.filter(|(def, _)| visited.insert(&def.name)) else { continue };
                used.push((def, span));
                open.extend(def.uses());
            }
        }
        used
    }
}

/// Checks the members of one type.
fn members(def: &TypeDef, report: &mut Report) {
    match &def.kind {
        TypeKind::Struct(inner) => fields(inner, report),
        TypeKind::Enum(values) => {
            let mut scope = Scope::new(&reserved::VARIANTS, HELP_VALUE);
            values.iter().for_each(|value| scope.take(&value.rust_name, &value.wire, value.span, report));
        }
        TypeKind::Integers(values) => {
            let mut scope = Scope::new(&reserved::VARIANTS, HELP_VALUE);
            values.iter().for_each(|value| scope.take(&value.rust_name, &value.wire.to_string(), value.span, report));
        }
        TypeKind::Union(arms) => {
            let mut scope = Scope::new(&[], HELP_ARM);
            arms.iter().for_each(|arm| scope.take(&arm.rust_name, &arm.ty.to_string(), arm.span, report));
        }
    }
}

fn fields(fields: &[Field], report: &mut Report) {
    let mut scope = Scope::new(&reserved::FIELDS, HELP);
    fields.iter().for_each(|field| scope.take(&field.rust_name, &field.name, field.span, report));
}
