//! How the types of a catalog are used: which are part of requests, and how many models use each.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Catalog, Endpoint, Field, TypeDef, TypeRef};

/// The name of a type in the scope of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name<'a> {
    /// A type of the endpoint.
    Local(&'a str),
    /// A type of the shared file.
    Shared(&'a str),
}

impl<'a> Name<'a> {
    /// The name, if the reference is a name.
    pub fn of(ty: &'a TypeRef) -> Option<Self> {
        match ty {
            TypeRef::Local(name) => Some(Self::Local(name)),
            TypeRef::Shared(name) => Some(Self::Shared(name)),
            _ => None,
        }
    }

    /// The name in the schema.
    pub fn text(self) -> &'a str {
        match self {
            Self::Local(name) | Self::Shared(name) => name,
        }
    }
}

/// All names in a reference.
pub fn names(ty: &TypeRef) -> Vec<Name<'_>> {
    ty.parts().into_iter().filter_map(Name::of).collect()
}

/// The uses of types in a catalog.
pub struct Usage<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    shared: BTreeMap<&'a str, &'a TypeDef>,
    /// Shared types that are part of a request.
    used_in_requests: BTreeSet<&'a str>,
    /// Number of endpoints that use each shared type.
    users: BTreeMap<&'a str, usize>,
}

/// The types in the scope of one endpoint, or only the shared types.
pub struct Module<'a> {
    /// The whole catalog.
    pub usage: &'a Usage<'a>,
    /// The types of the endpoint.
    pub types: BTreeMap<&'a str, &'a TypeDef>,
    used_in_requests: BTreeSet<&'a str>,
}

impl<'a> Usage<'a> {
    /// Follows all uses of types.
    pub fn new(catalog: &'a Catalog) -> Self {
        let shared: BTreeMap<&str, &TypeDef> = by_name(&catalog.shared);
        let mut usage = Self { catalog, shared, used_in_requests: BTreeSet::new(), users: BTreeMap::new() };
        for endpoint in &catalog.endpoints {
            let types = by_name(&endpoint.types);
            let in_requests = usage.reach(&types, uses(&endpoint.input, endpoint.input_type.as_ref()));
            let in_responses = usage.reach(&types, uses(&endpoint.output, endpoint.output_type.as_ref()));
            let shared = |name: &&Name<'a>| matches!(name, Name::Shared(_));
            for name in in_requests.union(&in_responses).filter(shared) {
                *usage.users.entry(name.text()).or_default() += 1;
            }
            usage.used_in_requests.extend(in_requests.iter().filter(shared).map(|name| name.text()));
        }
        usage
    }

    /// The shared types only.
    pub fn alone(&'a self) -> Module<'a> {
        Module { usage: self, types: BTreeMap::new(), used_in_requests: BTreeSet::new() }
    }

    /// The types in the scope of an endpoint.
    pub fn module(&'a self, endpoint: &'a Endpoint) -> Module<'a> {
        let types = by_name(&endpoint.types);
        let in_requests = self.reach(&types, uses(&endpoint.input, endpoint.input_type.as_ref()));
        let used_in_requests =
            in_requests.into_iter().filter(|name| matches!(name, Name::Local(_))).map(Name::text).collect();
        Module { usage: self, types, used_in_requests }
    }

    /// Number of endpoints that use a shared type.
    pub fn users(&self, name: &str) -> usize {
        self.users.get(name).copied().unwrap_or_default()
    }

    fn reach(&self, types: &BTreeMap<&'a str, &'a TypeDef>, from: Vec<&'a TypeRef>) -> BTreeSet<Name<'a>> {
        let (mut reached, mut open) = (BTreeSet::new(), from);
        while let Some(ty) = open.pop() {
            for name in names(ty) {
                let def = match name {
                    Name::Local(name) => types.get(name),
                    Name::Shared(name) => self.shared.get(name),
                };
                if reached.insert(name) {
                    open.extend(def.into_iter().flat_map(|def| def.uses()).map(|(ty, _)| ty));
                }
            }
        }
        reached
    }
}

impl<'a> Module<'a> {
    /// The declaration of a name.
    pub fn def(&self, name: Name<'_>) -> Option<&'a TypeDef> {
        match name {
            Name::Local(name) => self.types.get(name).copied(),
            Name::Shared(name) => self.usage.shared.get(name).copied(),
        }
    }

    /// Whether the type is part of a request; then it has setters and contains its defaults.
    pub fn used_in_requests(&self, name: Name<'_>) -> bool {
        match name {
            Name::Local(name) => self.used_in_requests.contains(name),
            Name::Shared(name) => self.usage.used_in_requests.contains(name),
        }
    }
}

fn by_name(defs: &[TypeDef]) -> BTreeMap<&str, &TypeDef> {
    defs.iter().map(|def| (def.name.as_str(), def)).collect()
}

fn uses<'a>(fields: &'a [Field], whole: Option<&'a TypeRef>) -> Vec<&'a TypeRef> {
    fields.iter().map(|field| &field.ty).chain(whole).collect()
}
