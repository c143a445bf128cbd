//! Types that are unused, and types that contain themselves without end.

use std::collections::BTreeSet;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Catalog, Endpoint, TypeDef, TypeKind, TypeRef};

/// Maximum number of endless types that are reported per file, because each is compared with those before it.
const MAX_ENDLESS: usize = 20;

/// Checks all types. If there are other errors (`partial`), unused types are not reported, because their uses may have
/// been removed.
pub(super) fn check(catalog: &Catalog, partial: bool, report: &mut Report) {
    let mut used_shared = BTreeSet::new();
    for endpoint in &catalog.endpoints {
        let mut used_local = BTreeSet::new();
        let fields = endpoint.input.iter().chain(&endpoint.output).map(|field| &field.ty);
        for ty in fields.chain(&endpoint.input_type).chain(&endpoint.output_type) {
            mark(catalog, endpoint, ty, &mut used_local, &mut used_shared);
        }
        unused(&endpoint.types, &used_local, partial, report);
        endless(catalog, Some(endpoint), &endpoint.types, report);
    }
    unused(&catalog.shared, &used_shared, partial, report);
    endless(catalog, None, &catalog.shared, report);
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
        let diagnostic =
            Diagnostic::new(codes::UNUSED_TYPE, def.span, format!("the type `{}` is never used", def.name));
        report.push(diagnostic.help("use it in a field, or remove it"));
    }
}

/// Reports types whose values would be infinite. Of each cycle, only the first type is reported.
fn endless(catalog: &Catalog, endpoint: Option<&Endpoint>, types: &[TypeDef], report: &mut Report) {
    let mut reported: Vec<&TypeDef> = Vec::new();
    let contains = |from: &TypeDef, target: &TypeDef| {
        let contains = |ty| holds(catalog, endpoint, ty, target, &mut BTreeSet::new());
        from.uses().find(|(ty, _)| contains(ty)).map(|(_, span)| span)
    };
    for def in types {
        if reported.len() == MAX_ENDLESS {
            return;
        }
        let Some(span) = contains(def, def) else { continue };
        if reported.iter().any(|first| contains(def, first).is_some() && contains(first, def).is_some()) {
            continue;
        }
        let message = format!("the type `{}` contains itself without end", def.name);
        let diagnostic = Diagnostic::new(codes::ENDLESS_TYPE, span, message).related(def.span, "declared here");
        report.push(diagnostic.help("break the cycle with a list or a map, or use `json`"));
        reported.push(def);
    }
}

/// Whether a value of type `ty` can contain a `target` outside of lists and maps.
fn holds<'a>(
    catalog: &'a Catalog,
    endpoint: Option<&'a Endpoint>,
    ty: &'a TypeRef,
    target: &TypeDef,
    visited: &mut BTreeSet<&'a str>,
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
            TypeKind::Struct(_) | TypeKind::Union(_) if visited.insert(&def.name) => {
                def.uses().any(|(ty, _)| holds(catalog, endpoint, ty, target, visited))
            }
            _ => false,
        }
    })
}
