//! The alternative of a union that a value belongs to, chosen in the same way as in the client. Only one alternative is
//! examined in depth, so that nested unions stay cheap.

use super::{Field, Literal, Presence, TypeDef, TypeKind, TypeRef};

/// Looks up the declaration of a name.
pub type Definitions<'d, 'a> = &'d dyn Fn(&TypeRef) -> Option<&'a TypeDef>;

/// Index of the alternative, or `None` if no alternative has the JSON kind of the value.
pub fn position(definitions: Definitions<'_, '_>, literal: &Literal, arms: &[&TypeRef]) -> Option<usize> {
    let kind = |arm: &&&TypeRef| has_kind(definitions, literal, arm);
    let is_match = |arm: &&&TypeRef| kind(arm) && is_complete(definitions, literal, arm);
    arms.iter().position(|arm| is_match(&arm)).or_else(|| arms.iter().position(|arm| kind(&arm)))
}

/// Whether a value has the JSON kind of a type.
fn has_kind(definitions: Definitions<'_, '_>, literal: &Literal, ty: &TypeRef) -> bool {
    match (ty, literal) {
        (TypeRef::Json, _) | (TypeRef::Nullable(_), Literal::Null) => true,
        (TypeRef::String | TypeRef::File, Literal::String(_))
        | (TypeRef::Float, Literal::Integer(_) | Literal::Float(_))
        | (TypeRef::Boolean, Literal::Boolean(_))
        | (TypeRef::List(_), Literal::List(_))
        | (TypeRef::Map(_), Literal::Object(_)) => true,
        (TypeRef::Integer | TypeRef::Unsigned, Literal::Integer(whole)) => {
            ty.integers().is_some_and(|known| known.contains(whole))
        }
        (TypeRef::Nullable(inner), _) => has_kind(definitions, literal, inner),
        (TypeRef::Local(_) | TypeRef::Shared(_), _) => matches!(
            (definitions(ty).map(|def| &def.kind), literal),
            (Some(TypeKind::Enum(_)), Literal::String(_))
                | (Some(TypeKind::Integers(_)), Literal::Integer(_))
                | (Some(TypeKind::Struct(_)), Literal::Object(_))
        ),
        _ => false,
    }
}

/// Whether an object has all required fields, and an integer is in its set: an integer outside a set may be a float.
fn is_complete(definitions: Definitions<'_, '_>, literal: &Literal, ty: &TypeRef) -> bool {
    match (definitions(ty).map(|def| &def.kind), literal) {
        (Some(TypeKind::Integers(values)), Literal::Integer(integer)) => {
            values.iter().any(|value| i128::from(value.wire) == *integer)
        }
        (Some(TypeKind::Struct(fields)), Literal::Object(entries)) => {
            let is_present = |field: &Field| field.presence != Presence::Required || entries.contains_key(&field.name);
            fields.iter().all(is_present)
        }
        _ => true,
    }
}
