//! `Wire`: the JSON form that the macros implement for a type. A value returns a view of one level of its JSON, and is read
//! from a `Reader`. Neither is generic over a format or returns early, which keeps both cheap to compile. serde's traits,
//! `Debug` and `PartialEq` are one call each to the functions here.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

mod free_form;
mod json_view;
mod label;
mod object;
pub(crate) mod open_enum;
pub(crate) mod open_int_enum;
mod reader;
mod shown;
mod union;

pub use json_view::{AnyWire, JsonView};
use label::{path, wire_name};
pub use reader::Reader;
use shown::Shown;

/// A type with a JSON form.
#[doc(hidden)]
pub trait Wire: Any + fmt::Debug + PartialEq {
    /// One level of this value as JSON.
    fn view(&self) -> JsonView<'_>;

    /// Reads a value. It always returns one: if the reader has an error or no value, a placeholder that is discarded.
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
    let mut reader = Reader { value: Some(value), ..Reader::default() };
    let read = T::take(&mut reader);
    reader.error.map_or(Ok(read), Err)
}

/// A value in place of one that cannot be read. It is discarded with everything around it.
fn placeholder<T: Wire>() -> T {
    T::take(&mut Reader::default())
}

/// Formats an object like a derived `Debug`.
///
/// # Errors
/// Those of the formatter.
pub fn debug<T: Wire>(value: &T, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut debug = f.debug_struct(name);
    for field in value.view().fields() {
        debug.field(field.name(), &Shown(field.value));
    }
    debug.finish()
}

/// Whether two objects are equal, field by field.
pub fn equal<T: Wire>(one: &T, other: &T) -> bool {
    let (one, other) = (one.view(), other.view());
    one.fields().iter().zip(other.fields()).all(|(one, other)| one.value.equals(other.value))
}

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
    u64: |value| JsonView::Number((*value).into());
    String: |value| JsonView::String(value);
    // JSON has no infinity and no NaN.
    f64: |value| serde_json::Number::from_f64(*value).map_or(JsonView::Null, JsonView::Number);
}

impl Wire for Value {
    fn view(&self) -> JsonView<'_> {
        JsonView::Json(self)
    }

    fn take(from: &mut Reader) -> Self {
        from.json()
    }
}

impl Wire for i64 {
    fn view(&self) -> JsonView<'_> {
        JsonView::Number((*self).into())
    }

    fn take(from: &mut Reader) -> Self {
        from.integer()
    }
}

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
        from.items().into_iter().map(|item| from.nested(item)).collect()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn view(&self) -> JsonView<'_> {
        JsonView::Map(self.iter().map(|(key, value)| (&**key, value as &dyn AnyWire)).collect())
    }

    fn take(from: &mut Reader) -> Self {
        from.entries().into_iter().map(|(key, value)| (key, from.nested(value))).collect()
    }
}

impl Reader {
    /// Reads a field that must be present.
    pub fn required<T: Wire>(&mut self, label: &'static str) -> T {
        let name = wire_name(label);
        let Some(fields) = &mut self.fields else { return placeholder() };
        match fields.remove(name) {
            Some(value) => self.field(name, value),
            None => {
                self.fail(path(name, &"missing field"));
                placeholder()
            }
        }
    }

    /// Reads a field that may be absent or `null`.
    pub fn optional<T: Wire>(&mut self, label: &'static str) -> Option<T> {
        let name = wire_name(label);
        let value = self.fields.as_mut()?.remove(name).filter(|value| !value.is_null())?;
        Some(self.field(name, value))
    }

    /// Overwrites `slot` with a field, unless the field is absent or `null`.
    pub fn fill<T: Wire>(&mut self, label: &'static str, slot: &mut T) {
        if let Some(value) = self.optional(label) {
            *slot = value;
        }
    }

    /// Reads an alternative of a union, if it matches.
    pub fn alternative<T: Wire>(&mut self, name: &str) -> Option<T> {
        match self.value.clone().map(from_json) {
            Some(Ok(value)) => Some(value),
            Some(Err(error)) => {
                self.mismatches.push(format!("{name}: {error}"));
                None
            }
            None => Some(placeholder()),
        }
    }

    fn field<T: Wire>(&mut self, name: &str, value: Value) -> T {
        self.nested_with(value, |error| path(name, &error))
    }

    /// Reads a value that was within this one.
    fn nested<T: Wire>(&mut self, value: Value) -> T {
        self.nested_with(value, |error| error)
    }

    fn nested_with<T: Wire>(&mut self, value: Value, locate: impl FnOnce(String) -> String) -> T {
        from_json(value).unwrap_or_else(|error| {
            self.fail(locate(error));
            placeholder()
        })
    }
}
