//! `JsonView`: one level of a value as JSON, with its nested values as trait objects. serde serializes it, and the `Debug` and
//! `PartialEq` of objects use it.

use std::any::Any;
use std::fmt;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};

use super::label;
use super::path::{self, Step};

/// One level of JSON.
#[derive(Debug)]
pub enum JsonView<'a> {
    /// `null`, or an absent field.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(&'a str),
    /// The URL or data URI of a file.
    File(&'a str),
    /// Any JSON value.
    Json(&'a Value),
    /// A list.
    List(Vec<&'a dyn AnyWire>),
    /// An object with arbitrary keys.
    Map(Vec<(&'a str, &'a dyn AnyWire)>),
    /// An object with declared fields.
    Object(Object<'a>),
    /// A value that cannot be serialized, and why.
    Unserializable(&'static str),
}

/// A nested value of any type with a JSON form.
pub trait AnyWire: Any + fmt::Debug {
    /// The value as JSON, one level deep.
    fn view(&self) -> JsonView<'_>;

    /// Whether the other value has the same type and is equal.
    fn equals(&self, other: &dyn AnyWire) -> bool;
}

/// The fields of an object, in order.
#[derive(Debug)]
pub struct Object<'a>(Vec<Field<'a>>);

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    label: &'static str,
    pub(crate) value: &'a dyn AnyWire,
    optional: bool,
}

impl<'a> JsonView<'a> {
    /// An object of fields that are always written and fields that are omitted if they are `None`, each with its label.
    pub fn object(always: &[(&'static str, &'a dyn AnyWire)], optional: &[(&'static str, &'a dyn AnyWire)]) -> Self {
        let field = |optional| move |&(label, value): &(_, _)| Field { label, value, optional };
        let fields = always.iter().map(field(false)).chain(optional.iter().map(field(true)));
        JsonView::Object(Object(fields.collect()))
    }

    /// The fields of an object; other values have none.
    pub(crate) fn fields(&self) -> &[Field<'a>] {
        match self {
            JsonView::Object(Object(fields)) => fields,
            _ => &[],
        }
    }
}

impl Field<'_> {
    /// The name in Rust, as in `Debug`.
    pub(super) fn name(&self) -> &'static str {
        label::rust_name(self.label)
    }

    /// The name in JSON.
    pub(crate) fn wire_name(&self) -> &'static str {
        label::wire_name(self.label)
    }
}

impl Serialize for JsonView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            JsonView::Null => serializer.serialize_none(),
            JsonView::Boolean(value) => serializer.serialize_bool(*value),
            JsonView::Number(value) => value.serialize(serializer),
            JsonView::String(value) | JsonView::File(value) => serializer.serialize_str(value),
            JsonView::Json(value) => value.serialize(serializer),
            JsonView::List(items) => {
                let items = items.iter().enumerate();
                serializer.collect_seq(items.map(|(index, item)| Located(Step::Item(index), item.view())))
            }
            JsonView::Map(entries) => {
                let entries = entries.iter();
                serializer.collect_map(entries.map(|(key, value)| (key, Located(Step::Key(key), value.view()))))
            }
            JsonView::Object(object) => object.serialize(serializer),
            JsonView::Unserializable(why) => Err(S::Error::custom(why)),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in &self.0 {
            let (name, view) = (field.wire_name(), field.value.view());
            if !(field.optional && matches!(view, JsonView::Null)) {
                map.serialize_entry(name, &Located(Step::Field(name), view))?;
            }
        }
        map.end()
    }
}

/// A value within another. An error of it gets the step to it.
struct Located<'a>(Step<&'a str>, JsonView<'a>);

impl Serialize for Located<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(serializer).map_err(|error| S::Error::custom(path::within(&self.0, &error)))
    }
}
