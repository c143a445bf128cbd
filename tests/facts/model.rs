//! The checked model, looked up by the names that pages use. Reads the catalog, feeds the comparisons.

use std::collections::BTreeSet;

use fal_schema::ir::{Catalog, Endpoint, Field, TypeDef, TypeKind, TypeRef};

/// Inputs and outputs that a page lists under its other types: name there, endpoint id, whether it is the input.
const SIBLINGS: [(&str, &str, bool); 10] = [
    ("TextToImageInputTexture", "fal-ai/f-lite/texture", true),
    ("BaseTextToImageInputV3", "fal-ai/ideogram/v3", true),
    ("EditImageInputV3", "fal-ai/ideogram/v3/edit", true),
    ("EditOutputV3", "fal-ai/ideogram/v3/edit", false),
    ("ReframeImageInputV3", "fal-ai/ideogram/v3/reframe", true),
    ("ReframeOutputV3", "fal-ai/ideogram/v3/reframe", false),
    ("RemixImageInputV3", "fal-ai/ideogram/v3/remix", true),
    ("RemixOutputV3", "fal-ai/ideogram/v3/remix", false),
    ("ReplaceBackgroundInputV3", "fal-ai/ideogram/v3/replace-background", true),
    ("ReplaceBackgroundOutputV3", "fal-ai/ideogram/v3/replace-background", false),
];

/// The shared types that pages call `File`.
const FILES: [&str; 2] = ["File", "FileWithData"];

/// Something with fields or values. Endpoints by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    Input(String),
    Output(String),
    Local(String, String),
    Shared(String),
}

/// The catalog, by owners.
pub(crate) struct Model<'a> {
    pub(crate) catalog: &'a Catalog,
}

impl<'a> Model<'a> {
    /// What a name on an endpoint's page means.
    pub(crate) fn owner(&self, page: &str, name: &str) -> Option<Owner> {
        let endpoint = self.catalog.endpoint(page)?;
        if let Some((_, id, is_input)) = SIBLINGS.iter().find(|(sibling, ..)| *sibling == name) {
            let id = self.catalog.endpoint(id)?.id.clone();
            return Some(if *is_input { Owner::Input(id) } else { Owner::Output(id) });
        }
        match name {
            "input" => Some(Owner::Input(endpoint.id.clone())),
            "output" => Some(Owner::Output(endpoint.id.clone())),
            "File" => {
                let mut used =
                    self.reach(endpoint, true).into_iter().chain(self.reach(endpoint, false)).filter(is_file);
                let first = used.next()?;
                used.all(|other| other == first).then_some(first)
            }
            _ if endpoint.types.iter().any(|def| def.name == name) => {
                Some(Owner::Local(page.to_owned(), name.to_owned()))
            }
            _ => self.shared(name).map(|def| Owner::Shared(def.name.clone())),
        }
    }

    /// The owner that a type of an endpoint is; `None` for types without a name.
    pub(crate) fn named(&self, endpoint: &str, ty: &TypeRef) -> Option<Owner> {
        match ty {
            TypeRef::Local(name) => Some(Owner::Local(endpoint.to_owned(), name.clone())),
            TypeRef::Shared(name) => Some(Owner::Shared(name.clone())),
            _ => None,
        }
    }

    /// The endpoint whose types an owner's fields may name; empty for shared types.
    pub(crate) fn home(owner: &Owner) -> &str {
        match owner {
            Owner::Input(id) | Owner::Output(id) | Owner::Local(id, _) => id,
            Owner::Shared(_) => "",
        }
    }

    /// Fields of an owner; none for an enum.
    pub(crate) fn fields(&self, owner: &Owner) -> &'a [Field] {
        match owner {
            Owner::Input(id) => self.catalog.endpoint(id).map_or(&[], |endpoint| &endpoint.input),
            Owner::Output(id) => self.catalog.endpoint(id).map_or(&[], |endpoint| &endpoint.output),
            Owner::Local(..) | Owner::Shared(_) => match self.def(owner).map(|def| &def.kind) {
                Some(TypeKind::Struct(fields)) => fields,
                _ => &[],
            },
        }
    }

    /// The declaration of a named type.
    pub(crate) fn def(&self, owner: &Owner) -> Option<&'a TypeDef> {
        match owner {
            Owner::Local(id, name) => self.catalog.endpoint(id)?.types.iter().find(|def| def.name == *name),
            Owner::Shared(name) => self.shared(name),
            Owner::Input(_) | Owner::Output(_) => None,
        }
    }

    /// The input or the output of an endpoint, and every named type in it.
    pub(crate) fn reach(&self, endpoint: &Endpoint, is_input: bool) -> BTreeSet<Owner> {
        let id = endpoint.id.clone();
        let mut open = vec![if is_input { Owner::Input(id) } else { Owner::Output(id) }];
        let mut reached = BTreeSet::new();
        while let Some(owner) = open.pop() {
            if reached.insert(owner.clone()) {
                let parts = self.fields(&owner).iter().flat_map(|field| field.ty.parts());
                open.extend(parts.filter_map(|part| self.named(Self::home(&owner), part)));
            }
        }
        reached
    }

    fn shared(&self, name: &str) -> Option<&'a TypeDef> {
        self.catalog.shared.iter().find(|def| def.name == name)
    }
}

fn is_file(owner: &Owner) -> bool {
    matches!(owner, Owner::Shared(name) if FILES.contains(&name.as_str()))
}
