//! Lookups in the whole catalog: names of types, and which types reach requests, constraints and files.

use std::collections::{BTreeMap, BTreeSet};

use crate::boxed;
use fal_schema::ir::{Catalog, Endpoint, Field, Home, Presence, TypeDef, TypeKind, TypeRef};

/// The catalog, with lookup tables.
pub(crate) struct Index<'a> {
    pub(crate) catalog: &'a Catalog,
    /// Shared types and unions, by name.
    shared: BTreeMap<&'a str, &'a TypeDef>,
    /// Names of the fields of each shared type.
    fields: FieldNames<'a>,
    /// Shared types that are part of a request.
    used_in_requests: BTreeSet<&'a str>,
    /// Shared types that reach a constrained field.
    has_constraints: BTreeSet<&'a str>,
    /// Shared types that reach a file.
    has_files: BTreeSet<&'a str>,
}

/// For each type, the name of the fields of this type, or `None` if they have different names.
type FieldNames<'a> = BTreeMap<&'a str, Option<&'a str>>;

/// The types of one module.
pub(crate) struct Types<'a> {
    pub(crate) index: &'a Index<'a>,
    pub(crate) endpoint: Option<&'a Endpoint>,
    /// Types and unions of the endpoint, by name.
    own: BTreeMap<&'a str, &'a TypeDef>,
    /// Names of the fields of each type.
    fields: FieldNames<'a>,
    /// Types of the endpoint that are part of its request.
    used_in_requests: BTreeSet<&'a str>,
    /// Types that reach a constrained field.
    has_constraints: BTreeSet<&'a str>,
    /// Types that reach a file.
    has_files: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let shared_fields = catalog.shared.iter().flat_map(TypeDef::fields);
        let endpoint_fields = catalog.endpoints.iter().flat_map(fields_of);
        let mut index = Self {
            catalog,
            shared: by_name(&catalog.shared, &catalog.unions),
            fields: field_names(shared_fields.chain(endpoint_fields)),
            used_in_requests: BTreeSet::new(),
            has_constraints: types_reaching(&catalog.shared, BTreeSet::new(), is_constrained),
            has_files: types_reaching(&catalog.shared, BTreeSet::new(), contains_file),
        };
        for endpoint in &catalog.endpoints {
            let (_, shared) = index.reach(endpoint, &endpoint.input);
            index.used_in_requests.extend(shared);
        }
        index
    }

    /// The types in the module of an endpoint.
    pub(crate) fn types(&'a self, endpoint: &'a Endpoint) -> Types<'a> {
        let own = by_name(&endpoint.types, &endpoint.unions);
        let (used_in_requests, _) = self.reach(endpoint, &endpoint.input);
        // Local and shared types have different names, so one set can contain both.
        let has_constraints = types_reaching(&endpoint.types, self.has_constraints.clone(), is_constrained);
        let has_files = types_reaching(&endpoint.types, self.has_files.clone(), contains_file);
        let fields = field_names(fields_of(endpoint));
        Types { index: self, endpoint: Some(endpoint), own, fields, used_in_requests, has_constraints, has_files }
    }

    /// The types in the shared module.
    pub(crate) fn shared_types(&'a self) -> Types<'a> {
        let (has_constraints, has_files) = (self.has_constraints.clone(), self.has_files.clone());
        Types {
            index: self,
            endpoint: None,
            own: BTreeMap::new(),
            fields: BTreeMap::new(),
            used_in_requests: BTreeSet::new(),
            has_constraints,
            has_files,
        }
    }

    /// Local and shared types that are reachable from some fields.
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
    /// The declaration of a name or a union.
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

    /// The name of the fields of a type of this module, if they all have the same name.
    pub(crate) fn field_name(&self, def: &TypeDef) -> Option<&'a str> {
        let fields = if self.endpoint.is_some() { &self.fields } else { &self.index.fields };
        fields.get(def.name.as_str()).copied().flatten()
    }

    /// Whether an alternative of a union is boxed.
    pub(crate) fn is_boxed(&self, arm: &TypeRef) -> bool {
        boxed::is_boxed(&|ty| self.def(ty), arm)
    }

    /// Rust name of a named type or a union.
    pub(crate) fn name(&self, ty: &TypeRef) -> String {
        self.def(ty).map(|def| def.rust_name.clone()).unwrap_or_default()
    }

    /// Whether a type is a declared or anonymous union.
    pub(crate) fn is_union(&self, ty: &TypeRef) -> bool {
        self.def(ty).is_some_and(|def| matches!(def.kind, TypeKind::Union(_)))
    }

    /// Whether all named types in a reference are part of requests.
    pub(crate) fn is_used_in_requests(&self, ty: &TypeRef) -> bool {
        ty.parts().iter().all(|part| match part {
            TypeRef::Local(name) => self.used_in_requests.contains(name.as_str()),
            TypeRef::Shared(name) => self.index.used_in_requests.contains(name.as_str()),
            _ => true,
        })
    }

    /// Whether a field starts at its default, which is sent. In responses, only the server determines the value.
    pub(crate) fn has_initial_default(in_request: bool, field: &Field) -> bool {
        in_request && matches!(field.presence, Presence::Default(_))
    }

    /// Whether the type is a file or reaches one.
    pub(crate) fn reaches_file(&self, ty: &TypeRef) -> bool {
        is_file(ty) || named(ty).any(|name| self.has_files.contains(name))
    }

    /// Whether the type reaches a constrained field.
    pub(crate) fn reaches_constraint(&self, ty: &TypeRef) -> bool {
        named(ty).any(|name| self.has_constraints.contains(name))
    }
}

