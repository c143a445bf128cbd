//! Rust values of literals, for defaults and examples.

use super::index::Types;
use super::model::{ArgumentValue, ObjectValue, Value};
use super::types::{argument, ty};
use fal_schema::ir::arms;
use fal_schema::ir::{Arm, EnumValue, Field, Literal, Presence, TypeKind, TypeRef};

/// The Rust value of a literal, which was checked to match its type.
pub(crate) fn value(types: &Types<'_>, literal: &Literal, ty: &TypeRef) -> Value {
    match (ty, literal) {
        (TypeRef::Float, Literal::Integer(whole)) => Value::Float(*whole as f64),
        (TypeRef::File, Literal::String(text)) => Value::File(text.clone()),
        (TypeRef::Json, _) => Value::Json(literal.clone()),
        (TypeRef::List(item), Literal::List(items)) => {
            Value::List(items.iter().map(|literal| value(types, literal, item)).collect())
        }
        (TypeRef::Map(inner), Literal::Object(entries)) => {
            Value::Map(entries.iter().map(|(key, literal)| (key.clone(), value(types, literal, inner))).collect())
        }
        (TypeRef::Nullable(_), Literal::Null) => Value::Absent,
        (TypeRef::Nullable(inner), _) => Value::Present(Box::new(value(types, literal, inner))),
        (TypeRef::Local(_) | TypeRef::Shared(_) | TypeRef::Union(_), _) => named(types, literal, ty),
        (_, Literal::String(text)) => Value::Text(text.clone()),
        (_, Literal::Integer(whole)) => Value::Integer(*whole),
        (_, Literal::Float(float)) => Value::Float(*float),
        (_, Literal::Boolean(truth)) => Value::Boolean(*truth),
        (_, Literal::Null | Literal::List(_) | Literal::Object(_)) => Value::Json(literal.clone()),
    }
}

fn named(types: &Types<'_>, literal: &Literal, ty: &TypeRef) -> Value {
    match (types.def(ty).map(|def| &def.kind), literal) {
        (Some(TypeKind::Enum(values)), Literal::String(text)) => {
            variant(types.name(ty), values.iter().find(|value| value.wire == *text))
        }
        (Some(TypeKind::Integers(values)), Literal::Integer(whole)) => {
            variant(types.name(ty), values.iter().find(|value| i128::from(value.wire) == *whole))
        }
        (Some(TypeKind::Struct(fields)), Literal::Object(_)) => {
            Value::Object(object(types, types.name(ty), fields, literal, types.is_used_in_requests(ty)))
        }
        (Some(TypeKind::Union(arms)), _) => arm(types, types.name(ty), literal, arms),
        _ => Value::Json(literal.clone()),
    }
}

fn variant<T>(ty: String, value: Option<&EnumValue<T>>) -> Value {
    Value::Variant(ty, value.map(|value| value.rust_name.clone()).unwrap_or_default())
}

/// A value of a struct. In requests, fields that equal their default are omitted, because `new` sets them. Other structs
/// have no `new`, so the value has every field.
pub(crate) fn object(
    types: &Types<'_>,
    name: String,
    fields: &[Field],
    literal: &Literal,
    in_request: bool,
) -> ObjectValue {
    let empty = indexmap::IndexMap::new();
    let entries = if let Literal::Object(entries) = literal { entries } else { &empty };
    let (mut arguments, mut set, mut omitted) = (Vec::new(), Vec::new(), 0);
    for field in fields {
        // A null means that the field is missing, except in required fields of type `json`.
        let is_absent = |literal: &&Literal| **literal == Literal::Null && field.presence != Presence::Required;
        let literal = entries.get(&field.name).filter(|literal| !is_absent(literal));
        let given = literal.map(|literal| value(types, literal, &field.ty));
        let ident = field.rust_name.clone();
        if !in_request {
            set.push((ident, in_response(field, given)));
            continue;
        }
        match (&field.presence, given) {
            (Presence::Required, Some(value)) => {
                let (argument, ty) = (argument(types, &field.ty), ty(types, &field.ty));
                arguments.push(ArgumentValue { argument, ty, value });
            }
            (Presence::Required, None) => omitted += 1,
            (Presence::Default(default), Some(given)) => {
                if value(types, default, &field.ty) == given {
                    omitted += 1;
                } else {
                    set.push((ident, given));
                }
            }
            (Presence::Optional, Some(given)) => set.push((ident, Value::Present(Box::new(given)))),
            (_, None) => omitted += 1,
        }
    }
    let complete = !in_request || (omitted == 0 && arguments.is_empty() && !set.is_empty());
    ObjectValue { name, arguments, fields: set, complete }
}

/// The value of a field that is an `Option`, unless it is required.
fn in_response(field: &Field, given: Option<Value>) -> Value {
    match (&field.presence, given) {
        (Presence::Required, given) => given.unwrap_or(Value::Absent),
        (_, Some(given)) => Value::Present(Box::new(given)),
        (_, None) => Value::Absent,
    }
}

fn arm(types: &Types<'_>, name: String, literal: &Literal, arms: &[Arm]) -> Value {
    let refs: Vec<&TypeRef> = arms.iter().map(|arm| &arm.ty).collect();
    let Some(at) = arms::position(&|ty| types.def(ty), literal, &refs) else { return Value::Json(literal.clone()) };
    let arm = &arms[at];
    let inner = Box::new(value(types, literal, &arm.ty));
    if types.is_boxed(&arm.ty) { Value::From(name, inner) } else { Value::Arm(name, arm.rust_name.clone(), inner) }
}
