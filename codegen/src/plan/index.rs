//! What planning needs to know about the whole catalog: homes of endpoints, names of types, what is within reach of what.
//! Reads `ir`; feeds the other files of `plan`.

use std::collections::{BTreeMap, BTreeSet};

use crate::boxed;
use fal_schema::ir::{Catalog, Endpoint, Field, Home, Presence, TypeDef, TypeKind, TypeRef};

/// The catalog, with what was found out about it.
pub(crate) struct Index<'a> {
    pub(crate) catalog: &'a Catalog,
    /// Shared types and unions, by name.
    shared: BTreeMap<&'a str, &'a TypeDef>,
    /// Shared types that are part of some request.
    requested: BTreeSet<&'a str>,
    /// Shared types that lead to a limit, and to a file.
    limited: BTreeSet<&'a str>,
    filed: BTreeSet<&'a str>,
}

/// The types of one module.
pub(crate) struct Types<'a> {
    pub(crate) index: &'a Index<'a>,
    pub(crate) endpoint: Option<&'a Endpoint>,
    /// The endpoint's own types and unions, by name.
    own: BTreeMap<&'a str, &'a TypeDef>,
    requested: BTreeSet<&'a str>,
    /// Types that lead to a limit, and to a file.
    limited: BTreeSet<&'a str>,
    filed: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let mut index = Self {
            catalog,
            shared: by_name(&catalog.shared, &catalog.unions),
            requested: BTreeSet::new(),
            limited: leading(&catalog.shared, BTreeSet::new(), limits_values),
            filed: leading(&catalog.shared, BTreeSet::new(), holds_file),
        };
        for endpoint in &catalog.endpoints {
            let (_, shared) = index.reach(endpoint, &endpoint.input);
            index.requested.extend(shared);
        }
        index
    }

    /// The types of an endpoint's module.
    pub(crate) fn types(&'a self, endpoint: &'a Endpoint) -> Types<'a> {
        let own = by_name(&endpoint.types, &endpoint.unions);
        let (requested, _) = self.reach(endpoint, &endpoint.input);
        // No type has the name of a shared one, so that one set holds both.
        let limited = leading(&endpoint.types, self.limited.clone(), limits_values);
        let filed = leading(&endpoint.types, self.filed.clone(), holds_file);
        Types { index: self, endpoint: Some(endpoint), own, requested, limited, filed }
    }

    /// The types of the shared module.
    pub(crate) fn shared_types(&'a self) -> Types<'a> {
        let (limited, filed) = (self.limited.clone(), self.filed.clone());
        Types { index: self, endpoint: None, own: BTreeMap::new(), requested: BTreeSet::new(), limited, filed }
    }

    /// Local and shared types within reach of some fields.
    fn reach(&self, endpoint: &'a Endpoint, fields: &'a [Field]) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
        let (mut local, mut shared) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<&TypeRef> = fields.iter().map(|field| &field.ty).collect();
        while let Some(ty) = open.pop() {
            for part in ty.parts() {
                let new = match part {
                    TypeRef::Local(name) => local.insert(name.as_str()),
                    TypeRef::Shared(name) => shared.insert(name.as_str()),
                    _ => false,
                };
                let def = new.then(|| self.catalog.resolve(endpoint, part)).flatten();
                open.extend(def.into_iter().flat_map(TypeDef::uses).map(|(ty, _)| ty));
            }
        }
        (local, shared)
    }
}

fn by_name<'a>(types: &'a [TypeDef], unions: &'a [TypeDef]) -> BTreeMap<&'a str, &'a TypeDef> {
    types.iter().chain(unions).map(|def| (def.name.as_str(), def)).collect()
}

impl<'a> Types<'a> {
    /// What a name or a union means.
    pub(crate) fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        match ty {
            TypeRef::Local(name) => self.own.get(name.as_str()).copied(),
            TypeRef::Shared(name) => self.index.shared.get(name.as_str()).copied(),
            TypeRef::Union(_) => {
                let text = ty.to_string();
                self.own.get(text.as_str()).or_else(|| self.index.shared.get(text.as_str())).copied()
            }
            _ => None,
        }
    }

    /// Whether an alternative of a union stands in a box.
    pub(crate) fn is_boxed(&self, arm: &TypeRef) -> bool {
        boxed::is_boxed(&|ty| self.def(ty), arm)
    }

    /// Rust name of a named type or a union.
    pub(crate) fn name(&self, ty: &TypeRef) -> String {
        self.def(ty).map(|def| def.rust_name.clone()).unwrap_or_default()
    }

    /// Whether a type is a union, with a name of its own or without.
    pub(crate) fn is_union(&self, ty: &TypeRef) -> bool {
        self.def(ty).is_some_and(|def| matches!(def.kind, TypeKind::Union(_)))
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

/// `found`, and the types among `defs` that lead to one of it or satisfy `test`.
fn leading<'a>(
    defs: &'a [TypeDef],
    mut found: BTreeSet<&'a str>,
    test: impl Fn(&TypeDef) -> bool,
) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = Vec::new();
    for def in defs {
        for name in def.uses().flat_map(|(ty, _)| named(ty)) {
            users.entry(name).or_default().push(&def.name);
            if found.contains(name) {
                open.push(def.name.as_str());
            }
        }
        if test(def) {
            open.push(def.name.as_str());
        }
    }
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    found
}

fn limits_values(def: &TypeDef) -> bool {
    def.fields().iter().any(has_limit)
}

fn holds_file(def: &TypeDef) -> bool {
    def.uses().any(|(ty, _)| is_file(ty))
}

/// Whether a field has a limit that can be checked before sending.
pub(crate) fn has_limit(field: &Field) -> bool {
    let limits = &field.limits;
    limits.min.is_some()
        || limits.max.is_some()
        || [limits.min_length, limits.max_length, limits.min_items, limits.max_items].iter().any(Option::is_some)
}

/// How many modules up from an endpoint's the crate's root is.
pub(crate) fn depth(home: &Home) -> usize {
    1 + usize::from(home.owner.is_some())
}
