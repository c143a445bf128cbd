//! What planning needs to know about the whole catalog: homes of endpoints, names of types, what is within reach of what.
//! Reads `ir`; feeds the other files of `plan`.

use std::collections::{BTreeMap, BTreeSet};

use super::names_of;
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
    /// Unions of shared or builtin types, in order of first use, each with the place of that use.
    shared_unions: Vec<(&'a [TypeRef], Span)>,
}

/// The types of one module.
pub(crate) struct Types<'a> {
    pub(crate) index: &'a Index<'a>,
    pub(crate) endpoint: Option<&'a Endpoint>,
    names: BTreeMap<&'a str, String>,
    requested: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(catalog: &'a Catalog, report: &mut Report) -> Self {
        let homes = names_of::homes(&catalog.endpoints, report);
        let shared_names = names_of::types(&catalog.shared, &names_of::reserved_at_root(), report);
        let mut index = Self { catalog, homes, shared_names, requested: BTreeSet::new(), shared_unions: Vec::new() };
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
        Types { index: self, endpoint: Some(endpoint), names, requested }
    }

    /// The types of the shared module.
    pub(crate) fn shared_types(&'a self) -> Types<'a> {
        Types { index: self, endpoint: None, names: BTreeMap::new(), requested: BTreeSet::new() }
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

    /// Whether a field that satisfies `test` is within reach of the type.
    pub(crate) fn reaches(&self, ty: &TypeRef, test: &dyn Fn(&Field) -> bool) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = ty.parts();
        while let Some(part) = open.pop() {
            let Some(def) = self.def(part).filter(|def| seen.insert(def.span)) else { continue };
            for field in def.fields() {
                if test(field) {
                    return true;
                }
                open.extend(field.ty.parts());
            }
        }
        false
    }

    /// Whether the type is or leads to a file.
    pub(crate) fn leads_to_file(&self, ty: &TypeRef) -> bool {
        let is_file = |ty: &TypeRef| ty.parts().contains(&&TypeRef::File);
        is_file(ty) || self.reaches(ty, &|field| is_file(&field.ty))
    }

    /// Whether the type leads to a limit.
    pub(crate) fn leads_to_limit(&self, ty: &TypeRef) -> bool {
        self.reaches(ty, &|field| has_limit(field))
    }
}

/// Whether a field has a limit that can be checked before sending.
pub(crate) fn has_limit(field: &Field) -> bool {
    let limits = &field.limits;
    limits.min.is_some()
        || limits.max.is_some()
        || [limits.min_length, limits.max_length, limits.min_items, limits.max_items].iter().any(Option::is_some)
}
