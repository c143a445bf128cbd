//! The `free_form!` macro: an input that is an object with arbitrary keys, for models that forward their input to another
//! service.

/// Implements the functions and serde's traits of a tuple struct around `BTreeMap<String, Json>`.
///
/// ```
/// use std::collections::BTreeMap;
///
/// #[derive(Clone, Debug, Default, PartialEq)]
/// pub struct Input(pub BTreeMap<String, fal_client::Json>);
///
/// fal_client::free_form!(Input);
///
/// let input = Input::new().with("model", "gpt").with("temperature", 0.5);
/// assert_eq!(serde_json::to_string(&input)?, r#"{"model":"gpt","temperature":0.5}"#);
/// assert_eq!(Input::from(fal_client::json!({"a": 1}))["a"], 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! free_form {
    ($name:ident) => {
        impl $name {
            /// An object without keys.
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets one key.
            pub fn with(
                mut self,
                key: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::Json>,
            ) -> Self {
                self.0.insert(key.into(), value.into());
                self
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = ::std::collections::BTreeMap<::std::string::String, $crate::Json>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl ::core::convert::From<::std::collections::BTreeMap<::std::string::String, $crate::Json>> for $name {
            fn from(entries: ::std::collections::BTreeMap<::std::string::String, $crate::Json>) -> Self {
                Self(entries)
            }
        }

        /// Takes the keys of a JSON object; other values have none.
        impl ::core::convert::From<$crate::Json> for $name {
            fn from(value: $crate::Json) -> Self {
                match value {
                    $crate::Json::Object(entries) => Self(entries.into_iter().collect()),
                    _ => Self::default(),
                }
            }
        }

        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}
