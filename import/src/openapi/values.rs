//! Values that a document gives for a type: taken as they are, converted where nothing is lost, or left out.
//! Reads drafts; feeds the defaults and examples of `walk`.

use std::str::FromStr;

use indexmap::IndexMap;
use serde_yaml::{Mapping, Number, Value};

use crate::draft::{Body, DraftField, DraftType};
use crate::openapi::limits::plain;
use fal_schema::ir::TypeRef;

/// Types by provisional name.
pub(crate) type Types = IndexMap<String, DraftType>;

/// The value as one of the type, if it is one or can become one without loss.
pub(crate) fn fit(types: &Types, value: &Value, ty: &TypeRef) -> Option<Value> {
    match (ty, value) {
        (TypeRef::Json, _) => Some(value.clone()),
        (TypeRef::Nullable(_), Value::Null) => Some(Value::Null),
        (TypeRef::Nullable(inner), _) => fit(types, value, inner),
        (TypeRef::String | TypeRef::File, _) => Some(Value::String(text(value)?)),
        (TypeRef::Integer, _) => Some(Value::from(whole::<i64>(value, Number::as_i64)?)),
        (TypeRef::Unsigned, _) => Some(Value::from(whole::<u64>(value, Number::as_u64)?)),
        (TypeRef::Float, Value::Number(number)) => Some(Value::Number(plain(number))),
        (TypeRef::Float, Value::String(text)) => {
            let float: f64 = text.trim().parse().ok().filter(|float: &f64| float.is_finite())?;
            Some(Value::Number(plain(&float.into())))
        }
        (TypeRef::Boolean, Value::Bool(_)) => Some(value.clone()),
        (TypeRef::Boolean, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        (TypeRef::List(item), Value::Sequence(items)) => {
            items.iter().map(|value| fit(types, value, item)).collect::<Option<_>>().map(Value::Sequence)
        }
        (TypeRef::Map(inner), Value::Mapping(entries)) => {
            let entries = entries.iter().map(|(key, value)| Some((key.clone(), fit(types, value, inner)?)));
            entries.collect::<Option<Mapping>>().map(Value::Mapping)
        }
        (TypeRef::Union(arms), _) => {
            let fitting = || arms.iter().filter_map(|arm| fit(types, value, arm));
            // An arm that takes the value as it is comes before one that would convert it.
            fitting().find(|fitted| same(fitted, value)).or_else(|| fitting().next())
        }
        (TypeRef::Local(name), _) => named(types, value, &types.get(name)?.body),
        _ => None,
    }
}

fn same(left: &Value, right: &Value) -> bool {
    left == right || left.is_number() && left.as_f64() == right.as_f64()
}

fn named(types: &Types, value: &Value, body: &Body) -> Option<Value> {
    match body {
        Body::Enum(values) => text(value).filter(|text| values.contains(text)).map(Value::String),
        Body::Integers(values) => whole(value, Number::as_i64).filter(|whole| values.contains(whole)).map(Value::from),
        Body::Struct(fields) => object(types, value, fields),
    }
}

/// The value as an object with these fields.
pub(crate) fn object(types: &Types, value: &Value, fields: &IndexMap<String, DraftField>) -> Option<Value> {
    let entries = value.as_mapping()?;
    let mut fitted = Mapping::new();
    for (key, value) in entries {
        let field = fields.get(key.as_str()?)?;
        if value.is_null() && !field.entry.required {
            continue;
        }
        fitted.insert(key.clone(), fit(types, value, &field.ty)?);
    }
    let complete = fields.iter().all(|(name, field)| !field.entry.required || fitted.contains_key(name.as_str()));
    complete.then_some(Value::Mapping(fitted))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(plain(number).to_string()),
        _ => None,
    }
}

/// The value as an integer; `of` converts numbers.
fn whole<T: FromStr>(value: &Value, of: fn(&Number) -> Option<T>) -> Option<T> {
    match value {
        Value::Number(number) => of(&plain(number)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
