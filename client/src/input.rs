//! The macros of inputs: `input!` for inputs that are written by hand, and what generated inputs have besides their JSON.

/// Completes an input that is written by hand: it has no documented limits, and none of its fields are local files.
///
/// [`Endpoint`](crate::Endpoint) has an example.
#[macro_export]
macro_rules! input {
    ($name:ident) => {
        impl $crate::__private::Validate for $name {}
        $crate::files!($name {});
    };
}

/// Lists the fields that may contain files to send.
#[doc(hidden)]
#[macro_export]
macro_rules! files {
    ($name:ident {}) => {
        impl $crate::__private::Files for $name {}
    };
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::__private::Files for $name {
            fn each_file(&mut self, visit: &mut dyn ::core::ops::FnMut(&mut $crate::FileRef)) {
                $($crate::__private::Files::each_file(&mut self.$field, visit);)*
            }
        }
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

/// Implements `From` for an input whose only required field is a string. One generic implementation costs less to compile
/// than one for `&str` and one for `String`.
#[doc(hidden)]
#[macro_export]
macro_rules! from_string {
    ($name:ident) => {
        impl<S: ::core::convert::Into<::std::string::String>> ::core::convert::From<S> for $name {
            #[inline]
            fn from(required: S) -> Self {
                Self::new(required)
            }
        }
    };
}
