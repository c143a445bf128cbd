//! All generated models in one table of functions on JSON. Reads the list that the build script makes of the schemas;
//! feeds the other files here. A new model is in it by itself.

use std::fmt::Debug;
use std::marker::PhantomData;

use fal_models::fal_client::__private::Validate;
use fal_models::{Endpoint, StreamingEndpoint};
use fal_schema::ir::{Catalog, Endpoint as Described};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One model.
pub(crate) struct Model {
    /// Path of its module in the crate, as `stringify!` writes it: `acme :: other_owner`.
    pub(crate) module: &'static str,
    pub(crate) id: &'static str,
    /// Names of the required fields.
    pub(crate) required: &'static [&'static str],
    pub(crate) streams: bool,
    /// `Input::example()` as it is sent, where the schema has an example.
    pub(crate) example: Option<fn() -> String>,
    /// Reads an input and writes it again.
    pub(crate) input: fn(&Value) -> Result<Value, String>,
    /// Reads an output and writes it again.
    pub(crate) output: fn(&Value) -> Result<Value, String>,
    /// Reads an input and gives the paths of the limits that it breaks.
    pub(crate) violations: fn(&Value) -> Result<Vec<String>, String>,
}

/// A model of the generated crate, by its module, and whether it has an example.
macro_rules! model {
    (@example $input:ty, example) => { Some(|| pretty(&<$input>::example())) };
    (@example $input:ty,) => { None };
    ($($module:ident)::+ $(, $example:ident)?) => {
        Model {
            module: stringify!($($module)::+),
            id: <fal_models::$($module)::+::Input as Endpoint>::ID,
            required: <fal_models::$($module)::+::Input as Endpoint>::REQUIRED,
            streams: Streams::<fal_models::$($module)::+::Input>::STREAMS,
            example: model!(@example fal_models::$($module)::+::Input, $($example)?),
            input: reread::<fal_models::$($module)::+::Input>,
            output: reread::<fal_models::$($module)::+::Output>,
            violations: violations::<fal_models::$($module)::+::Input>,
        }
    };
}

/// Every model that the schemas describe.
pub(crate) const MODELS: &[Model] = include!(concat!(env!("OUT_DIR"), "/model_list.rs"));

impl Model {
    /// `Input::example()` as it is sent.
    pub(crate) fn example(&self) -> String {
        self.example.unwrap_or_else(|| panic!("{} has no example in its schema", self.id))()
    }

    /// What its schema has.
    pub(crate) fn described<'a>(&self, catalog: &'a Catalog) -> &'a Described {
        catalog.endpoint(self.id).unwrap_or_else(|| panic!("{} is generated, but not in the schemas", self.id))
    }
}

/// The model with this id.
pub(crate) fn model(id: &str) -> &'static Model {
    MODELS.iter().find(|model| model.id == id).unwrap_or_else(|| panic!("there is no model {id}"))
}

/// A literal of the schemas as JSON.
pub(crate) fn json(literal: &fal_schema::ir::Literal) -> Value {
    serde_json::to_value(literal).expect("a literal is JSON")
}

/// Whether `found` holds all of `expected`; objects may have more keys, and 5 and 5.0 are one number.
pub(crate) fn covers(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Number(expected), Value::Number(found)) => expected.as_f64() == found.as_f64(),
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(expected, found)| covers(expected, found))
        }
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| covers(value, found)))
        }
        _ => expected == found,
    }
}

/// Whether a type streams, as a constant: the inherent one goes before the trait's.
struct Streams<T>(PhantomData<T>);

impl<T: StreamingEndpoint> Streams<T> {
    const STREAMS: bool = true;
}

trait DoesNotStream {
    const STREAMS: bool = false;
}

impl<T> DoesNotStream for Streams<T> {}

fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("an input has a JSON form")
}

fn read<T: DeserializeOwned>(json: &Value) -> Result<T, String> {
    serde_json::from_value(json.clone()).map_err(|error| error.to_string())
}

fn written<T: Serialize>(value: &T) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

fn reread<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &Value) -> Result<Value, String> {
    let first: T = read(json)?;
    let written = written(&first)?;
    let second: T = read(&written)?;
    if first == second { Ok(written) } else { Err(format!("{first:?}\nis read again as\n{second:?}")) }
}

fn violations<V: Validate + DeserializeOwned>(json: &Value) -> Result<Vec<String>, String> {
    let found = read::<V>(json)?.validate();
    Ok(found.err().iter().flatten().map(|violation| violation.path.clone()).collect())
}
