//! Where a catalog's types are used: which type a name is, which types are part of requests, which have limits.
//! Reads `ir`; feeds `diff` and `suggest_shared`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Catalog, Endpoint, Field, Limits, TypeDef, TypeRef};

/// A named type, as one endpoint sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name<'a> {
    /// One of the endpoint's own types.
    Local(&'a str),
    /// A type of the shared file.
    Shared(&'a str),
}

impl<'a> Name<'a> {
    /// The name that a reference consists of, if it is one.
    pub fn of(ty: &'a TypeRef) -> Option<Self> {
        match ty {
            TypeRef::Local(name) => Some(Self::Local(name)),
            TypeRef::Shared(name) => Some(Self::Shared(name)),
            _ => None,
        }
    }

    /// The name as the schema writes it.
    pub fn text(self) -> &'a str {
        match self {
            Self::Local(name) | Self::Shared(name) => name,
        }
    }
}

/// Names in a reference.
pub fn names(ty: &TypeRef) -> Vec<Name<'_>> {
    ty.parts().into_iter().filter_map(Name::of).collect()
}

/// One catalog.
pub struct Usage<'a> {
    /// The catalog itself.
    pub catalog: &'a Catalog,
    shared: BTreeMap<&'a str, &'a TypeDef>,
    /// Shared types that are part of some request.
    requested: BTreeSet<&'a str>,
    /// How many endpoints use a shared type.
    users: BTreeMap<&'a str, usize>,
    /// Shared types within whose reach something is limited.
    limited: BTreeSet<&'a str>,
}

/// One endpoint of a catalog, or its shared types by themselves.
pub struct Module<'a> {
    /// The whole catalog.
    pub usage: &'a Usage<'a>,
    /// The endpoint's own types.
    pub types: BTreeMap<&'a str, &'a TypeDef>,
    requested: BTreeSet<&'a str>,
    limited: BTreeSet<&'a str>,
}

impl<'a> Usage<'a> {
    /// Follows every use of a type.
    pub fn new(catalog: &'a Catalog) -> Self {
        let shared: BTreeMap<&str, &TypeDef> = by_name(&catalog.shared);
        let limited = limited(&catalog.shared, BTreeSet::new());
        let mut usage = Self { catalog, shared, requested: BTreeSet::new(), users: BTreeMap::new(), limited };
        for endpoint in &catalog.endpoints {
            let types = by_name(&endpoint.types);
            let asked = usage.reach(&types, uses(&endpoint.input, endpoint.input_type.as_ref()));
            let told = usage.reach(&types, uses(&endpoint.output, endpoint.output_type.as_ref()));
            let shared = |name: &&Name<'a>| matches!(name, Name::Shared(_));
            for name in asked.union(&told).filter(shared) {
                *usage.users.entry(name.text()).or_default() += 1;
            }
            usage.requested.extend(asked.iter().filter(shared).map(|name| name.text()));
        }
        usage
    }

    /// The shared types by themselves.
    pub fn alone(&'a self) -> Module<'a> {
        Module { usage: self, types: BTreeMap::new(), requested: BTreeSet::new(), limited: BTreeSet::new() }
    }

    /// One endpoint of the catalog.
    pub fn module(&'a self, endpoint: &'a Endpoint) -> Module<'a> {
        let types = by_name(&endpoint.types);
        let asked = self.reach(&types, uses(&endpoint.input, endpoint.input_type.as_ref()));
        let requested = asked.into_iter().filter(|name| matches!(name, Name::Local(_))).map(Name::text).collect();
        Module { usage: self, types, requested, limited: limited(&endpoint.types, self.limited.clone()) }
    }

    /// How many endpoints use a shared type.
    pub fn users(&self, name: &str) -> usize {
        self.users.get(name).copied().unwrap_or_default()
    }

    fn reach(&self, types: &BTreeMap<&'a str, &'a TypeDef>, from: Vec<&'a TypeRef>) -> BTreeSet<Name<'a>> {
        let (mut found, mut open) = (BTreeSet::new(), from);
        while let Some(ty) = open.pop() {
            for name in names(ty) {
                let def = match name {
                    Name::Local(name) => types.get(name),
                    Name::Shared(name) => self.shared.get(name),
                };
                if found.insert(name) {
                    open.extend(def.into_iter().flat_map(|def| def.uses()).map(|(ty, _)| ty));
                }
            }
        }
        found
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

    /// Whether the type is part of a request, so that it has setters and holds its defaults.
    pub fn requested(&self, name: Name<'_>) -> bool {
        match name {
            Name::Local(name) => self.requested.contains(name),
            Name::Shared(name) => self.usage.requested.contains(name),
        }
    }

    /// Whether something about the type is limited.
    pub fn limited(&self, name: Name<'_>) -> bool {
        match name {
            Name::Local(name) => self.limited.contains(name),
            Name::Shared(name) => self.usage.limited.contains(name),
        }
    }
}

fn by_name(defs: &[TypeDef]) -> BTreeMap<&str, &TypeDef> {
    defs.iter().map(|def| (def.name.as_str(), def)).collect()
}

fn uses<'a>(fields: &'a [Field], whole: Option<&'a TypeRef>) -> Vec<&'a TypeRef> {
    fields.iter().map(|field| &field.ty).chain(whole).collect()
}

/// `found`, and the types that have a limit or lead to one that has.
fn limited<'a>(defs: &'a [TypeDef], mut found: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = Vec::new();
    for def in defs {
        let checked = |field: &Field| Limits { pattern: None, ..field.limits.clone() } != Limits::default();
        let used: Vec<&str> = def.uses().flat_map(|(ty, _)| names(ty)).map(Name::text).collect();
        if def.fields().iter().any(checked) || used.iter().any(|name| found.contains(name)) {
            open.push(def.name.as_str());
        }
        used.into_iter().for_each(|name| users.entry(name).or_default().push(&def.name));
    }
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    found
}
