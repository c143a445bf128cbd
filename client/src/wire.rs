//! `Wire`: the JSON form that the macros give a type. A value shows itself one level deep, and takes itself from a `Reader`;
//! neither is generic and neither can end early, which keeps both cheap to compile. serde's traits, `Debug` and `PartialEq`
//! are one call each to what is here.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

mod free_form;
mod label;
mod level;
mod object;
pub(crate) mod open_enum;
pub(crate) mod open_int_enum;
mod reader;
mod union;

pub use level::{Level, Part};
pub use reader::Reader;

/// A type with a JSON form.
#[doc(hidden)]
pub trait Wire: Any + fmt::Debug + PartialEq {
    /// This value as JSON, one level deep.
    fn level(&self) -> Level<'_>;

    /// Takes a value. It always gives one: what the reader refused, or does not have, is a stand-in that nobody will see.
    fn take(from: &mut Reader) -> Self
    where
        Self: Sized;
}

/// Writes a value by serde.
///
/// # Errors
/// Those of the serializer, and when a value has no JSON form.
pub fn write<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.level().serialize(serializer)
}

/// Reads a value by serde.
///
/// # Errors
/// Those of the deserializer, and when the JSON has not the shape of the type.
pub fn read<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Reader::read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Writes an object as a derived `Debug` would.
///
/// # Errors
/// Those of the formatter.
pub fn debug<T: Wire>(value: &T, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for field in value.level().fields() {
        shown.field(field.name(), &field.value);
    }
    shown.finish()
}

/// Whether two objects are equal, field by field.
pub fn equal<T: Wire>(one: &T, other: &T) -> bool {
    let (one, other) = (one.level(), other.level());
    one.fields().iter().zip(other.fields()).all(|(one, other)| one.value.is(other.value))
}

/// Types that serde knows: the stand-in is their default.
macro_rules! leaf {
    ($($ty:ty: |$value:ident| $level:expr;)*) => {$(
        impl Wire for $ty {
            fn level(&self) -> Level<'_> {
                let $value = self;
                $level
            }

            fn take(from: &mut Reader) -> Self {
                from.leaf()
            }
        }
    )*};
}

leaf! {
    bool: |value| Level::Boolean(*value);
    u32: |value| Level::Number((*value).into());
    u64: |value| Level::Number((*value).into());
    String: |value| Level::Text(value);
    // JSON has no word for what is no number.
    f64: |value| serde_json::Number::from_f64(*value).map_or(Level::Null, Level::Number);
}

impl Wire for Value {
    fn level(&self) -> Level<'_> {
        Level::Json(self)
    }

    fn take(from: &mut Reader) -> Self {
        from.json()
    }
}

impl Wire for i64 {
    fn level(&self) -> Level<'_> {
        Level::Number((*self).into())
    }

    fn take(from: &mut Reader) -> Self {
        from.integer()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn level(&self) -> Level<'_> {
        self.as_ref().map_or(Level::Null, Wire::level)
    }

    fn take(from: &mut Reader) -> Self {
        from.some().then(|| T::take(from))
    }
}

impl<T: Wire> Wire for Box<T> {
    fn level(&self) -> Level<'_> {
        (**self).level()
    }

    fn take(from: &mut Reader) -> Self {
        Box::new(T::take(from))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn level(&self) -> Level<'_> {
        Level::List(self.iter().map(|item| item as &dyn Part).collect())
    }

    fn take(from: &mut Reader) -> Self {
        from.items().into_iter().map(|item| from.inner(item)).collect()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn level(&self) -> Level<'_> {
        Level::Map(self.iter().map(|(key, value)| (&**key, value as &dyn Part)).collect())
    }

    fn take(from: &mut Reader) -> Self {
        from.entries().into_iter().map(|(key, value)| (key, from.inner(value))).collect()
    }
}
