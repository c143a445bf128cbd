//! What an example comes back as: its values, with the defaults of an input where it has none. Reads `ir`; feeds
//! `checks`.

use std::collections::HashSet;

use fal_schema::ir::{Catalog, Endpoint, Field, Literal, Presence, TypeDef, TypeKind, TypeRef};
use serde_json::{Map, Value};

/// An endpoint, and the types that are part of requests: those send their defaults, wherever they are used.
pub(crate) struct Expected<'a> {
    catalog: &'a Catalog,
    endpoint: &'a Endpoint,
    requested: HashSet<&'a TypeRef>,
}

impl<'a> Expected<'a> {
    pub(crate) fn new(catalog: &'a Catalog, endpoint: &'a Endpoint) -> Self {
        let mut requested = HashSet::new();
        for other in &catalog.endpoints {
            let is_own = other.id == endpoint.id;
            for ty in reached(catalog, other) {
                if is_own || matches!(ty, TypeRef::Shared(_)) {
                    requested.insert(ty);
                }
            }
        }
        Self { catalog, endpoint, requested }
    }

    /// An example's request.
    pub(crate) fn input(&self, literal: &Literal) -> Value {
        match &self.endpoint.input_type {
            Some(ty) => self.value(literal, ty),
            None => self.object(literal, &self.endpoint.input, true),
        }
    }

    /// An example's output.
    pub(crate) fn output(&self, literal: &Literal) -> Value {
        match &self.endpoint.output_type {
            Some(ty) => self.value(literal, ty),
            None => self.object(literal, &self.endpoint.output, false),
        }
    }

    fn value(&self, literal: &Literal, ty: &TypeRef) -> Value {
        match (ty, literal) {
            (TypeRef::List(item), Literal::List(items)) => {
                items.iter().map(|literal| self.value(literal, item)).collect()
            }
            (TypeRef::Map(inner), Literal::Object(entries)) => {
                Value::Object(entries.iter().map(|(key, literal)| (key.clone(), self.value(literal, inner))).collect())
            }
            (TypeRef::Nullable(inner), literal) if *literal != Literal::Null => self.value(literal, inner),
            (TypeRef::Union(arms), _) => match arms.iter().find(|arm| self.fits(literal, arm)) {
                Some(arm) => self.value(literal, arm),
                None => json(literal),
            },
            (TypeRef::Local(_) | TypeRef::Shared(_), Literal::Object(_)) => {
                let fields = self.def(ty).map_or(&[][..], TypeDef::fields);
                self.object(literal, fields, self.requested.contains(ty))
            }
            _ => json(literal),
        }
    }

    fn object(&self, literal: &Literal, fields: &[Field], in_request: bool) -> Value {
        let empty = Default::default();
        let entries = if let Literal::Object(entries) = literal { entries } else { &empty };
        let mut object = Map::new();
        for field in fields {
            // Null in a field that may be left out means that it is.
            let given = entries
                .get(&field.name)
                .filter(|literal| field.presence == Presence::Required || **literal != Literal::Null);
            let default = match &field.presence {
                Presence::Default(default) if in_request => Some(default),
                _ => None,
            };
            if let Some(literal) = given.or(default) {
                object.insert(field.name.clone(), self.value(literal, &field.ty));
            }
        }
        Value::Object(object)
    }

    fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.catalog.resolve(self.endpoint, ty)
    }

    /// Whether a reader takes a value for one of this type.
    fn fits(&self, literal: &Literal, ty: &TypeRef) -> bool {
        match (ty, literal) {
            (TypeRef::Json, _)
            | (TypeRef::String | TypeRef::File, Literal::String(_))
            | (TypeRef::Float, Literal::Integer(_) | Literal::Float(_))
            | (TypeRef::Boolean, Literal::Boolean(_)) => true,
            (TypeRef::Integer | TypeRef::Unsigned, Literal::Integer(whole)) => {
                ty.integers().is_some_and(|values| values.contains(whole))
            }
            (TypeRef::Nullable(inner), _) => *literal == Literal::Null || self.fits(literal, inner),
            (TypeRef::List(item), Literal::List(items)) => items.iter().all(|literal| self.fits(literal, item)),
            (TypeRef::Map(inner), Literal::Object(entries)) => {
                entries.values().all(|literal| self.fits(literal, inner))
            }
            (TypeRef::Union(arms), _) => arms.iter().any(|arm| self.fits(literal, arm)),
            (TypeRef::Local(_) | TypeRef::Shared(_), _) => match (self.def(ty).map(|def| &def.kind), literal) {
                (Some(TypeKind::Enum(_)), Literal::String(_)) | (Some(TypeKind::Integers(_)), Literal::Integer(_)) => {
                    true
                }
                (Some(TypeKind::Struct(fields)), Literal::Object(entries)) => fields.iter().all(|field| {
                    let given = entries.get(&field.name);
                    given.map_or(field.presence != Presence::Required, |literal| {
                        (*literal == Literal::Null && field.presence != Presence::Required)
                            || self.fits(literal, &field.ty)
                    })
                }),
                _ => false,
            },
            _ => false,
        }
    }
}

/// The declared types that a request leads to.
fn reached<'a>(catalog: &'a Catalog, endpoint: &'a Endpoint) -> Vec<&'a TypeRef> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut open: Vec<&Field> = endpoint.input.iter().collect();
    while let Some(field) = open.pop() {
        for part in field.ty.parts() {
            if let Some(def) = catalog.resolve(endpoint, part)
                && seen.insert(def.span)
            {
                found.push(part);
                open.extend(def.fields());
            }
        }
    }
    found
}

pub(crate) fn json(literal: &Literal) -> Value {
    serde_json::to_value(literal).expect("a literal is JSON")
}
