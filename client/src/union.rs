//! The `union!` macro: an enum whose arms are different JSON shapes without a tag. Used by generated
//! code, one line per union.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Gives an untagged enum `From` for each arm and serde: written as the arm, read by trying the arms
/// in order.
///
/// The arms must be told apart by their JSON shape; the first one that fits wins.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Size {
///     Pixels(i64),
///     Preset(String),
/// }
///
/// fal_client::union!(Size { Pixels(i64), Preset(String) });
///
/// assert_eq!(Size::from(512), Size::Pixels(512));
/// assert_eq!(serde_json::from_str::<Size>("\"square\"")?, Size::Preset("square".into()));
/// assert!(serde_json::from_str::<Size>("[]").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident { $($arm:ident($ty:ty)),* $(,)? }) => {
        $(
            impl ::core::convert::From<$ty> for $name {
                fn from(value: $ty) -> Self {
                    Self::$arm(value)
                }
            }
        )*

        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$arm(value) => $crate::__private::Serialize::serialize(value, serializer),)*
                }
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                fn build(
                    arms: &mut $crate::__private::Arms,
                ) -> ::core::option::Option<$name> {
                    $(
                        if let ::core::option::Option::Some(value) =
                            arms.attempt::<$ty>(::core::stringify!($arm))
                        {
                            return ::core::option::Option::Some($name::$arm(value));
                        }
                    )*
                    ::core::option::Option::None
                }
                $crate::__private::read_union(deserializer, build)
            }
        }
    };
}

/// Reads one JSON value and lets `build` try the arms.
///
/// # Errors
/// When no arm fits; the message says why for each arm.
pub fn read_union<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    build: fn(&mut Arms) -> Option<T>,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let mut arms = Arms { value, refused: Vec::new() };
    build(&mut arms).ok_or_else(|| D::Error::custom(format_args!("no form fits ({})", arms.refused.join("; "))))
}

/// The value of a union that is being read, and why the arms tried so far refused it.
#[derive(Debug)]
pub struct Arms {
    value: Value,
    refused: Vec<String>,
}

impl Arms {
    /// Tries one arm.
    pub fn attempt<T: for<'a> Deserialize<'a>>(&mut self, arm: &str) -> Option<T> {
        match T::deserialize(&self.value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refused.push(format!("{arm}: {error}"));
                None
            }
        }
    }
}
