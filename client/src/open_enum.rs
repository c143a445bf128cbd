//! The `open_enum!` macro: enums of wire strings that keep a value they do not know, so that a newer
//! server never breaks an older client. Used by generated code, one line per enum.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A wire value an enum has no variant for. Only the enum's `from_wire` makes one, so a known value
/// never hides in it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For `open_enum!` only.
    #[doc(hidden)]
    #[must_use]
    pub fn __new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it is on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives an enum its wire strings: `as_str`, `from_wire`, `KNOWN`, `Display` and serde. Also `Debug`, as a derive would
/// write it: enums have up to a thousand values, and all of this compiles from one table of them.
///
/// The enum must have the named variants and `Unknown(fal_client::UnknownValue)`.
///
/// ```
/// #[derive(Clone, PartialEq, Eq, Hash)]
/// #[non_exhaustive]
/// pub enum OutputFormat {
///     Jpeg,
///     Png,
///     /// A value this version does not know.
///     Unknown(fal_client::UnknownValue),
/// }
///
/// fal_client::open_enum!(OutputFormat { Jpeg = "jpeg", Png = "png" });
///
/// assert_eq!(OutputFormat::from_wire("png"), OutputFormat::Png);
/// assert_eq!(OutputFormat::from_wire("avif").as_str(), "avif");
/// assert_eq!(format!("{:?}", OutputFormat::from_wire("avif")), r#"Unknown("avif")"#);
/// assert_eq!(OutputFormat::KNOWN, [OutputFormat::Jpeg, OutputFormat::Png]);
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        impl $name {
            /// Every value this version knows, in the order of the documentation.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.__row().0
            }

            /// The value for a wire string; a string without a variant becomes `Unknown`.
            #[must_use]
            pub fn from_wire(value: &str) -> Self {
                match $crate::__private::known(Self::KNOWN, Self::as_str, value) {
                    ::core::option::Option::Some(known) => known,
                    ::core::option::Option::None => Self::Unknown($crate::UnknownValue::__new(value)),
                }
            }

            /// The value as it is on the wire, and the name of its variant.
            fn __row(&self) -> (&str, &'static str) {
                match self {
                    $(Self::$variant => ($wire, ::core::stringify!($variant)),)*
                    Self::Unknown(value) => (value.as_str(), "Unknown"),
                }
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(f, self.__row())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::read_value(deserializer, Self::from_wire)
            }
        }
    };
}

/// Reads a JSON string and makes a value of it.
///
/// # Errors
/// When the input is no string.
pub fn read_value<'de, D: Deserializer<'de>, T>(deserializer: D, from_wire: fn(&str) -> T) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(|value| from_wire(&value))
}

/// The known value with this wire form.
pub fn known<T: Clone>(known: &[T], wire: fn(&T) -> &str, value: &str) -> Option<T> {
    known.iter().find(|known| wire(known) == value).cloned()
}

/// What a derived `Debug` would write for a value with this wire form and this variant.
///
/// # Errors
/// Those of the formatter.
pub fn debug<W: fmt::Debug>(f: &mut fmt::Formatter<'_>, (wire, variant): (W, &'static str)) -> fmt::Result {
    match variant {
        "Unknown" => f.debug_tuple(variant).field(&wire).finish(),
        known => f.write_str(known),
    }
}
