//! What holds for every schema that is accepted: its crate compiles without a warning, so do its documentation and the
//! examples in it, and its examples come back as they are. Many schemas are checked in one workspace.

mod blame;
mod cargo;
mod catalog;
mod checks;
mod expected;
mod krate;
mod round;

pub(crate) use catalog::{Strings, grow, save, without_unused};
pub(crate) use krate::write;
pub(crate) use round::{folder, run};
