//! Generates typed Rust clients from YAML descriptions of hosted AI models.
//!
//! The files are the pipeline: [`load()`] reads a folder (`load`, `yaml`, `read`, `schema`), gives it meaning and
//! names (`lower`, `names`, `naming`, [`ir`]) and checks it (`check`); [`generate`] plans the Rust code (`docs`, `plan`), writes it
//! down (`render`) and returns a [`FileTree`] (`emit`), which goes to disk when asked. [`mod@diff`] tells what a change of the
//! schemas means for those who use the generated code.
//!
//! ```no_run
//! let catalog = fal_codegen::load("schemas").map_err(|report| report.to_string())?;
//! let tree = fal_codegen::generate(&catalog, &fal_codegen::Options::default()).map_err(|report| report.to_string())?;
//! let difference = tree.write("generated".as_ref()).map_err(|error| error.to_string())?;
//! println!("{} files changed", difference.changed.len());
//! # Ok::<(), String>(())
//! ```

#[cfg(feature = "render")]
mod boxed;
#[cfg(feature = "render")]
mod build;
mod check;
mod codes;
mod diag;
#[cfg(feature = "render")]
pub mod diff;
#[cfg(feature = "render")]
mod docs;
#[cfg(feature = "render")]
mod emit;
mod expr;
#[cfg(feature = "import")]
mod import;
pub mod ir;
#[cfg(feature = "json-schema")]
mod json_schema;
mod load;
mod lower;
mod names;
mod naming;
#[cfg(feature = "render")]
mod options;
#[cfg(feature = "render")]
mod plan;
#[cfg(feature = "import")]
mod print;
mod read;
#[cfg(feature = "render")]
mod render;
pub mod schema;
mod suggest;
#[cfg(feature = "import")]
pub mod suggest_shared;
#[cfg(feature = "render")]
mod summary;
mod unit;
#[cfg(feature = "render")]
mod usage;
mod yaml;

#[cfg(feature = "render")]
pub use build::{build, build_to};
pub use diag::{Code, Diagnostic, Report, SourceFile, Sources, Span};
#[cfg(feature = "render")]
pub use emit::{Difference, FileTree};
#[cfg(feature = "import")]
pub use import::{Document, Imported, MAX_DOCUMENT_BYTES, Outcome, import, reprint};
#[cfg(feature = "json-schema")]
pub use json_schema::json_schemas;
pub use load::{load, load_texts};
#[cfg(feature = "render")]
pub use options::{ClientCrate, Options, Package};
pub use unit::SHARED_FILE;

/// Whether a text has the form of an endpoint's id: `fal-ai/flux/dev`.
#[cfg(feature = "import")]
#[must_use]
pub fn is_endpoint_id(text: &str) -> bool {
    names::is_id(text)
}

/// Generates a whole crate.
///
/// # Errors
/// More families than a crate on crates.io may have features; names that collide were reported by [`load()`].
#[cfg(feature = "render")]
pub fn generate(catalog: &ir::Catalog, options: &Options) -> Result<FileTree, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    let package = options.package.clone().unwrap_or_default();
    Ok(render::tree(&plan, options, &package))
}

/// Generates one text with a module per endpoint, for `include!`.
///
/// # Errors
/// As [`generate`].
#[cfg(feature = "render")]
pub fn generate_single(catalog: &ir::Catalog, options: &Options) -> Result<String, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    Ok(render::single(&plan, options))
}

/// One short text per module, by its name: every field with its Rust type, default and limits. Meant for review.
///
/// # Errors
/// As [`generate`].
#[cfg(feature = "render")]
pub fn summaries(catalog: &ir::Catalog, options: &Options) -> Result<Vec<(String, String)>, Box<Report>> {
    Ok(summary::summaries(&plan::plan(catalog, options)?))
}
