//! `Wire`: the JSON form that the macros implement for a type. A value returns a view of one level of its JSON, and is read
//! from a `Reader`. Neither is generic over a format or returns early, which keeps both cheap to compile. serde's traits,
//! `Debug` and `PartialEq` are one call each to the functions here.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

mod abridged;
mod free_form;
mod json_view;
mod label;
mod object;
pub(crate) mod open_enum;
pub(crate) mod open_int_enum;
mod path;
mod reader;
mod union;

use abridged::Abridged;
pub use json_view::{AnyWire, JsonView};
use label::wire_name;
use path::Step;
pub(crate) use reader::Corrections;
use reader::Missing;
pub use reader::Reader;

/// A type with a JSON form.
#[doc(hidden)]
pub trait Wire: Any + fmt::Debug + PartialEq {
    /// One level of this value as JSON.
    fn view(&self) -> JsonView<'_>;

    /// Reads a value. It always returns one. If the reader has an error, that is a placeholder, which is discarded; if the
    /// value is missing, it is the corrected value: zero, empty, or an object of such fields.
    fn take(from: &mut Reader) -> Self
    where
        Self: Sized;
}

impl<T: Wire> AnyWire for T {
    fn view(&self) -> JsonView<'_> {
        Wire::view(self)
    }

    fn equals(&self, other: &dyn AnyWire) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref() == Some(self)
    }
}

/// Serializes a value by serde.
///
/// # Errors
/// Those of the serializer, and if a value has no JSON form.
pub fn write<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.view().serialize(serializer)
}

/// Deserializes a value by serde.
///
/// # Errors
/// Those of the deserializer, and if the JSON does not have the form of the type.
pub fn read<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    from_json(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn from_json<T: Wire>(value: Value) -> Result<T, String> {
    let mut reader = Reader::new(value, Missing::Refused);
    let read = T::take(&mut reader);
    reader.finish().map(|_| read)
}

/// Reads the output of a model. Unless it is strict, missing and `null` fields are corrected; returns their paths as well.
pub(crate) fn output<T: Wire>(value: Value, strict: bool) -> Result<(T, Corrections), String> {
    let mut reader = Reader::new(value, if strict { Missing::Refused } else { Missing::Corrected });
    let read = T::take(&mut reader);
    reader.finish().map(|corrections| (read, corrections))
}

/// Formats an object like a derived `Debug`.
///
/// # Errors
/// Those of the formatter.
pub fn debug<T: Wire>(value: &T, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut debug = f.debug_struct(name);
    for field in value.view().fields() {
        debug.field(field.name(), &Abridged(field.value));
    }
    debug.finish()
}

/// Whether two objects are equal, field by field.
pub fn equal<T: Wire>(one: &T, other: &T) -> bool {
    let (one, other) = (one.view(), other.view());
    one.fields().iter().zip(other.fields()).all(|(one, other)| one.value.equals(other.value))
}

const NOT_FINITE: &str = "NaN and infinity have no JSON form: expected a finite number";

/// Types that serde knows. Their placeholder is their default.
macro_rules! leaf {
    ($($ty:ty: |$value:ident| $view:expr;)*) => {$(
        impl Wire for $ty {
            fn view(&self) -> JsonView<'_> {
                let $value = self;
                $view
            }

            fn take(from: &mut Reader) -> Self {
                from.leaf()
            }
        }
    )*};
}

leaf! {
    bool: |value| JsonView::Boolean(*value);
    u32: |value| JsonView::Number((*value).into());
    String: |value| JsonView::String(value);
    f64: |value| serde_json::Number::from_f64(*value).map_or(JsonView::Unserializable(NOT_FINITE), JsonView::Number);
}

impl Wire for Value {
    fn view(&self) -> JsonView<'_> {
        JsonView::Json(self)
    }

    fn take(from: &mut Reader) -> Self {
        from.json()
    }
}

/// Integers. Their placeholder is zero.
macro_rules! integer {
    ($($ty:ty)*) => {$(
        impl Wire for $ty {
            fn view(&self) -> JsonView<'_> {
                JsonView::Number((*self).into())
            }

            fn take(from: &mut Reader) -> Self {
                from.whole();
                from.leaf()
            }
        }
    )*};
}

integer!(i64 u64);

impl<T: Wire> Wire for Option<T> {
    fn view(&self) -> JsonView<'_> {
        self.as_ref().map_or(JsonView::Null, Wire::view)
    }

    fn take(from: &mut Reader) -> Self {
        from.is_some().then(|| T::take(from))
    }
}

impl<T: Wire> Wire for Box<T> {
    fn view(&self) -> JsonView<'_> {
        (**self).view()
    }

    fn take(from: &mut Reader) -> Self {
        Box::new(T::take(from))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn view(&self) -> JsonView<'_> {
        JsonView::List(self.iter().map(|item| item as &dyn AnyWire).collect())
    }

    fn take(from: &mut Reader) -> Self {
        let items = from.items().into_iter().enumerate();
        items.map(|(index, item)| from.nested(Step::Item(index), Some(item))).collect()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn view(&self) -> JsonView<'_> {
        JsonView::Map(self.iter().map(|(key, value)| (&**key, value as &dyn AnyWire)).collect())
    }

    fn take(from: &mut Reader) -> Self {
        from.entries().into_iter().map(|(key, value)| from.entry(key, value)).collect()
    }
}

impl Reader {
    /// Reads a field that must be present.
    pub fn required<T: Wire>(&mut self, label: &'static str) -> T {
        let name = wire_name(label);
        let value = self.required_field(name);
        self.nested(Step::Field(name), value)
    }

    /// Reads a field that may be absent or `null`.
    pub fn optional<T: Wire>(&mut self, label: &'static str) -> Option<T> {
        let name = wire_name(label);
        let value = self.field(name).filter(|value| !value.is_null())?;
        Some(self.nested(Step::Field(name), Some(value)))
    }

    /// Overwrites `slot` with a field, unless the field is absent or `null`.
    pub fn fill<T: Wire>(&mut self, label: &'static str, slot: &mut T) {
        if let Some(value) = self.optional(label) {
            *slot = value;
        }
    }

    /// Reads an alternative of a union, if it matches.
    pub fn alternative<T: Wire>(&mut self, name: &str) -> Option<T> {
        let Some(mut arm) = self.arm() else {
            self.refuse_missing();
            return Some(T::take(self));
        };
        let read = T::take(&mut arm);
        self.finish_arm(name, arm).then_some(read)
    }

    /// Reads a value that was within this one; `None` makes a placeholder.
    fn nested<T: Wire>(&mut self, step: Step, value: Option<Value>) -> T {
        let fields = self.enter(step, value);
        let read = T::take(self);
        self.leave(fields);
        read
    }

    /// Reads a value of an object with arbitrary keys.
    fn entry<T: Wire>(&mut self, key: String, value: Value) -> (String, T) {
        let fields = self.enter(Step::Key(key), Some(value));
        let read = T::take(self);
        let key = self.leave(fields).map(Step::into_key).unwrap_or_default();
        (key, read)
    }
}
