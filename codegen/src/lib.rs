//! Generates typed Rust clients from YAML descriptions of hosted AI models.
//!
//! [`fal_schema::load()`] reads the schemas. [`generate`] plans the Rust code (`plan`, `docs`), renders it (`render`)
//! and returns a [`FileTree`] (`emit`), which the caller can write to disk. [`mod@diff`] reports how a change of the
//! schemas affects the users of the generated code.
//!
//! ```no_run
//! let catalog = fal_schema::load("schemas").map_err(|report| report.to_string())?;
//! let tree = fal_codegen::generate(&catalog, &fal_codegen::Options::default()).map_err(|report| report.to_string())?;
//! let difference = tree.write("generated".as_ref()).map_err(|error| error.to_string())?;
//! println!("{} files changed", difference.changed.len());
//! # Ok::<(), String>(())
//! ```

mod boxed;
mod build;
pub mod diff;
mod docs;
mod emit;
mod options;
mod plan;
mod render;
mod summary;

use fal_schema::ir::Catalog;

pub use build::{build, build_to};
pub use emit::{Difference, FileTree};
pub use fal_schema::{Report, ir, load, load_texts};
pub use options::{ClientCrate, Options, Package};

/// Generates a whole crate.
///
/// # Errors
/// Returns an error if there are more families than a crate on crates.io may have features. Name collisions are already
/// reported by [`fal_schema::load()`].
pub fn generate(catalog: &Catalog, options: &Options) -> Result<FileTree, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    let package = options.package.clone().unwrap_or_default();
    Ok(render::tree(&plan, options, &package))
}

/// Generates one source file with a module per endpoint, for `include!`.
///
/// # Errors
/// See [`generate`].
pub fn generate_single(catalog: &Catalog, options: &Options) -> Result<String, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    Ok(render::single(&plan, options))
}

/// Summarizes each module for reviewers: its name, and all fields with their Rust types, defaults and limits.
///
/// # Errors
/// See [`generate`].
pub fn summaries(catalog: &Catalog, options: &Options) -> Result<Vec<(String, String)>, Box<Report>> {
    Ok(summary::summaries(&plan::plan(catalog, options)?))
}
