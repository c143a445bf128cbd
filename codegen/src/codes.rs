//! The stable numbers of all findings, in one place so that none is used twice. Used by every pass that finds something.

use crate::diag::Code;

pub(crate) const UNREADABLE: Code = Code(1);
pub(crate) const SYNTAX: Code = Code(2);
pub(crate) const DUPLICATE_KEY: Code = Code(3);
pub(crate) const NOT_PLAIN: Code = Code(4);
pub(crate) const TOO_DEEP: Code = Code(5);
pub(crate) const AMBIGUOUS: Code = Code(6);
pub(crate) const UNKNOWN_KEY: Code = Code(10);
pub(crate) const MISSING_KEY: Code = Code(11);
pub(crate) const WRONG_KIND: Code = Code(12);
pub(crate) const TYPE_SYNTAX: Code = Code(20);
pub(crate) const UNKNOWN_TYPE: Code = Code(21);
pub(crate) const UNUSED_TYPE: Code = Code(22);
pub(crate) const SHADOWED_TYPE: Code = Code(23);
pub(crate) const UNCLEAR_UNION: Code = Code(24);
pub(crate) const ENDLESS_TYPE: Code = Code(25);
pub(crate) const TYPE_KIND: Code = Code(26);
pub(crate) const ENUM_VALUES: Code = Code(27);
pub(crate) const WRONG_VALUE: Code = Code(30);
pub(crate) const OUT_OF_LIMITS: Code = Code(31);
pub(crate) const NOT_IN_ENUM: Code = Code(32);
pub(crate) const REQUIRED_DEFAULT: Code = Code(33);
pub(crate) const WRONG_LIMIT: Code = Code(34);
pub(crate) const ENDPOINT_ID: Code = Code(40);
pub(crate) const ENDPOINT_PATH: Code = Code(41);
pub(crate) const COLLISION: Code = Code(50);
pub(crate) const NO_NAME: Code = Code(51);
pub(crate) const RESERVED: Code = Code(52);
#[cfg(feature = "render")]
pub(crate) const TOO_MANY_FEATURES: Code = Code(53);
#[cfg(feature = "import")]
pub(crate) const LAYOUT: Code = Code(60);
