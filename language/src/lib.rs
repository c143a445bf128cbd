//! The YAML language that describes hosted AI models: one file per endpoint, and one with the types that endpoints share.
//!
//! [`load()`] reads a folder. The files of this crate are its passes: `yaml` finds the span of every key and value, `read`
//! turns the text into [`schema`], `lower` gives it meaning as [`ir`], `naming` gives every item its Rust name, and `check`
//! compares values with types. Whatever is wrong is a [`Diagnostic`] with its span and a way out, in one [`Report`].
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
