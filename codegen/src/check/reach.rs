//! Which types are used, and whether any contains itself without end. Reads `ir`, feeds the report.

use std::collections::BTreeSet;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Catalog, Endpoint, TypeDef, TypeKind, TypeRef};

/// Checks all types. After other findings (`partial`) a type may look unused because its use was taken out.
pub(super) fn check(catalog: &Catalog, partial: bool, report: &mut Report) {
    let mut used_shared = BTreeSet::new();
    for endpoint in &catalog.endpoints {
        let mut used_local = BTreeSet::new();
        let fields = endpoint.input.iter().chain(&endpoint.output).map(|field| &field.ty);
        for ty in fields.chain(&endpoint.input_type).chain(&endpoint.output_type) {
            mark(catalog, endpoint, ty, &mut used_local, &mut used_shared);
        }
        unused(&endpoint.types, &used_local, partial, report);
        for def in &endpoint.types {
            endless(catalog, Some(endpoint), def, report);
        }
    }
    unused(&catalog.shared, &used_shared, partial, report);
    for def in &catalog.shared {
        endless(catalog, None, def, report);
    }
}

fn mark<'a>(
    catalog: &'a Catalog,
    endpoint: &'a Endpoint,
    ty: &'a TypeRef,
    local: &mut BTreeSet<&'a str>,
    shared: &mut BTreeSet<&'a str>,
) {
    for part in ty.parts() {
        let new = match part {
            TypeRef::Local(name) => local.insert(name),
            TypeRef::Shared(name) => shared.insert(name),
            _ => false,
        };
        if !new {
            continue;
        }
        for (ty, _) in catalog.resolve(endpoint, part).into_iter().flat_map(TypeDef::uses) {
            mark(catalog, endpoint, ty, local, shared);
        }
    }
}

fn unused(types: &[TypeDef], used: &BTreeSet<&str>, partial: bool, report: &mut Report) {
    for def in types.iter().filter(|def| !partial && !used.contains(def.name.as_str())) {
        let found = Diagnostic::new(codes::UNUSED_TYPE, def.span, format!("nothing uses the type `{}`", def.name));
        report.push(found.help("use it in a field, or remove it"));
    }
}

/// Reports a struct that holds itself directly: it could never be written down.
fn endless(catalog: &Catalog, endpoint: Option<&Endpoint>, def: &TypeDef, report: &mut Report) {
    let mut seen = BTreeSet::new();
    if let Some((_, span)) = def.uses().find(|(ty, _)| holds(catalog, endpoint, ty, def, &mut seen)) {
        let message = format!("the type `{}` contains itself", def.name);
        let found = Diagnostic::new(codes::ENDLESS_TYPE, span, message).related(def.span, "declared here");
        report.push(found.help("put it into a list on the way, or use `json`"));
    }
}

/// Whether a value of type `ty` holds a `target` other than through a list or a map.
fn holds<'a>(
    catalog: &'a Catalog,
    endpoint: Option<&'a Endpoint>,
    ty: &'a TypeRef,
    target: &TypeDef,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let inner: &[TypeRef] = match ty {
        TypeRef::Union(arms) => arms,
        TypeRef::Local(_) | TypeRef::Shared(_) => std::slice::from_ref(ty),
        _ => return false,
    };
    inner.iter().any(|ty| {
        let Some(def) = catalog.definition(endpoint, ty) else { return false };
        if def.span == target.span {
            return true;
        }
        match &def.kind {
            TypeKind::Struct(_) | TypeKind::Union(_) if seen.insert(&def.name) => {
                def.uses().any(|(ty, _)| holds(catalog, endpoint, ty, target, seen))
            }
            _ => false,
        }
    })
}
