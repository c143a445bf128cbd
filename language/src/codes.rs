//! The stable numbers of all diagnostics, in one file so that none is used twice.

use crate::diag::Code;

/// A file or a folder cannot be read.
pub const UNREADABLE: Code = Code(1);
/// The file is not YAML.
pub const SYNTAX: Code = Code(2);
/// A mapping has a key twice.
pub const DUPLICATE_KEY: Code = Code(3);
/// The file uses a part of YAML that schemas do not have, such as anchors.
pub const NOT_PLAIN: Code = Code(4);
/// The file is nested too deeply.
pub const TOO_DEEP: Code = Code(5);
/// YAML parsers disagree on a value.
pub const AMBIGUOUS: Code = Code(6);
/// A key that the language does not have.
pub const UNKNOWN_KEY: Code = Code(10);
/// A required key is missing.
pub const MISSING_KEY: Code = Code(11);
/// A value of a different kind than the key accepts.
pub const WRONG_KIND: Code = Code(12);
/// A type expression that cannot be parsed.
pub const TYPE_SYNTAX: Code = Code(20);
/// A type that is not declared.
pub const UNKNOWN_TYPE: Code = Code(21);
/// A type that nothing uses.
pub const UNUSED_TYPE: Code = Code(22);
/// A type with the name of a shared type or of a builtin.
pub const SHADOWED_TYPE: Code = Code(23);
/// A union whose alternatives cannot be distinguished in JSON.
pub const UNCLEAR_UNION: Code = Code(24);
/// A type or a default that contains itself.
pub const ENDLESS_TYPE: Code = Code(25);
/// A type that is not allowed at its location, or that is declared incompletely.
pub const TYPE_KIND: Code = Code(26);
/// Values of an enum that are missing, empty or repeated.
pub const ENUM_VALUES: Code = Code(27);
/// A default or an example that does not fit its type.
pub const WRONG_VALUE: Code = Code(30);
/// A default or an example outside the limits.
pub const OUT_OF_LIMITS: Code = Code(31);
/// A default or an example that is not a value of its enum.
pub const NOT_IN_ENUM: Code = Code(32);
/// A required field with a default.
pub const REQUIRED_DEFAULT: Code = Code(33);
/// A limit that does not apply to the type, or that no value satisfies.
pub const WRONG_LIMIT: Code = Code(34);
/// An endpoint id that is not valid.
pub const ENDPOINT_ID: Code = Code(40);
/// A file whose path does not follow from its endpoint id.
pub const ENDPOINT_PATH: Code = Code(41);
/// Two items with the same Rust name.
pub const COLLISION: Code = Code(50);
/// A name that cannot be used as a Rust name.
pub const NO_NAME: Code = Code(51);
/// A Rust name that the generated code or the runtime uses.
pub const RESERVED: Code = Code(52);
/// More families of models than a published crate may have features.
pub const TOO_MANY_FEATURES: Code = Code(53);
/// A file whose layout prevents an edit.
pub const LAYOUT: Code = Code(60);
