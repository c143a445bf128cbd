//! The YAML language that describes hosted AI models, with one file per endpoint and one file for shared types.
//!
//! [`load()`] reads a folder in several passes: `yaml` finds the spans of all keys and values, `read` deserializes the
//! files into the types of [`schema`], `lower` resolves them to the model in [`ir`], `naming` assigns Rust names, and
//! `check` validates the result. Errors of all passes are collected as [`Diagnostic`]s with spans and help in one
//! [`Report`].
//!
//! ```no_run
//! let catalog = fal_schema::load("schemas").map_err(|report| report.to_string())?;
//! for endpoint in &catalog.endpoints {
//!     println!("{}: {} fields", endpoint.id, endpoint.input.len());
//! }
//! # Ok::<(), String>(())
//! ```

mod check;
pub mod codes;
mod diag;
pub mod edit;
pub mod expr;
pub mod files;
mod integers;
pub mod ir;
#[cfg(feature = "json-schema")]
mod json_schema;
mod load;
mod lower;
pub mod names;
pub mod naming;
pub mod print;
mod read;
pub mod schema;
mod source_file;
mod suggest;
pub mod usage;
pub mod yaml;

pub use diag::{Code, Diagnostic, Report, SourceText, Sources, Span};
#[cfg(feature = "json-schema")]
pub use json_schema::json_schemas;
pub use load::{MAX_TYPES, load, load_texts};
pub use lower::BUILTINS;
pub use source_file::{SHARED_FILE, SourceFile};
pub use suggest::nearest;
