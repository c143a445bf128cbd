//! Fills what a valid input leaves out with the defaults of the model, inside nested types too.
//! Reads a validated input; feeds `answer`.

use fal_schema::ir::{Field, Presence, TypeRef};
use serde_json::{Map, Value};

use crate::scope::Scope;

/// The input as the model sees it: known keys only, defaults filled in, nulls and optional gaps left out.
pub(crate) fn complete(scope: Scope<'_>, fields: &[Field], mut given: Map<String, Value>) -> Map<String, Value> {
    let mut full = Map::new();
    for field in fields {
        let value = match (given.remove(&field.name), &field.presence) {
            (None | Some(Value::Null), Presence::Default(literal)) => serde_json::to_value(literal).ok(),
            (None | Some(Value::Null), _) => None,
            (value, _) => value,
        };
        if let Some(value) = value {
            full.insert(field.name.clone(), inside(scope, &field.ty, value));
        }
    }
    full
}

fn inside(scope: Scope<'_>, ty: &TypeRef, value: Value) -> Value {
    match (ty, value) {
        (TypeRef::List(item), Value::Array(values)) => {
            Value::Array(values.into_iter().map(|value| inside(scope, item, value)).collect())
        }
        (TypeRef::Map(entry), Value::Object(values)) => {
            Value::Object(values.into_iter().map(|(key, value)| (key, inside(scope, entry, value))).collect())
        }
        (TypeRef::Nullable(inner), value) => self::inside(scope, inner, value),
        (TypeRef::Local(_) | TypeRef::Shared(_) | TypeRef::Union(_), value) => named(scope, ty, value),
        (_, value) => value,
    }
}

fn named(scope: Scope<'_>, ty: &TypeRef, value: Value) -> Value {
    match (scope.arms(ty), scope.fields(ty), value) {
        (Some(arms), _, value) => match scope.arm(&arms, &value) {
            Some(arm) => inside(scope, arm, value),
            None => value,
        },
        (None, Some(fields), Value::Object(values)) => Value::Object(complete(scope, fields, values)),
        (None, _, value) => value,
    }
}