/// All fields of an endpoint and of its types.
fn fields_of(endpoint: &Endpoint) -> impl Iterator<Item = &Field> {
    let types = endpoint.types.iter().flat_map(TypeDef::fields);
    endpoint.input.iter().chain(&endpoint.output).chain(types)
}

fn field_names<'a>(fields: impl Iterator<Item = &'a Field>) -> FieldNames<'a> {
    let mut names = FieldNames::new();
    for field in fields {
        for ty in named(&field.ty) {
            let name = names.entry(ty).or_insert(Some(field.name.as_str()));
            *name = name.filter(|name| *name == field.name);
        }
    }
    names
}

/// Names of the types in a reference.
fn named(ty: &TypeRef) -> impl Iterator<Item = &str> {
    ty.parts().into_iter().filter_map(|part| match part {
        TypeRef::Local(name) | TypeRef::Shared(name) => Some(name.as_str()),
        _ => None,
    })
}

/// Whether a reference is a file or contains one.
fn is_file(ty: &TypeRef) -> bool {
    ty.parts().contains(&&TypeRef::File)
}

/// Adds to `reached` the types that satisfy `test` or use a type that does, directly or through other types.
fn types_reaching<'a>(
    defs: &'a [TypeDef],
    mut reached: BTreeSet<&'a str>,
    test: impl Fn(&TypeDef) -> bool,
) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = Vec::new();
    for def in defs {
        for name in def.uses().flat_map(|(ty, _)| named(ty)) {
            users.entry(name).or_default().push(&def.name);
            if reached.contains(name) {
                open.push(def.name.as_str());
            }
        }
        if test(def) {
            open.push(def.name.as_str());
        }
    }
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    reached
}

fn is_constrained(def: &TypeDef) -> bool {
    def.fields().iter().any(has_limit)
}

fn contains_file(def: &TypeDef) -> bool {
    def.uses().any(|(ty, _)| is_file(ty))
}

/// Whether a field has a limit that can be checked before sending.
pub(crate) fn has_limit(field: &Field) -> bool {
    let limits = &field.limits;
    limits.min.is_some()
        || limits.max.is_some()
        || [limits.min_length, limits.max_length, limits.min_items, limits.max_items].iter().any(Option::is_some)
}

/// Number of modules between the module of an endpoint and the root of the crate.
pub(crate) fn depth(home: &Home) -> usize {
    1 + usize::from(home.owner.is_some())
}
