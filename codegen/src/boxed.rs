//! Which alternatives of unions are boxed: a value of a union is as large as its largest arm, so large arms go to the heap.
//! Reads `ir`; feeds `plan`, which writes the box, and `usage`, by which `diff` sees that an arm gets or loses it.

use fal_schema::ir::arms::Definitions;
use fal_schema::ir::{Field, Presence, TypeKind, TypeRef};

/// Largest arm that stands in a union itself, in bytes: larger ones are boxed, whatever the other arms are.
const LARGEST_ARM: usize = 160;
/// Deepest nesting that is looked into.
const MAX_DEPTH: usize = 8;

/// Whether an arm of this type is boxed.
pub(crate) fn is_boxed(definitions: Definitions<'_, '_>, arm: &TypeRef) -> bool {
    matches!(arm, TypeRef::Local(_) | TypeRef::Shared(_)) && size(definitions, arm, 0) > LARGEST_ARM
}

/// How much memory a value takes in Rust, roughly.
fn size(definitions: Definitions<'_, '_>, ty: &TypeRef, depth: usize) -> usize {
    if depth == MAX_DEPTH {
        return LARGEST_ARM;
    }
    match ty {
        TypeRef::Boolean => 1,
        TypeRef::Integer | TypeRef::Float => 8,
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
        size if size > LARGEST_ARM => 8,
        size => size,
    };
    8 + arms.map(arm).max().unwrap_or(0)
}

/// Stops where it is clear that it is too much, so that many fields of many fields take no time.
fn object(definitions: Definitions<'_, '_>, fields: &[Field], depth: usize) -> usize {
    let mut total = 0;
    for field in fields {
        total += self::field(definitions, field, depth).max(1);
        if total > LARGEST_ARM {
            break;
        }
    }
    total
}

fn field(definitions: Definitions<'_, '_>, field: &Field, depth: usize) -> usize {
    let size = size(definitions, &field.ty, depth);
    if field.presence == Presence::Required { size } else { optional(size, &field.ty) }
}

/// Numbers and maps have no value to spare for nothing.
fn optional(size: usize, ty: &TypeRef) -> usize {
    if matches!(ty, TypeRef::Integer | TypeRef::Float | TypeRef::Map(_)) { size + 8 } else { size }
}
