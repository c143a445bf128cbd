//! The hosts of fal, each under its own first path segment.
//! Called by `router`.

pub(crate) mod files;
pub(crate) mod index;
pub(crate) mod queue;
pub(crate) mod run;
mod status;
mod stream;
