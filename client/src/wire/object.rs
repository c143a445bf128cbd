//! The `object!` macro: the JSON form of a struct, from one list of its fields. Generated code calls it once per struct.

/// Implements the JSON form of a struct: serde's `Serialize` and `Deserialize`, and `PartialEq` and `Debug` like derived
/// ones, with the fields in the order of the lists.
///
/// There are up to three lists of fields: `required` ones, ones with a `default` (always written), and `optional` ones (of type
/// `Option`, omitted if `None`), in this order; a list without fields may be omitted. A field whose JSON name is not its
/// identifier is written `r#type = "type"`. A type with defaults needs a function `new` with the required fields as
/// parameters, in the same order, that sets every other field to its default; the list then has the types of the
/// required fields.
///
/// Unknown keys are ignored. A missing or `null` field with a default has it, and an optional one is `None`. An
/// error has the path of the field, such as `images[0].url`. Integers may be written as `7.0`.
///
/// serde reads strictly. The client also reads an output that lacks required fields, see
/// [`Response::corrections`](crate::Response::corrections); an object with a required field `url` is a file, which is an
/// error without it.
///
/// ```
/// pub struct Image {
///     pub url: String,
///     pub scale: f64,
///     pub r#type: Option<String>,
/// }
///
/// impl Image {
///     pub fn new(url: impl Into<String>) -> Self {
///         Self { url: url.into(), scale: 1.0, r#type: None }
///     }
/// }
///
/// fal_client::object!(Image { required: [url: String], default: [scale], optional: [r#type = "type"] });
///
/// let image: Image = serde_json::from_str(r#"{"url":"https://fal.media/a.png","new":1}"#)?;
/// assert_eq!(image, Image::new("https://fal.media/a.png"));
/// assert_eq!(serde_json::to_string(&image)?, r#"{"url":"https://fal.media/a.png","scale":1.0}"#);
/// assert_eq!(format!("{image:?}"), r#"Image { url: "https://fal.media/a.png", scale: 1.0, type: None }"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($name:ident {
        $(required: [$($req:ident $(= $req_name:literal)?),* $(,)?] $(,)?)?
        $(optional: [$($opt:ident $(= $opt_name:literal)?),* $(,)?] $(,)?)?
    }) => {
        $crate::__object!($name { $($($req $(= $req_name)?),*)? } { $($($opt $(= $opt_name)?),*)? } |from| {
            Self {
                $($($req: from.required($crate::__label!($req $(= $req_name)?)),)*)?
                $($($opt: from.optional($crate::__label!($opt $(= $opt_name)?)),)*)?
            }
        });
    };
    ($name:ident {
        $(required: [$($req:ident: $ty:ty $(= $req_name:literal)?),* $(,)?] $(,)?)?
        default: [$($def:ident $(= $def_name:literal)?),* $(,)?] $(,)?
        $(optional: [$($opt:ident $(= $opt_name:literal)?),* $(,)?] $(,)?)?
    }) => {
        $crate::__object!($name
            { $($($req $(= $req_name)?,)*)? $($def $(= $def_name)?),* } { $($($opt $(= $opt_name)?),*)? } |from| {
            let mut object = Self::new($($(from.required::<$ty>($crate::__label!($req $(= $req_name)?))),*)?);
            $(from.fill($crate::__label!($def $(= $def_name)?), &mut object.$def);)*
            $($(object.$opt = from.optional($crate::__label!($opt $(= $opt_name)?));)*)?
            object
        });
    };
}

/// `object!`, except for how the struct is built.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident
        { $($always:ident $(= $always_name:literal)?),* $(,)? }
        { $($opt:ident $(= $opt_name:literal)?),* }
        |$from:ident| $build:block
    ) => {
        impl $crate::__private::Wire for $name {
            #[inline]
            fn view(&self) -> $crate::__private::JsonView<'_> {
                $crate::__private::JsonView::object(
                    &[$(($crate::__label!($always $(= $always_name)?), &self.$always)),*],
                    &[$(($crate::__label!($opt $(= $opt_name)?), &self.$opt)),*],
                )
            }

            #[inline]
            fn take($from: &mut $crate::__private::Reader) -> Self {
                $from.object();
                $build
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(self, ::core::stringify!($name), f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::equal(self, other)
            }
        }

        $crate::__serde!($name);
    };
}

/// The label of a field: its name in Rust, and its name in JSON if that differs.
#[doc(hidden)]
#[macro_export]
macro_rules! __label {
    ($field:ident) => {
        ::core::stringify!($field)
    };
    ($field:ident = $name:literal) => {
        ::core::concat!(::core::stringify!($field), "=", $name)
    };
}

/// serde's traits for a type that implements `Wire`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl $crate::__private::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::write(self, serializer)
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::read(deserializer)
            }
        }
    };
}
