//! What planning needs to know about the whole catalog: homes of endpoints, names of types, what is within reach of what.
//! Reads `ir`; feeds the other files of `plan`.

use std::collections::{BTreeMap, BTreeSet};

use super::names_of;
use crate::boxed;
use crate::diag::{Report, Span};
use crate::ir::{Catalog, Endpoint, Field, Presence, TypeDef, TypeKind, TypeRef};
use crate::names::Home;

/// The catalog, with what was found out about it.
pub(crate) struct Index<'a> {
    pub(crate) catalog: &'a Catalog,
    homes: BTreeMap<&'a str, Home>,
    /// Rust names of the shared types.
    shared_names: BTreeMap<&'a str, String>,
    /// Shared types that are part of some request.
    requested: BTreeSet<&'a str>,
    /// Shared types that lead to a limit, and to a file.
    limited: BTreeSet<&'a str>,
    filed: BTreeSet<&'a str>,
    /// Unions of shared or builtin types, in order of first use, each with the place of that use.
    shared_unions: Vec<(&'a [TypeRef], Span)>,
}

/// The types of one module.
pub(crate) struct Types<'a> {
    pub(crate) index: &'a Index<'a>,
    pub(crate) endpoint: Option<&'a Endpoint>,
    names: BTreeMap<&'a str, String>,
    requested: BTreeSet<&'a str>,
    /// Types that lead to a limit, and to a file.
    limited: BTreeSet<&'a str>,
    filed: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(catalog: &'a Catalog, report: &mut Report) -> Self {
        let homes = names_of::homes(&catalog.endpoints, report);
        let shared_names = names_of::types(&catalog.shared, &names_of::reserved_at_root(), report);
        let mut index = Self {
            catalog,
            homes,
            shared_names,
            requested: BTreeSet::new(),
            limited: leading(&catalog.shared, BTreeSet::new(), has_limit),
            filed: leading(&catalog.shared, BTreeSet::new(), |field| is_file(&field.ty)),
            shared_unions: Vec::new(),
        };
        for endpoint in &catalog.endpoints {
            let (_, shared) = index.reach(endpoint, &endpoint.input);
            index.requested.extend(shared);
        }
        index.shared_unions = index.find_shared_unions();
        index
    }

    pub(crate) fn home(&self, endpoint: &Endpoint) -> Option<&Home> {
        self.homes.get(endpoint.id.as_str())
    }

    pub(crate) fn shared_unions(&self) -> &[(&'a [TypeRef], Span)] {
        &self.shared_unions
    }

    /// The types of an endpoint's module.
    pub(crate) fn types(&'a self, endpoint: &'a Endpoint, report: &mut Report) -> Types<'a> {
        let names = names_of::types(&endpoint.types, &names_of::RESERVED_MODULE, report);
        let (requested, _) = self.reach(endpoint, &endpoint.input);
        // No type has the name of a shared one, so that one set holds both.
        let limited = leading(&endpoint.types, self.limited.clone(), has_limit);
        let filed = leading(&endpoint.types, self.filed.clone(), |field| is_file(&field.ty));
        Types { index: self, endpoint: Some(endpoint), names, requested, limited, filed }
    }

    /// The types of the shared module.
    pub(crate) fn shared_types(&'a self) -> Types<'a> {
        let (limited, filed) = (self.limited.clone(), self.filed.clone());
        Types { index: self, endpoint: None, names: BTreeMap::new(), requested: BTreeSet::new(), limited, filed }
    }

    /// Local and shared types within reach of some fields.
    fn reach(&self, endpoint: &'a Endpoint, fields: &'a [Field]) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
        let (mut local, mut shared) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<&Field> = fields.iter().collect();
        while let Some(field) = open.pop() {
            for part in field.ty.parts() {
                let new = match part {
                    TypeRef::Local(name) => local.insert(name.as_str()),
                    TypeRef::Shared(name) => shared.insert(name.as_str()),
                    _ => false,
                };
                let def = new.then(|| self.catalog.resolve(endpoint, part)).flatten();
                if let Some(TypeDef { kind: TypeKind::Struct(fields), .. }) = def {
                    open.extend(fields);
                }
            }
        }
        (local, shared)
    }

    fn find_shared_unions(&self) -> Vec<(&'a [TypeRef], Span)> {
        let mut found: Vec<(&[TypeRef], Span)> = Vec::new();
        let mut seen = BTreeSet::new();
        let shared = self.catalog.shared.iter().flat_map(TypeDef::fields).map(|field| (&field.ty, field.span));
        for (ty, span) in shared.chain(self.catalog.endpoints.iter().flat_map(Endpoint::uses)) {
            for part in ty.parts() {
                if let TypeRef::Union(arms) = part
                    && !is_local(part)
                    && seen.insert(part.to_string())
                {
                    found.push((arms, span));
                }
            }
        }
        found
    }
}

