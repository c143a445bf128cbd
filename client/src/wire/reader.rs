//! `Reader`: a JSON value that a type takes itself from. The first mistake is kept, and stand-ins go on from there: a way
//! out at every field would be most of what reading an object costs to compile.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Wire;
use super::label::{path, wire_name};

/// Every whole number below this one, either way, is exact in a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value that is being read, and what was wrong with it.
#[derive(Debug, Default)]
pub struct Reader {
    /// Nothing when a stand-in is wanted.
    value: Option<Value>,
    /// What is left of an object.
    fields: Option<Map<String, Value>>,
    /// The forms that were tried, and why they do not fit.
    refused: Vec<String>,
    error: Option<String>,
}

impl Reader {
    /// Reads a value.
    pub(super) fn read<T: Wire>(value: Value) -> Result<T, String> {
        let mut reader = Self { value: Some(value), ..Self::default() };
        let read = T::take(&mut reader);
        reader.error.map_or(Ok(read), Err)
    }

    /// Takes a value that serde knows.
    pub fn leaf<T: DeserializeOwned + Default>(&mut self) -> T {
        let read = self.value.take().map(T::deserialize).unwrap_or_else(|| Ok(T::default()));
        read.unwrap_or_else(|error| {
            self.refuse(error.to_string());
            T::default()
        })
    }

    /// Takes a value that has its form already, without a walk through all of it; serde says what is wrong with another one.
    fn moved<T: DeserializeOwned + Default>(&mut self, as_it_is: fn(Value) -> Result<T, Value>) -> T {
        let Some(value) = self.value.take() else { return T::default() };
        as_it_is(value).unwrap_or_else(|other| {
            self.value = Some(other);
            self.leaf()
        })
    }

    /// Takes any JSON.
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

    /// Takes an object with whatever keys.
    pub(super) fn entries(&mut self) -> Map<String, Value> {
        self.moved(|value| match value {
            Value::Object(entries) => Ok(entries),
            other => Err(other),
        })
    }

    /// Takes a whole number; some servers write it as `7.0`.
    pub fn integer(&mut self) -> i64 {
        match self.value.as_ref().filter(|value| value.is_f64()).and_then(Value::as_f64) {
            #[expect(clippy::cast_possible_truncation, reason = "exact below the limit")]
            Some(number) if number.fract() == 0.0 && number.abs() < EXACT => number as i64,
            _ => self.leaf(),
        }
    }

    /// Whether there is something other than `null`.
    pub(super) fn some(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_null())
    }

    /// Takes a value that was inside this one.
    pub(super) fn inner<T: Wire>(&mut self, value: Value) -> T {
        self.part(value, |error| error)
    }

    /// Takes an object, whose fields can be taken then.
    pub fn object(&mut self) {
        self.fields = self.value.is_some().then(|| self.entries()).filter(|_| self.error.is_none());
    }

    /// Takes a field that must be there.
    pub fn required<T: Wire>(&mut self, label: &'static str) -> T {
        let name = wire_name(label);
        let Some(fields) = &mut self.fields else { return stand_in() };
        match fields.remove(name) {
            Some(value) => self.field(name, value),
            None => {
                self.refuse(path(name, &"missing field"));
                stand_in()
            }
        }
    }

    /// Takes a field that may be missing or `null`.
    pub fn optional<T: Wire>(&mut self, label: &'static str) -> Option<T> {
        let name = wire_name(label);
        let value = self.fields.as_mut()?.remove(name).filter(|value| !value.is_null())?;
        Some(self.field(name, value))
    }

    /// Overwrites `slot` with a field, unless the field is missing or `null`.
    pub fn fill<T: Wire>(&mut self, label: &'static str, slot: &mut T) {
        if let Some(value) = self.optional(label) {
            *slot = value;
        }
    }

    /// Takes one of several forms, when it fits.
    pub fn form<T: Wire>(&mut self, form: &str) -> Option<T> {
        match self.value.clone().map(Self::read) {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) => {
                self.refused.push(format!("{form}: {error}"));
                None
            }
            None => Some(stand_in()),
        }
    }

    /// Says that none of the forms fits. The first one stands in then.
    pub fn no_form_fits(&mut self) {
        self.value = None;
        self.refuse(format!("no form fits ({})", self.refused.join("; ")));
    }

    fn field<T: Wire>(&mut self, name: &str, value: Value) -> T {
        self.part(value, |error| path(name, &error))
    }

    fn part<T: Wire>(&mut self, value: Value, located: impl FnOnce(String) -> String) -> T {
        Self::read(value).unwrap_or_else(|error| {
            self.refuse(located(error));
            stand_in()
        })
    }

    fn refuse(&mut self, error: String) {
        self.error.get_or_insert(error);
    }
}

/// A value for the place of one that cannot be read. It is thrown away with everything around it.
fn stand_in<T: Wire>() -> T {
    T::take(&mut Reader::default())
}
