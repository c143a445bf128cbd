//! What the tests of every generated crate use.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads JSON, writes it, and compares; so too with what was written.
#[track_caller]
pub(crate) fn comes_back<T: Serialize + DeserializeOwned + Clone + PartialEq + Debug>(given: &str, expected: &str) {
    let value: T = match serde_json::from_str(given) {
        Ok(value) => value,
        Err(error) => panic!("{given} is not read: {error}"),
    };
    is_written(&value, expected);
    assert!(value.clone() == value, "a copy differs from {value:?}");
    let again: T = match serde_json::from_value(serde_json::to_value(&value).expect("written before")) {
        Ok(value) => value,
        Err(error) => panic!("what was written for {given} is not read: {error}"),
    };
    is_written(&again, expected);
}

/// Writes a value as JSON, and compares.
#[track_caller]
pub(crate) fn is_written<T: Serialize + Debug>(value: &T, expected: &str) {
    let written = match serde_json::to_value(value) {
        Ok(written) => written,
        Err(error) => panic!("{value:?} is not written: {error}"),
    };
    let expected: Value = serde_json::from_str(expected).expect("JSON");
    assert!(same(&expected, &written), "expected {expected}\nbut this is written: {written}");
}

/// Whether two values are the same JSON; 5 and 5.0 are one number.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => left == right,
            // Reading a number may be off by its last bit.
            _ => left.as_f64().zip(right.as_f64()).is_some_and(|(left, right)| {
                (left - right).abs() <= left.abs() * 4.0 * f64::EPSILON || left == right
            }),
        },
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// The methods of the prelude's traits can be called on a value as on any other.
#[macro_export]
macro_rules! prelude {
    ($ty:ty) => {
        const _: fn($ty) = |value: $ty| {
            let mut other: $ty = value.clone();
            other.clone_from(&value);
            let _: bool = value.eq(&other) && !value.ne(&other);
            let owned: $ty = value.to_owned();
            let same: $ty = owned.into();
            let boxed: Box<$ty> = same.into();
            let tried: Result<Box<$ty>, std::convert::Infallible> = value.try_into();
            let _ = (boxed, tried);
        };
    };
}
