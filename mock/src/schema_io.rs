//! JSON according to a schema: an input is read, validated and completed, and an output is made up.

mod defaults;
mod input;
mod media;
mod output;
mod scope;
mod validate;

pub(crate) use defaults::complete;
pub(crate) use input::read;
pub(crate) use media::{Recipe, draw};
pub(crate) use output::{OutputRequest, output, picture_count};
pub(crate) use scope::Scope;
pub(crate) use validate::{Violation, validate, violations_body};
