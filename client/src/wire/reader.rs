//! `Reader`: a JSON value that a type is read from. It keeps the first error and continues with placeholders: an early
//! return at every field would be most of what reading an object costs to compile.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Every integer of a smaller magnitude is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value that is being read, and its first error.
#[derive(Debug, Default)]
pub struct Reader {
    /// `None` if a placeholder is to be read.
    pub(super) value: Option<Value>,
    /// The fields of an object that are not read yet.
    pub(super) fields: Option<Map<String, Value>>,
    /// The alternatives of a union that did not match, each with its error.
    pub(super) mismatches: Vec<String>,
    pub(super) error: Option<String>,
}

impl Reader {
    /// Takes a value of a type that serde knows.
    pub fn leaf<T: DeserializeOwned + Default>(&mut self) -> T {
        let read = self.value.take().map(T::deserialize).unwrap_or_else(|| Ok(T::default()));
        read.unwrap_or_else(|error| {
            self.fail(error.to_string());
            T::default()
        })
    }

    /// Takes a value that needs no conversion, without visiting all of it. For another value, serde makes the error.
    fn moved<T: DeserializeOwned + Default>(&mut self, convert: fn(Value) -> Result<T, Value>) -> T {
        let Some(value) = self.value.take() else { return T::default() };
        convert(value).unwrap_or_else(|other| {
            self.value = Some(other);
            self.leaf()
        })
    }

    /// Takes any JSON value.
    pub(super) fn json(&mut self) -> Value {
        self.moved(Ok)
    }

    /// Takes a list.
    pub(super) fn items(&mut self) -> Vec<Value> {
        self.moved(|value| match value {
            Value::Array(items) => Ok(items),
            other => Err(other),
        })
    }

    /// Takes an object with arbitrary keys.
    pub(super) fn entries(&mut self) -> Map<String, Value> {
        self.moved(|value| match value {
            Value::Object(entries) => Ok(entries),
            other => Err(other),
        })
    }

    /// Takes an integer; some servers write it as `7.0`.
    pub fn integer(&mut self) -> i64 {
        match self.value.as_ref().filter(|value| value.is_f64()).and_then(Value::as_f64) {
            #[expect(clippy::cast_possible_truncation, reason = "exact below the limit")]
            Some(number) if number.fract() == 0.0 && number.abs() < EXACT => number as i64,
            _ => self.leaf(),
        }
    }

    /// Whether there is a value other than `null`.
    pub(super) fn is_some(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_null())
    }

    /// Takes an object, whose fields can be read afterwards.
    pub fn object(&mut self) {
        self.fields = self.value.is_some().then(|| self.entries()).filter(|_| self.error.is_none());
    }

    /// Reports that no alternative of a union matches. The placeholder is the first one.
    pub fn no_match(&mut self) {
        self.value = None;
        self.fail(format!("no alternative matches ({})", self.mismatches.join("; ")));
    }

    /// Records an error, unless there is one.
    pub(super) fn fail(&mut self, error: String) {
        self.error.get_or_insert(error);
    }
}
