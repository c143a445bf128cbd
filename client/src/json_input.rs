//! `JsonInput`: an input as JSON whose values may be files, for models that are called by their id at run time.

use std::collections::BTreeMap;

use serde::ser::{Error as _, Serialize, Serializer};

use crate::check::Validate;
use crate::endpoint::{Files, ModelInput};
use crate::{FileRef, Json, StreamingEndpoint};

/// The input of a model that is called by its id, see [`Client::endpoint`](crate::Client::endpoint): a JSON object whose
/// values may be files. The output is [`Json`] as well.
///
/// Every [`Json`] value converts into it, and so do strings, numbers, files, and lists of them. [`with`](Self::with) adds a
/// value; local files are sent inside the request or uploaded, as in a typed input.
///
/// ```
/// use fal_client::{FileRef, JsonInput, json};
///
/// let input = JsonInput::from(json!({"prompt": "a cat", "steps": 4}))
///     .with("image_url", FileRef::path("cat.png"))
///     .with("reference_urls", [FileRef::url("https://example.com/a.png"), FileRef::path("b.png")])
///     .with("mask", JsonInput::new().with("url", FileRef::bytes("image/png", "...")).with("invert", true));
/// # let _ = input;
/// ```
///
/// A value of a type of your own becomes JSON by `serde_json::to_value`.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonInput(Value);

#[derive(Clone, Debug, PartialEq)]
enum Value {
    /// JSON without files.
    Json(Json),
    File(FileRef),
    List(Vec<JsonInput>),
    Object(BTreeMap<String, JsonInput>),
    /// Not an object, although it must be one.
    Invalid(&'static str),
}

impl JsonInput {
    /// An object without keys.
    #[must_use]
    pub fn new() -> Self {
        Self(Value::Object(BTreeMap::new()))
    }

    /// Sets one key. If this is not an object, the call is an error.
    #[must_use]
    pub fn with(self, key: impl Into<String>, value: impl Into<Self>) -> Self {
        match self.into_object() {
            Self(Value::Object(mut entries)) => {
                entries.insert(key.into(), value.into());
                Self(Value::Object(entries))
            }
            invalid => invalid,
        }
    }

    /// The same object; for another value, one that cannot be serialized, and has no files.
    pub(crate) fn into_object(self) -> Self {
        let found = match &self.0 {
            Value::Object(_) | Value::Invalid(_) => return self,
            Value::File(_) => "a file",
            Value::List(_) | Value::Json(Json::Array(_)) => "a list",
            Value::Json(Json::String(_)) => "a string",
            Value::Json(Json::Number(_)) => "a number",
            Value::Json(Json::Bool(_)) => "a boolean",
            Value::Json(Json::Null | Json::Object(_)) => "null",
        };
        Self(Value::Invalid(found))
    }
}

impl Default for JsonInput {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Json> for JsonInput {
    fn from(value: Json) -> Self {
        match value {
            Json::Object(entries) => entries.into_iter().collect(),
            value => Self(Value::Json(value)),
        }
    }
}

macro_rules! from_json {
    ($($ty:ty),*) => {$(
        impl From<$ty> for JsonInput {
            fn from(value: $ty) -> Self {
                Self(Value::Json(value.into()))
            }
        }
    )*};
}

from_json!(bool, i32, i64, u32, u64, usize, f64, &str, String);

impl From<FileRef> for JsonInput {
    fn from(file: FileRef) -> Self {
        Self(Value::File(file))
    }
}

impl<T: Into<Self>> From<Vec<T>> for JsonInput {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().map(Into::into).collect()
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for JsonInput {
    fn from(items: [T; N]) -> Self {
        items.into_iter().map(Into::into).collect()
    }
}

/// A list.
impl FromIterator<Self> for JsonInput {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self(Value::List(items.into_iter().collect()))
    }
}

/// An object.
impl<T: Into<Self>> FromIterator<(String, T)> for JsonInput {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(Value::Object(entries.into_iter().map(|(key, value)| (key, value.into())).collect()))
    }
}

impl Serialize for JsonInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Json(value) => value.serialize(serializer),
            Value::File(file) => file.serialize(serializer),
            Value::List(items) => serializer.collect_seq(items),
            Value::Object(entries) => serializer.collect_map(entries),
            Value::Invalid(found) => Err(S::Error::custom(format!("expected a JSON object, found {found}"))),
        }
    }
}

impl Files for JsonInput {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        match &mut self.0 {
            Value::Json(_) | Value::Invalid(_) => {}
            Value::File(file) => visit(file),
            Value::List(items) => items.each_file(visit),
            Value::Object(entries) => entries.each_file(visit),
        }
    }
}

/// The limits of the model are not known here, so a call with [`validate`](crate::Call::validate) is an error.
impl Validate for JsonInput {}

impl ModelInput for JsonInput {
    const ENDPOINT: Option<&'static str> = None;
    type Output = Json;
}

/// Whether the model streams is not known here: if it does not, the response is an error.
impl StreamingEndpoint for JsonInput {}
