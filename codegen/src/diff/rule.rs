//! The rules that classify changes between catalogs, with stable names for people, scripts and release notes.

use std::fmt;

/// The effect of a change on users of the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Only documentation changes.
    Documentation,
    /// New functionality; existing code still compiles and behaves in the same way.
    Additive,
    /// Existing code compiles, but sends different requests or gets different results from `validate()`.
    Behaviour,
    /// Existing code may no longer compile.
    Breaking,
}

impl Level {
    /// All levels, starting with the most severe.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Behaviour, Self::Additive, Self::Documentation];

    /// The name of the level.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Behaviour => "behaviour",
            Self::Breaking => "breaking",
        }
    }

    /// The part of the crate version to increment, for versions from 1.0 on and for versions before 1.0.
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

/// Declares the rules, each with its variant, its stable name and its effect on users.
macro_rules! rules {
    ($($rule:ident $name:literal $meaning:literal)*) => {
        /// The kind of a change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The stable name of the rule.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// The effect of such a change on users of the generated crate.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$rule => $meaning,)* }
            }
        }
    };
}

rules! {
    EndpointAdded "endpoint-added" "There is a new module and a new method of the client."
    EndpointRemoved "endpoint-removed" "The module and the method no longer exist."
    BodyReplaced "body-replaced" "The request or the response changed between an object with known keys and another type."
    StreamingAdded "streaming-added" "The call has a `stream()` method."
    StreamingRemoved "streaming-removed" "The call no longer has a `stream()` method."
    ExampleAdded "example-added" "There is an `example()` function."
    ExampleRemoved "example-removed" "There is no longer an `example()` function."
    ExampleChanged "example-changed" "`example()` returns a different value."
    RustNameChanged "rust-name-changed" "A `rust_name` was set, changed or removed, and the old Rust name no longer exists."
    DocChanged "doc-changed" "Only a description changed."
    FieldAdded "field-added" "There is a new public field. In requests there is a setter, or for a required field an additional argument of `new`."
    FieldRemoved "field-removed" "The field no longer exists, and neither does its setter or its argument of `new`."
    FieldTypeChanged "field-type-changed" "The field and its setter or its argument of `new` have a different type."
    FieldsReordered "fields-reordered" "Fields that are not arguments of `new` have a different order, which does not affect code."
    ParametersReordered "parameters-reordered" "Required fields of a request have a different order, and so have the arguments of `new`."
    RequiredAdded "required-added" "The field became required: in requests `new` takes an additional argument, and an `Option` became a value."
    RequiredRemoved "required-removed" "The field is no longer required: in requests `new` takes one argument fewer, and a value may have become an `Option`."
    DefaultAdded "default-added" "In requests, the `Option` became a value that is sent."
    DefaultRemoved "default-removed" "In requests, the value became an `Option` that is only sent if it is set."
    DefaultChanged "default-changed" "Requests that do not set the field send a different value."
    LimitTightened "limit-tightened" "`validate()` rejects values that it accepted before."
    LimitWidened "limit-widened" "`validate()` accepts values that it rejected before."
    PatternChanged "pattern-changed" "The server checks a different pattern. The crate only documents it."
    Deprecated "deprecated" "Uses of the field now cause a compiler warning."
    DeprecationRemoved "deprecation-removed" "Uses of the field no longer cause a compiler warning."
    UnionArmAdded "union-arm-added" "There is a new alternative. If the union is named after its alternatives, it has a different name."
    UnionArmRemoved "union-arm-removed" "An alternative no longer exists. If the union is named after its alternatives, it has a different name."
    UnionArmBoxed "union-arm-boxed" "The size of an alternative changed so much that it is now, or is no longer, in a `Box`. Code that matches on it gets a different type."
    TypeAdded "type-added" "There is a new type."
    TypeRemoved "type-removed" "The type no longer exists."
    TypeRenamed "type-renamed" "The type has a new name."
    TypeMoved "type-moved" "The type moved to another module. Shared types are in `types`."
    TypeKindChanged "type-kind-changed" "The type changed between an object, an enum and a union."
    TypeInRequests "type-in-requests" "The type is now part of requests: it has `new` and setters, and fields with defaults are values instead of `Option`s."
    TypeNotInRequests "type-not-in-requests" "The type is no longer part of requests: it has no `new` and no setters, and fields with defaults are `Option`s."
    ValuesAdded "values-added" "An enum has new values, which arrived as `Unknown` before."
    ValuesRemoved "values-removed" "An enum has fewer values. The removed ones arrive as `Unknown`."
    ValuesReordered "values-reordered" "The values of an enum have a different order, which does not affect code."
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
