//! The `open_int_enum!` macro: enums of integers that keep an unknown value, like `open_enum!` for strings. Generated code
//! calls it once per enum.

use std::fmt;

/// An integer that an enum has no variant for. Only the enum's `from_wire` makes one, so it is never a known value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// For `open_int_enum!` only.
    #[doc(hidden)]
    #[must_use]
    pub fn __new(value: i64) -> Self {
        Self(value)
    }

    /// The value as it is in the JSON.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Implements an enum of integers: `as_i64`, `values`, `from_wire`, `KNOWN`, `From`, `Display` and serde, and `Debug`, `PartialEq`, `Eq` and
/// `Hash` like derived ones.
///
/// The enum must have the named variants and `Unknown(fal_client::UnknownInteger)`.
///
/// ```
/// #[derive(Clone)]
/// #[non_exhaustive]
/// pub enum TextureSize {
///     Size512,
///     Size1024,
///     /// A value that this version does not know.
///     Unknown(fal_client::UnknownInteger),
/// }
///
/// fal_client::open_int_enum!(TextureSize { Size512 = 512, Size1024 = 1024 });
///
/// assert_eq!(TextureSize::from(512), TextureSize::Size512);
/// assert!(TextureSize::values().eq([512, 1024]));
/// assert_eq!(TextureSize::from_wire(7).as_i64(), 7);
/// assert_eq!(serde_json::to_string(&TextureSize::Size1024)?, "1024");
/// assert!(serde_json::from_str::<TextureSize>("\"512\"").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_int_enum {
    ($name:ident { $($variant:ident = $wire:literal),* $(,)? }) => {
        impl $name {
            /// Every value that this version knows, in the order of the documentation.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is in the JSON.
            #[must_use]
            #[inline]
            pub fn as_i64(&self) -> i64 {
                self.__row().0
            }

            /// The integers of `KNOWN`, in the same order.
            #[inline]
            pub fn values() -> impl ::core::iter::Iterator<Item = i64> {
                Self::KNOWN.iter().map(Self::as_i64)
            }

            /// The value for an integer; one without a variant becomes `Unknown`.
            #[must_use]
            #[inline]
            pub fn from_wire(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::UnknownInteger::__new(value)),
                }
            }

            /// The value as it is in the JSON, and the name of its variant.
            #[inline]
            fn __row(&self) -> (i64, &'static str) {
                match self {
                    $(Self::$variant => ($wire, ::core::stringify!($variant)),)*
                    Self::Unknown(value) => (value.as_i64(), "Unknown"),
                }
            }
        }

        /// An integer without a variant becomes `Unknown`.
        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                Self::from_wire(value)
            }
        }

        impl $crate::__private::Wire for $name {
            #[inline]
            fn view(&self) -> $crate::__private::JsonView<'_> {
                $crate::__private::JsonView::Number(self.as_i64().into())
            }

            #[inline]
            fn take(from: &mut $crate::__private::Reader) -> Self {
                Self::from_wire(from.integer())
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    Self::Unknown(value) => f.debug_tuple("Unknown").field(value).finish(),
                    known => f.write_str(known.__row().1),
                }
            }
        }

        $crate::__by_wire_value!($name as_i64);
    };
}
