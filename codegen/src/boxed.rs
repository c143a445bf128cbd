//! Boxed alternatives of unions. A value of a union is as large as its largest alternative, so large alternatives are
//! stored on the heap.

use fal_schema::ir::arms::Definitions;
use fal_schema::ir::{Field, Presence, TypeKind, TypeRef};

/// Maximum size of an unboxed arm in bytes. Larger arms are boxed, whatever the other arms are.
const MAX_UNBOXED: usize = 160;
/// Maximum nesting that is examined.
const MAX_DEPTH: usize = 8;

/// Whether an arm of this type is boxed.
pub(crate) fn is_boxed(definitions: Definitions<'_, '_>, arm: &TypeRef) -> bool {
    matches!(arm, TypeRef::Local(_) | TypeRef::Shared(_)) && size(definitions, arm, 0) > MAX_UNBOXED
}

/// The approximate size of a value in Rust.
fn size(definitions: Definitions<'_, '_>, ty: &TypeRef, depth: usize) -> usize {
    if depth == MAX_DEPTH {
        return MAX_UNBOXED;
    }
    match ty {
        TypeRef::Boolean => 1,
        TypeRef::Integer | TypeRef::Unsigned | TypeRef::Float => 8,
        TypeRef::String | TypeRef::List(_) | TypeRef::Map(_) => 24,
        TypeRef::Json => 32,
        TypeRef::File => 64,
        TypeRef::Nullable(inner) => optional(size(definitions, inner, depth), inner),
        TypeRef::Union(arms) => union(definitions, &mut arms.iter(), depth + 1),
        TypeRef::Local(_) | TypeRef::Shared(_) => match definitions(ty).map(|def| &def.kind) {
            Some(TypeKind::Struct(fields)) => object(definitions, fields, depth + 1),
            Some(TypeKind::Union(arms)) => union(definitions, &mut arms.iter().map(|arm| &arm.ty), depth + 1),
            Some(TypeKind::Integers(_)) => 16,
            Some(TypeKind::Enum(_)) | None => 24,
        },
    }
}

fn union(definitions: Definitions<'_, '_>, arms: &mut dyn Iterator<Item = &TypeRef>, depth: usize) -> usize {
    let arm = |arm: &TypeRef| match size(definitions, arm, depth) {
        size if size > MAX_UNBOXED => 8,
        size => size,
    };
    8 + arms.map(arm).max().unwrap_or(0)
}

/// The size of an object. The sum stops at the limit, so that deeply nested objects take little time.
fn object(definitions: Definitions<'_, '_>, fields: &[Field], depth: usize) -> usize {
    let mut total = 0;
    for field in fields {
        total += self::field(definitions, field, depth).max(1);
        if total > MAX_UNBOXED {
            break;
        }
    }
    total
}

fn field(definitions: Definitions<'_, '_>, field: &Field, depth: usize) -> usize {
    let size = size(definitions, &field.ty, depth);
    if field.presence == Presence::Required { size } else { optional(size, &field.ty) }
}

/// The size of an `Option`. Numbers and maps have no unused bit pattern for `None`.
fn optional(size: usize, ty: &TypeRef) -> usize {
    match ty {
        TypeRef::Integer | TypeRef::Unsigned | TypeRef::Float | TypeRef::Map(_) => size + 8,
        _ => size,
    }
}
