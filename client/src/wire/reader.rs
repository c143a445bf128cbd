//! `Reader`: a JSON value that a type is read from. It keeps the first error and continues with placeholders: an early
//! return at every field would be most of what reading an object costs to compile. `correct` decides about missing values.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::path::{self, Step};

mod alternatives;
mod arms;
mod correct;
mod corrections;

pub(crate) use corrections::Corrections;
pub(super) use corrections::Missing;

/// Every integer of a smaller magnitude is exact as a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value that is being read, and its first error.
#[derive(Debug)]
pub struct Reader {
    /// `None` if a placeholder is to be read.
    value: Option<Value>,
    /// The fields of an object that are not read yet.
    fields: Option<Map<String, Value>>,
    /// The way to the value.
    path: Vec<Step>,
    /// The length of the path to the value that this reader began with.
    root: usize,
    missing: Missing,
    corrections: Corrections,
    /// How many of the declared fields are in the object that this reader began with; `None` for another value. An object with
    /// none of them is something else, such as an error.
    found: Option<usize>,
    arms: arms::Arms,
    error: Option<String>,
}

impl Reader {
    pub(super) fn new(value: Value, missing: Missing) -> Self {
        Self {
            value: Some(value),
            fields: None,
            path: Vec::new(),
            root: 0,
            missing,
            corrections: Corrections::default(),
            found: None,
            arms: arms::Arms::default(),
            error: None,
        }
    }

    /// The first error, or what was corrected.
    pub(super) fn finish(self) -> Result<Corrections, String> {
        match self.error {
            Some(error) => Err(error),
            None if self.found == Some(0) => self.corrections.unrecognized(),
            None => Ok(self.corrections),
        }
    }

    /// Goes to a value within this one; after an error, to a placeholder. Returns the fields of this one, for `leave`.
    pub(super) fn enter(&mut self, step: Step, value: Option<Value>) -> Option<Map<String, Value>> {
        self.path.push(step);
        self.value = value.filter(|_| self.error.is_none());
        self.fields.take()
    }

    /// Returns to the value around this one.
    pub(super) fn leave(&mut self, fields: Option<Map<String, Value>>) -> Option<Step> {
        self.fields = fields;
        self.path.pop()
    }

    /// Takes a value of a type that serde knows.
    pub fn leaf<T: DeserializeOwned + Default>(&mut self) -> T {
        let Some(value) = self.take_value() else { return T::default() };
        T::deserialize(value).unwrap_or_else(|error| {
            self.fail(&error);
            T::default()
        })
    }

    /// Takes a value that needs no conversion, without visiting all of it. For another value, serde makes the error.
    fn moved<T: DeserializeOwned + Default>(&mut self, convert: fn(Value) -> Result<T, Value>) -> T {
        let Some(value) = self.take_value() else { return T::default() };
        convert(value).unwrap_or_else(|other| {
            self.value = Some(other);
            self.leaf()
        })
    }

    /// Takes any JSON value.
    pub(super) fn json(&mut self) -> Value {
        self.value.take().unwrap_or_default()
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

    /// Takes an integer.
    pub fn integer(&mut self) -> i64 {
        self.whole();
        self.leaf()
    }

    /// Makes an integer of a whole float; some servers write `7.0`.
    pub(super) fn whole(&mut self) {
        if let Some(Value::Number(number)) = &mut self.value
            && let Some(float) = number.as_f64().filter(|_| number.is_f64())
            && float.fract() == 0.0
            && float.abs() < EXACT
        {
            #[expect(clippy::cast_possible_truncation, reason = "exact below the limit")]
            let whole = float as i64;
            *number = whole.into();
        }
    }

    /// Takes the URL of a file, which is never corrected.
    pub(crate) fn uri(&mut self) -> String {
        if self.value.as_ref().is_none_or(Value::is_null) {
            self.refuse_missing();
        }
        self.leaf()
    }

    /// Whether there is a value other than `null`.
    pub(super) fn is_some(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_null())
    }

    /// Takes an object, whose fields can be read afterwards.
    pub fn object(&mut self) {
        if self.at_root() && self.value.as_ref().is_some_and(Value::is_object) {
            self.found = Some(0);
        }
        let is_missing = self.value.as_ref().is_none_or(Value::is_null);
        let fields = self.entries();
        self.fields = (!is_missing && self.error.is_none()).then_some(fields);
    }

    /// Takes a field of an object.
    pub(super) fn field(&mut self, name: &str) -> Option<Value> {
        let value = self.fields.as_mut()?.remove(name);
        if value.is_some() && self.at_root() {
            self.found = self.found.map(|found| found + 1);
        }
        value
    }

    /// Records an error about the value, unless there is one.
    fn fail(&mut self, error: &dyn std::fmt::Display) {
        if self.error.is_none() {
            self.error = Some(path::located(self.path.get(self.root..).unwrap_or_default(), error));
        }
    }

    fn at_root(&self) -> bool {
        self.path.len() == self.root
    }
}
