//! `Scope`: an endpoint with its catalog, which resolves references to types.

use fal_schema::ir::{Catalog, Endpoint, Field, Presence, TypeKind, TypeRef};
use serde_json::Value;

/// An endpoint within its catalog.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) endpoint: &'a Endpoint,
}

impl<'a> Scope<'a> {
    /// The definition of a named type.
    pub(crate) fn kind(self, ty: &TypeRef) -> Option<&'a TypeKind> {
        self.catalog.resolve(self.endpoint, ty).map(|def| &def.kind)
    }

    /// The fields of a struct type.
    pub(crate) fn fields(self, ty: &TypeRef) -> Option<&'a [Field]> {
        match self.kind(ty)? {
            TypeKind::Struct(fields) => Some(fields),
            TypeKind::Enum(_) | TypeKind::Integers(_) | TypeKind::Union(_) => None,
        }
    }

    /// The arms of a union, with or without a name.
    pub(crate) fn arms<'t>(self, ty: &'t TypeRef) -> Option<Vec<&'t TypeRef>>
    where
        'a: 't,
    {
        ty.alternatives(self.catalog.resolve(self.endpoint, ty))
    }

    /// The arm of a union that `value` resembles. Only this one is checked further, so nested unions stay cheap.
    pub(crate) fn arm<'t>(self, arms: &[&'t TypeRef], value: &Value) -> Option<&'t TypeRef> {
        let mut candidates = arms.iter().copied().filter(|arm| self.resembles(arm, value));
        let first = candidates.next()?;
        let complete = |arm: &&TypeRef| self.has_required(arm, value);
        if complete(&first) { Some(first) } else { candidates.find(complete).or(Some(first)) }
    }

    fn resembles(self, ty: &TypeRef, value: &Value) -> bool {
        match ty {
            TypeRef::Json => true,
            TypeRef::String | TypeRef::File => value.is_string(),
            TypeRef::Integer | TypeRef::Unsigned => value.is_i64() || value.is_u64(),
            TypeRef::Float => value.is_number(),
            TypeRef::Boolean => value.is_boolean(),
            TypeRef::List(_) => value.is_array(),
            TypeRef::Map(_) => value.is_object(),
            TypeRef::Nullable(inner) => value.is_null() || self.resembles(inner, value),
            TypeRef::Union(arms) => arms.iter().any(|arm| self.resembles(arm, value)),
            TypeRef::Local(_) | TypeRef::Shared(_) => match self.kind(ty) {
                Some(TypeKind::Enum(_)) => value.is_string(),
                Some(TypeKind::Integers(_)) => value.is_i64(),
                Some(TypeKind::Union(arms)) => arms.iter().any(|arm| self.resembles(&arm.ty, value)),
                Some(TypeKind::Struct(_)) | None => value.is_object(),
            },
        }
    }

    fn has_required(self, ty: &TypeRef, value: &Value) -> bool {
        let fields = self.fields(ty).unwrap_or_default();
        fields.iter().all(|field| field.presence != Presence::Required || value.get(&field.name).is_some())
    }
}
