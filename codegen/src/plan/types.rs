//! The Rust types of references, and how functions accept their values.

use super::index::Types;
use super::model::{Argument, Type};
use fal_schema::ir::TypeRef;

/// The Rust type of a reference.
pub(crate) fn ty(types: &Types<'_>, reference: &TypeRef) -> Type {
    match reference {
        TypeRef::String => Type::Text,
        TypeRef::Integer => Type::Integer,
        TypeRef::Unsigned => Type::Unsigned,
        TypeRef::Float => Type::Float,
        TypeRef::Boolean => Type::Boolean,
        TypeRef::Json => Type::Json,
        TypeRef::File => Type::File,
        TypeRef::Nullable(inner) => Type::Optional(Box::new(ty(types, inner))),
        TypeRef::List(item) => Type::List(Box::new(ty(types, item))),
        TypeRef::Map(value) => Type::Map(Box::new(ty(types, value))),
        TypeRef::Local(_) | TypeRef::Shared(_) | TypeRef::Union(_) => Type::Named(types.name(reference)),
    }
}

/// How a function accepts a value of a type.
pub(crate) fn argument(types: &Types<'_>, ty: &TypeRef) -> Argument {
    let converts = |ty: &TypeRef| matches!(ty, TypeRef::String | TypeRef::Json) || types.is_union(ty);
    match ty {
        TypeRef::List(item) if converts(item) => Argument::IntoItems,
        TypeRef::List(_) => Argument::Items,
        ty if converts(ty) => Argument::Into,
        _ => Argument::Plain,
    }
}