/// Whether a type is or holds a type of an endpoint's own.
pub(crate) fn is_local(ty: &TypeRef) -> bool {
    ty.parts().iter().any(|part| matches!(part, TypeRef::Local(_)))
}

impl<'a> Types<'a> {
    /// The declaration behind a name.
    pub(crate) fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.index.catalog.definition(self.endpoint, ty)
    }

    /// Whether an alternative of a union stands in a box.
    pub(crate) fn is_boxed(&self, arm: &TypeRef) -> bool {
        boxed::is_boxed(&|ty| self.def(ty), arm)
    }

    /// Rust name of a named type.
    pub(crate) fn name(&self, ty: &TypeRef) -> String {
        let name = match ty {
            TypeRef::Local(name) => self.names.get(name.as_str()),
            TypeRef::Shared(name) => self.index.shared_names.get(name.as_str()),
            _ => None,
        };
        // A missing name was reported when the names were made; nothing is written then.
        name.cloned().unwrap_or_default()
    }

    /// Whether every named type in a reference is part of some request.
    pub(crate) fn is_requested(&self, ty: &TypeRef) -> bool {
        ty.parts().iter().all(|part| match part {
            TypeRef::Local(name) => self.requested.contains(name.as_str()),
            TypeRef::Shared(name) => self.index.requested.contains(name.as_str()),
            _ => true,
        })
    }

    /// Whether a default is sent, so that the field always holds a value: in requests. In answers the server speaks.
    pub(crate) fn holds_default(in_request: bool, field: &Field) -> bool {
        in_request && matches!(field.presence, Presence::Default(_))
    }

    /// Whether the type is or leads to a file.
    pub(crate) fn leads_to_file(&self, ty: &TypeRef) -> bool {
        is_file(ty) || named(ty).any(|name| self.filed.contains(name))
    }

    /// Whether the type leads to a limit.
    pub(crate) fn leads_to_limit(&self, ty: &TypeRef) -> bool {
        named(ty).any(|name| self.limited.contains(name))
    }
}

/// Names of the types in a reference.
fn named(ty: &TypeRef) -> impl Iterator<Item = &str> {
    ty.parts().into_iter().filter_map(|part| match part {
        TypeRef::Local(name) | TypeRef::Shared(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Whether a reference is or holds a file.
fn is_file(ty: &TypeRef) -> bool {
    ty.parts().contains(&&TypeRef::File)
}

/// `found`, and the types among `defs` that lead to one of it or to a field that satisfies `test`.
fn leading<'a>(defs: &'a [TypeDef], mut found: BTreeSet<&'a str>, test: impl Fn(&Field) -> bool) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = Vec::new();
    for def in defs {
        for field in def.fields() {
            for name in named(&field.ty) {
                users.entry(name).or_default().push(&def.name);
            }
            if test(field) || named(&field.ty).any(|name| found.contains(name)) {
                open.push(def.name.as_str());
            }
        }
    }
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    found
}

/// Whether a field has a limit that can be checked before sending.
pub(crate) fn has_limit(field: &Field) -> bool {
    let limits = &field.limits;
    limits.min.is_some()
        || limits.max.is_some()
        || [limits.min_length, limits.max_length, limits.min_items, limits.max_items].iter().any(Option::is_some)
}
