//! An OpenAPI document to a draft: every construct is understood, left to the server with a remark, or refused with its
//! JSON pointer.

pub(crate) mod bounds;
pub(crate) mod document;
mod enums;
pub(crate) mod fields;
mod files;
mod keywords;
mod limits;
mod lists;
pub(crate) mod node;
mod objects;
mod references;
pub(crate) mod roots;
pub(crate) mod text;
mod unions;
pub(crate) mod values;
mod walk;
