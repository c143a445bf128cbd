//! Random schemas: legal ones for the most part, with names, values and texts that are likely to cause trouble.

pub(crate) mod endpoint;
mod fields;
mod model;
mod names;
pub(crate) mod texts;
mod types;
mod values;
pub(crate) mod yaml;

pub(crate) use model::Scope;
