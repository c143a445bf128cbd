//! The hosts of fal, each in a module of its own.

pub(crate) mod cdn;
pub(crate) mod files;
pub(crate) mod index;
pub(crate) mod queue;
pub(crate) mod rest;
pub(crate) mod run;
pub(crate) mod run_or_queue;
mod status;
mod stream;
