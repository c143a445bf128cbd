//! One level of a value as JSON: what it is, and its parts, which have not been looked into yet. Made by `Wire`; written
//! by serde, and read by the `Debug` and `PartialEq` of objects.

use std::any::Any;
use std::fmt;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value};

use super::{Wire, label};

/// One level of JSON.
#[derive(Debug)]
pub enum Level<'a> {
    /// `null`, or no field at all.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(&'a str),
    /// Any JSON.
    Json(&'a Value),
    /// A list.
    List(Vec<&'a dyn Part>),
    /// An object with free keys.
    Map(Vec<(&'a str, &'a dyn Part)>),
    /// An object with known fields.
    Object(Object<'a>),
    /// No JSON yet, and why.
    Unready(&'static str),
}

/// A value inside another one.
pub trait Part: Any + fmt::Debug {
    /// The value as JSON, one level deep.
    fn level(&self) -> Level<'_>;

    /// Whether the other is of the same type, and equal.
    fn is(&self, other: &dyn Part) -> bool;
}

impl<T: Wire> Part for T {
    fn level(&self) -> Level<'_> {
        Wire::level(self)
    }

    fn is(&self, other: &dyn Part) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref() == Some(self)
    }
}

/// The fields of an object, in their order.
#[derive(Debug)]
pub struct Object<'a>(Vec<Field<'a>>);

/// One field of an object.
#[derive(Debug)]
pub(super) struct Field<'a> {
    label: &'static str,
    pub(super) value: &'a dyn Part,
    optional: bool,
}

impl<'a> Level<'a> {
    /// An object of fields that are always written and fields that are left out when they are nothing, each with its label.
    pub fn object(always: &[(&'static str, &'a dyn Part)], optional: &[(&'static str, &'a dyn Part)]) -> Self {
        let field = |optional| move |&(label, value): &(_, _)| Field { label, value, optional };
        let fields = always.iter().map(field(false)).chain(optional.iter().map(field(true)));
        Level::Object(Object(fields.collect()))
    }

    /// The fields of an object; anything else has none.
    pub(super) fn fields(&self) -> &[Field<'a>] {
        match self {
            Level::Object(Object(fields)) => fields,
            _ => &[],
        }
    }
}

impl Field<'_> {
    /// The name in Rust, as `Debug` shows it.
    pub(super) fn name(&self) -> &'static str {
        label::rust_name(self.label)
    }
}

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Level::Null => serializer.serialize_none(),
            Level::Boolean(value) => serializer.serialize_bool(*value),
            Level::Number(value) => value.serialize(serializer),
            Level::Text(value) => serializer.serialize_str(value),
            Level::Json(value) => value.serialize(serializer),
            Level::List(items) => serializer.collect_seq(items.iter().map(|item| item.level())),
            Level::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value.level()))),
            Level::Object(object) => object.serialize(serializer),
            Level::Unready(why) => Err(S::Error::custom(why)),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in &self.0 {
            let (name, level) = (label::wire_name(field.label), field.value.level());
            if !(field.optional && matches!(level, Level::Null)) {
                map.serialize_entry(name, &level).map_err(|error| S::Error::custom(label::path(name, &error)))?;
            }
        }
        map.end()
    }
}
