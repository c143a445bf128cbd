//! The `union!` macro: the JSON form of an enum without a tag. Generated code calls it once per union.

/// Implements `From` for each alternative of an untagged enum, and its JSON form: that of the alternative. When it is read,
/// the alternatives are tried in order, and the first one that matches is used.
///
/// If none matches an output, the client corrects the alternative that knows most keys of the JSON object (or the only one of
/// the same JSON kind), as [`Response::corrections`](crate::Response::corrections) describes. If two know as many, that
/// is an error: an alternative is never guessed.
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
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($name:ident { $($alternative:ident($ty:ty)),* $(,)? }) => {
        $(
            impl ::core::convert::From<$ty> for $name {
                #[inline]
                fn from(value: $ty) -> Self {
                    Self::$alternative(value)
                }
            }
        )*

        impl $crate::__private::Wire for $name {
            #[inline]
            fn view(&self) -> $crate::__private::JsonView<'_> {
                match self {
                    $(Self::$alternative(value) => $crate::__private::Wire::view(value),)*
                }
            }

            #[inline]
            fn take(from: &mut $crate::__private::Reader) -> Self {
                loop {
                    $(
                        if let ::core::option::Option::Some(value) = from.alternative::<$ty>(::core::stringify!($alternative)) {
                            return Self::$alternative(value);
                        }
                    )*
                    // From now on, the first one matches as a placeholder.
                    from.no_match();
                }
            }
        }

        $crate::__serde!($name);
    };
}
