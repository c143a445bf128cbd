//! Pictures: drawn from a recipe, as PNG or JPEG, the same bytes every time.

mod canvas;
mod draw;
mod encode;
mod label;
mod paint;
mod recipe;
mod size;

pub(crate) use draw::draw;
pub(crate) use recipe::{Format, Recipe};
pub(super) use size::requested_size;
