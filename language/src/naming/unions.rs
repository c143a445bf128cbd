//! Names of unions and of their alternatives. A union that is written as an expression becomes a type of the endpoint
//! if one of its alternatives is a type of the endpoint, and a shared type otherwise.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Span;
use crate::ir::{Arm, Catalog, Endpoint, TypeDef, TypeKind, TypeRef};
use crate::names;

/// Rust names of declared types, by their schema names.
#[derive(Default)]
struct RustNames {
    shared: BTreeMap<String, String>,
    local: BTreeMap<String, String>,
}

/// Names all unions of the catalog.
pub(super) fn name(catalog: &mut Catalog) {
    let mut rust_names = RustNames { shared: by_name(&catalog.shared), ..RustNames::default() };
    let shared = catalog.shared.iter().flat_map(TypeDef::uses);
    let uses = shared.chain(catalog.endpoints.iter().flat_map(Endpoint::uses));
    catalog.unions = anonymous(uses, &rust_names, |union| !is_local(union));
    declared(&mut catalog.shared, &rust_names);
    for endpoint in &mut catalog.endpoints {
        rust_names.local = by_name(&endpoint.types);
        endpoint.unions = anonymous(endpoint.uses().into_iter(), &rust_names, is_local);
        declared(&mut endpoint.types, &rust_names);
    }
}

/// Whether a type is or contains a type of the endpoint.
fn is_local(ty: &TypeRef) -> bool {
    ty.parts().iter().any(|part| matches!(part, TypeRef::Local(_)))
}

fn by_name(types: &[TypeDef]) -> BTreeMap<String, String> {
    types.iter().map(|def| (def.name.clone(), def.rust_name.clone())).collect()
}

/// Every distinct union that is written as an expression and belongs to the scope.
fn anonymous<'a>(
    uses: impl Iterator<Item = (&'a TypeRef, Span)>,
    rust_names: &RustNames,
    belongs: impl Fn(&TypeRef) -> bool,
) -> Vec<TypeDef> {
    let mut visited: BTreeSet<&TypeRef> = BTreeSet::new();
    let mut unions = Vec::new();
    for (ty, span) in uses {
        for part in ty.parts() {
            if let TypeRef::Union(arms) = part
                && belongs(part)
                && visited.insert(part)
            {
                let (rust_name, names) = rust_names.union(arms);
                let arm = |(ty, rust_name): (&TypeRef, String)| Arm { ty: ty.clone(), rust_name, span };
                let kind = TypeKind::Union(arms.iter().zip(names).map(arm).collect());
                unions.push(TypeDef { name: part.to_string(), doc: None, rust_name, kind, span });
            }
        }
    }
    unions
}

/// Completes unions that are declared under `types:`: alternatives without a given name get the derived one.
fn declared(types: &mut [TypeDef], rust_names: &RustNames) {
    for def in types {
        let TypeKind::Union(arms) = &mut def.kind else { continue };
        let refs: Vec<TypeRef> = arms.iter().map(|arm| arm.ty.clone()).collect();
        for (arm, name) in arms.iter_mut().zip(rust_names.union(&refs).1) {
            if arm.rust_name.is_empty() {
                arm.rust_name = name;
            }
        }
    }
}

impl RustNames {
    /// Names of a union and of its alternatives.
    fn union(&self, arms: &[TypeRef]) -> (String, Vec<String>) {
        let single: Vec<String> = arms.iter().map(|arm| self.name_part(arm)).collect();
        names::union_names(&single)
    }

    /// The name of a type as a part of other names.
    fn name_part(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::String => "String".to_owned(),
            TypeRef::Integer => "Integer".to_owned(),
            TypeRef::Unsigned => "Uint64".to_owned(),
            TypeRef::Float => "Float".to_owned(),
            TypeRef::Boolean => "Boolean".to_owned(),
            TypeRef::Json => "Json".to_owned(),
            TypeRef::File => "File".to_owned(),
            TypeRef::List(item) => format!("{}List", self.name_part(item)),
            TypeRef::Map(value) => format!("{}Map", self.name_part(value)),
            TypeRef::Nullable(inner) => format!("Nullable{}", self.name_part(inner)),
            TypeRef::Local(name) => self.local.get(name).cloned().unwrap_or_default(),
            TypeRef::Shared(name) => self.shared.get(name).cloned().unwrap_or_default(),
            TypeRef::Union(arms) => self.union(arms).0,
        }
    }
}
