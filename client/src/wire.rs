//! The `object!` macro and what it expands to: serde for one struct, read through one JSON map,
//! written field by field. Kept lean because generated crates hold thousands of such types.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// Implements serde's `Serialize` and `Deserialize` for a struct that is a JSON object on the wire.
///
/// Three lists of fields: required ones, ones with a default (always sent), optional ones (of type
/// `Option`, left out when `None`). A field whose wire name is not its identifier is written
/// `r#type = "type"`. The type needs a `new` that takes the required fields in the same order and
/// sets every other field to its default.
///
/// Unknown keys are ignored; a missing or `null` field of the second or third list keeps what `new`
/// set; an error names the field by its path, such as `images.url`.
///
/// ```
/// #[derive(Debug, PartialEq)]
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
/// fal_client::object!(Image { url } { scale } { r#type = "type" });
///
/// let image: Image = serde_json::from_str(r#"{"url":"https://fal.media/a.png","new":1}"#)?;
/// assert_eq!(image, Image::new("https://fal.media/a.png"));
/// assert_eq!(serde_json::to_string(&image)?, r#"{"url":"https://fal.media/a.png","scale":1.0}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    // Without defaults a struct literal will do, and it infers every type by itself.
    ($name:ident
        { $($req:ident $(= $req_name:literal)?),* $(,)? }
        {}
        { $($opt:ident $(= $opt_name:literal)?),* $(,)? }
    ) => {
        $crate::__serialize!($name
            { $($req $($req_name)?),* } {} { $($opt $($opt_name)?),* });
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                fn build(fields: &mut $crate::__private::Fields) -> ::core::option::Option<$name> {
                    let ($(::core::option::Option::Some($req),)* true) =
                        ($(fields.required($crate::__wire_name!($req $($req_name)?)),)* fields.are_good())
                    else {
                        return ::core::option::Option::None;
                    };
                    ::core::option::Option::Some($name {
                        $($req,)*
                        $($opt: fields.optional($crate::__wire_name!($opt $($opt_name)?)),)*
                    })
                }
                $crate::__private::read(deserializer, build)
            }
        }
    };
    ($name:ident
        { $($req:ident $(= $req_name:literal)?),* $(,)? }
        { $($def:ident $(= $def_name:literal)?),* $(,)? }
        { $($opt:ident $(= $opt_name:literal)?),* $(,)? }
    ) => {
        $crate::__serialize!($name
            { $($req $($req_name)?),* } { $($def $($def_name)?),* } { $($opt $($opt_name)?),* });
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                fn build(fields: &mut $crate::__private::Fields) -> ::core::option::Option<$name> {
                    // `new` takes `impl Into`, so each argument's type comes from its field.
                    let ($(::core::option::Option::Some($req),)* true) = ($(fields.required_as(
                        $crate::__wire_name!($req $($req_name)?),
                        |object: &$name| &object.$req,
                    ),)* fields.are_good()) else {
                        return ::core::option::Option::None;
                    };
                    let mut object = $name::new($($req),*);
                    $(fields.fill($crate::__wire_name!($def $($def_name)?), &mut object.$def);)*
                    $(fields.fill($crate::__wire_name!($opt $($opt_name)?), &mut object.$opt);)*
                    ::core::option::Option::Some(object)
                }
                $crate::__private::read(deserializer, build)
            }
        }
    };
}

/// The `Serialize` half of `object!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($name:ident
        { $($req:ident $($req_name:literal)?),* }
        { $($def:ident $($def_name:literal)?),* }
        { $($opt:ident $($opt_name:literal)?),* }
    ) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut writer = $crate::__private::Writer::new(serializer);
                $(writer.put($crate::__wire_name!($req $($req_name)?), &self.$req);)*
                $(writer.put($crate::__wire_name!($def $($def_name)?), &self.$def);)*
                $(writer.put_some($crate::__wire_name!($opt $($opt_name)?), &self.$opt);)*
                writer.end()
            }
        }
    };
}

/// The wire name of a field: the given one, else its identifier.
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_name {
    ($field:ident) => {
        ::core::stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Reads one JSON object and builds a value of it.
///
/// # Errors
/// When the input is no object, or when a field is missing or has the wrong shape.
pub fn read<'de, D: Deserializer<'de>, T>(deserializer: D, build: fn(&mut Fields) -> Option<T>) -> Result<T, D::Error> {
    let map = Map::deserialize(deserializer)?;
    let mut fields = Fields { map, error: None };
    let built = build(&mut fields);
    match (fields.error, built) {
        (None, Some(built)) => Ok(built),
        (error, _) => Err(error.map_or_else(|| D::Error::custom("not built"), D::Error::custom)),
    }
}

/// The fields of an object that is being read. The first error is kept for [`read`], and callers get an `Option`: a `?`
/// per field would be most of what reading an object costs to compile.
#[derive(Debug)]
pub struct Fields {
    map: Map<String, Value>,
    error: Option<serde_json::Error>,
}

impl Fields {
    /// Takes a field that must be there; `None` is an error.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.map.remove(name) {
            Some(value) => self.value(name, value),
            None => {
                self.error.get_or_insert(at(name, &"missing field"));
                None
            }
        }
    }

    /// Like [`required`](Self::required), with the type taken from the field it is meant for.
    pub fn required_as<S, T: DeserializeOwned>(&mut self, name: &str, _field: fn(&S) -> &T) -> Option<T> {
        self.required(name)
    }

    /// Whether there was no error so far.
    pub fn are_good(&self) -> bool {
        self.error.is_none()
    }

    /// Takes a field that may be missing or `null`.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.map.remove(name).filter(|value| !value.is_null())?;
        self.value(name, value)
    }

    /// Overwrites `slot` with a field, unless the field is missing or `null`.
    pub fn fill<T: DeserializeOwned>(&mut self, name: &str, slot: &mut T) {
        if let Some(value) = self.optional(name) {
            *slot = value;
        }
    }

    fn value<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
        T::deserialize(value).map_err(|error| self.error.get_or_insert(at(name, &error))).ok()
    }
}

/// Puts a field name in front of an error. A path stands in backticks at the start of the message, so
/// that the field names of nested objects join to one path.
fn at<E: serde::de::Error>(name: &str, error: &impl std::fmt::Display) -> E {
    E::custom(path(name, error))
}

fn path(name: &str, error: &impl std::fmt::Display) -> String {
    let message = error.to_string();
    match message.strip_prefix('`') {
        Some(nested) => format!("`{name}.{nested}"),
        None => format!("`{name}`: {message}"),
    }
}

/// Writes the fields of an object. The first error is kept and given back by `end`.
#[derive(Debug)]
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// Starts an object.
    pub fn new(serializer: S) -> Self {
        Self { map: serializer.serialize_map(None) }
    }

    /// Writes one field.
    pub fn put<T: Serialize>(&mut self, name: &'static str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(S::Error::custom(path(name, &error)));
        }
    }

    /// Writes one field, unless it is `None`.
    pub fn put_some<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error of any field.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}
