//! Completes a valid input with the defaults of its schema, including those of nested types.

use fal_schema::ir::{Field, Presence, TypeRef};
use serde_json::{Map, Value};

use super::scope::Scope;

/// The input as the model receives it: fields of the schema only, with defaults, without nulls.
pub(crate) fn complete(scope: Scope<'_>, fields: &[Field], mut input: Map<String, Value>) -> Map<String, Value> {
    let mut complete = Map::new();
    for field in fields {
        let value = match (input.remove(&field.name), &field.presence) {
            (None | Some(Value::Null), Presence::Default(literal)) => serde_json::to_value(literal).ok(),
            (None | Some(Value::Null), _) => None,
            (value, _) => value,
        };
        if let Some(value) = value {
            complete.insert(field.name.clone(), value_of(scope, &field.ty, value));
        }
    }
    complete
}

fn value_of(scope: Scope<'_>, ty: &TypeRef, value: Value) -> Value {
    match (ty, value) {
        (TypeRef::List(item), Value::Array(values)) => {
            Value::Array(values.into_iter().map(|value| value_of(scope, item, value)).collect())
        }
        (TypeRef::Map(entry), Value::Object(values)) => {
            Value::Object(values.into_iter().map(|(key, value)| (key, value_of(scope, entry, value))).collect())
        }
        (TypeRef::Nullable(inner), value) => value_of(scope, inner, value),
        (TypeRef::Local(_) | TypeRef::Shared(_) | TypeRef::Union(_), value) => named(scope, ty, value),
        (_, value) => value,
    }
}

fn named(scope: Scope<'_>, ty: &TypeRef, value: Value) -> Value {
    match (scope.arms(ty), scope.fields(ty), value) {
        (Some(arms), _, value) => match scope.arm(&arms, &value) {
            Some(arm) => value_of(scope, arm, value),
            None => value,
        },
        (None, Some(fields), Value::Object(values)) => Value::Object(complete(scope, fields, values)),
        (None, _, value) => value,
    }
}
