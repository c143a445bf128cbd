//! Construction of JSON values.

use serde_yaml::Value;

pub(crate) fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Mapping(entries.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
}

pub(crate) fn nested(keys: &[&str], value: Value) -> Value {
    keys.iter().rev().fold(value, |value, key| map([(key, value)]))
}
