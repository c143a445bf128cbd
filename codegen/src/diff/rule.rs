//! The rules by which two catalogs differ, each with its stable name, and how much a difference weighs.
//! Used by the other files of `diff`; the names are for people, scripts and release notes.

use std::fmt;

/// How much a change weighs for those who use the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Only what is written about it.
    Documentation,
    /// More can be done; what was written before still compiles and does the same.
    Additive,
    /// What was written before compiles, but sends something else or is judged otherwise by `validate()`.
    Behaviour,
    /// What was written before may not compile any more.
    Breaking,
}

impl Level {
    /// Every level, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Behaviour, Self::Additive, Self::Documentation];

    /// The level's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Behaviour => "behaviour",
            Self::Breaking => "breaking",
        }
    }

    /// The part of the crate's version that goes up, from 1.0 on and before.
    #[must_use]
    pub fn bump(self) -> (&'static str, &'static str) {
        match self {
            Self::Breaking => ("major", "minor"),
            Self::Behaviour | Self::Additive => ("minor", "patch"),
            Self::Documentation => ("patch", "patch"),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Declares the rules: variant, stable name, what it means for users.
macro_rules! rules {
    ($($rule:ident $name:literal $meaning:literal)*) => {
        /// What kind of change it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The rule's stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What such a change means for those who use the generated crate.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$rule => $meaning,)* }
            }
        }
    };
}

rules! {
    EndpointAdded "endpoint-added" "A new module, and a method on the client."
    EndpointRemoved "endpoint-removed" "The module and the method are gone."
    BodyReplaced "body-replaced" "The request or the answer is no longer, or now, an object with known keys."
    StreamingAdded "streaming-added" "The call has `stream()`."
    StreamingRemoved "streaming-removed" "The call has no `stream()` any more."
    ExampleAdded "example-added" "There is an `example()`."
    ExampleRemoved "example-removed" "There is no `example()` any more."
    ExampleChanged "example-changed" "`example()` holds another value."
    RustNameChanged "rust-name-changed" "A `rust_name` was set, changed or removed, and the old name is gone in Rust."
    DocChanged "doc-changed" "Only the text about it."
    FieldAdded "field-added" "A new public field; in requests with a setter. One that is required is one more argument of `new`."
    FieldRemoved "field-removed" "The field is gone, and its setter or its argument of `new`."
    FieldTypeChanged "field-type-changed" "The field, its setter or its argument of `new` has another type."
    FieldsReordered "fields-reordered" "Optional fields in another order, which only readers notice."
    ParametersReordered "parameters-reordered" "Required fields in another order: `new` takes its arguments in that order."
    RequiredAdded "required-added" "The field became required: `new` takes one more argument, and an `Option` became a value."
    RequiredRemoved "required-removed" "The field is no longer required: `new` takes one argument less."
    DefaultAdded "default-added" "In requests the `Option` became a value, which is sent."
    DefaultRemoved "default-removed" "In requests the value became an `Option`, which is left out unless it is set."
    DefaultChanged "default-changed" "Requests that leave the field alone send another value."
    LimitTightened "limit-tightened" "`validate()` refuses more than before."
    LimitWidened "limit-widened" "`validate()` allows more than before."
    PatternChanged "pattern-changed" "The server checks another pattern; it is only documented here."
    Deprecated "deprecated" "Using the field is a compiler warning now."
    DeprecationRemoved "deprecation-removed" "Using the field is no warning any more."
    UnionArmAdded "union-arm-added" "One more alternative. The union is called after its alternatives, so it has another name."
    UnionArmRemoved "union-arm-removed" "An alternative is gone. The union is called after its alternatives, so it has another name."
    UnionArmBoxed "union-arm-boxed" "An alternative grew or shrank so much that it is, or is no longer, in a `Box`: code that takes it out of the union sees another type."
    TypeAdded "type-added" "A new type."
    TypeRemoved "type-removed" "The type is gone."
    TypeRenamed "type-renamed" "The same type under another name."
    TypeMoved "type-moved" "The same type in another module: shared types stand at the crate's root."
    TypeKindChanged "type-kind-changed" "An object became an enum, or an enum something else."
    TypeInRequests "type-in-requests" "The type is part of requests now: it has setters, and its defaults are values instead of `Option`s."
    TypeNotInRequests "type-not-in-requests" "The type is in no request any more: its setters are gone, and its defaults are `Option`s."
    ValidationRemoved "validation-removed" "Nothing about the type is limited any more, so it has no `validate()`."
    ValuesAdded "values-added" "New values of an enum; before, they arrived as `Unknown`."
    ValuesRemoved "values-removed" "Values of an enum are gone; they arrive as `Unknown`."
    ValuesReordered "values-reordered" "The values of an enum in another order, which only readers notice."
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
