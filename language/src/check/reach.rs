//! Which types are used, and whether any contains itself without end. Reads `ir`, feeds the report.

use std::collections::BTreeSet;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Catalog, Endpoint, TypeDef, TypeKind, TypeRef};

/// Most endless types of a file that are reported: each is compared with those before it.
const MAX_ENDLESS: usize = 20;

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
        let found = Diagnostic::new(codes::UNUSED_TYPE, def.span, format!("nothing uses the type `{}`", def.name));
        report.push(found.help("use it in a field, or remove it"));
    }
}

/// Reports structs that hold themselves directly: they could never be written down. Of a cycle only the first is reported.
fn endless(catalog: &Catalog, endpoint: Option<&Endpoint>, types: &[TypeDef], report: &mut Report) {
    let mut reported: Vec<&TypeDef> = Vec::new();
    let leads = |from: &TypeDef, target: &TypeDef| {
        let leads = |ty| holds(catalog, endpoint, ty, target, &mut BTreeSet::new());
        from.uses().find(|(ty, _)| leads(ty)).map(|(_, span)| span)
    };
    for def in types {
        if reported.len() == MAX_ENDLESS {
            return;
        }
        let Some(span) = leads(def, def) else { continue };
        if reported.iter().any(|first| leads(def, first).is_some() && leads(first, def).is_some()) {
            continue;
        }
        let message = format!("the type `{}` contains itself", def.name);
        let found = Diagnostic::new(codes::ENDLESS_TYPE, span, message).related(def.span, "declared here");
        report.push(found.help("put it into a list on the way, or use `json`"));
        reported.push(def);
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
