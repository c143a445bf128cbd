//! How much memory values take in Rust, roughly: so much that an arm of a union is put on the heap, as every value of a
//! union is as large as its largest arm. Reads `ir` through `index`; feeds `object` and `values`.

use super::index::Types;
use crate::ir::{Field, Presence, TypeKind, TypeRef};

/// Largest arm that stands in a union itself, in bytes: larger ones are boxed, whatever the other arms are.
const LARGEST_ARM: usize = 160;
/// Deepest nesting that is looked into.
const MAX_DEPTH: usize = 8;

/// Whether an arm of this type is boxed.
pub(crate) fn is_large(types: &Types<'_>, ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Local(_) | TypeRef::Shared(_)) && size(types, ty, 0) > LARGEST_ARM
}

fn size(types: &Types<'_>, ty: &TypeRef, depth: usize) -> usize {
    if depth == MAX_DEPTH {
        return LARGEST_ARM;
    }
    match ty {
        TypeRef::Boolean => 1,
        TypeRef::Integer | TypeRef::Float => 8,
        TypeRef::String | TypeRef::List(_) | TypeRef::Map(_) => 24,
        TypeRef::Json => 32,
        TypeRef::File => 64,
        TypeRef::Nullable(inner) => optional(size(types, inner, depth), inner),
        TypeRef::Union(arms) => {
            let arm = |arm: &TypeRef| match size(types, arm, depth + 1) {
                size if size > LARGEST_ARM => 8,
                size => size,
            };
            8 + arms.iter().map(arm).max().unwrap_or(0)
        }
        TypeRef::Local(_) | TypeRef::Shared(_) => match types.def(ty).map(|def| &def.kind) {
            Some(TypeKind::Struct(fields)) => fields.iter().map(|field| self::field(types, field, depth + 1)).sum(),
            Some(TypeKind::Integers(_)) => 16,
            Some(TypeKind::Enum(_)) | None => 24,
        },
    }
}

fn field(types: &Types<'_>, field: &Field, depth: usize) -> usize {
    let size = size(types, &field.ty, depth);
    if field.presence == Presence::Required { size } else { optional(size, &field.ty) }
}

/// Numbers and maps have no value to spare for nothing.
fn optional(size: usize, ty: &TypeRef) -> usize {
    if matches!(ty, TypeRef::Integer | TypeRef::Float | TypeRef::Map(_)) { size + 8 } else { size }
}
