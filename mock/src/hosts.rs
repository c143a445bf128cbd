//! The hosts of fal, each in a module of its own.
//! Called by `router`.

pub(crate) mod cdn;
pub(crate) mod either;
pub(crate) mod files;
pub(crate) mod index;
pub(crate) mod queue;
pub(crate) mod rest;
pub(crate) mod run;
mod status;
mod stream;
