//! The `union!` macro: an enum whose arms are different JSON shapes without a tag. Used by generated
//! code, one line per union.

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
                #[inline]
                fn from(value: $ty) -> Self {
                    Self::$arm(value)
                }
            }
        )*

        impl $crate::__private::Wire for $name {
            #[inline]
            fn level(&self) -> $crate::__private::Level<'_> {
                match self {
                    $(Self::$arm(value) => $crate::__private::Wire::level(value),)*
                }
            }

            #[inline]
            fn take(from: &mut $crate::__private::Reader) -> Self {
                loop {
                    $(
                        if let ::core::option::Option::Some(value) = from.form::<$ty>(::core::stringify!($arm)) {
                            return Self::$arm(value);
                        }
                    )*
                    // From here on the first one does.
                    from.no_form_fits();
                }
            }
        }

        $crate::__serde!($name);
    };
}
