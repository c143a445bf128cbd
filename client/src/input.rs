//! The macros of inputs: `input!` for inputs that are written by hand, and what generated inputs have besides their JSON.

/// Completes an input that is written by hand: it has no documented limits, and none of its fields are local files.
///
/// [`Endpoint`](crate::Endpoint) has an example.
#[macro_export]
macro_rules! input {
    ($name:ident) => {
        impl $crate::__private::Validate for $name {}
        impl $crate::__private::Files for $name {}
    };
}

/// Implements `validate()` as an inherent method, which needs no import.
#[doc(hidden)]
#[macro_export]
macro_rules! validate {
    ($name:ident) => {
        impl $name {
            /// Checks this input against its documented limits, without a request.
            ///
            /// # Errors
            /// All violations, each with the path of its field.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                $crate::__private::Validate::validate(self)
            }
        }
    };
}

/// Implements `From` for an input whose only required field is a string.
#[doc(hidden)]
#[macro_export]
macro_rules! from_string {
    ($name:ident) => {
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(required: &str) -> Self {
                Self::new(required)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(required: ::std::string::String) -> Self {
                Self::new(required)
            }
        }
    };
}
