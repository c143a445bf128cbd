//! Generates typed Rust clients from YAML descriptions of hosted AI models.
//!
//! [`fal_schema::load()`] reads the descriptions. [`generate`] plans the Rust code (`plan`, `docs`), writes it down (`render`)
//! and returns a [`FileTree`] (`emit`), which goes to disk when asked. [`mod@diff`] reports what a change of the schemas means
//! for those who use the generated code.
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
/// More families than a crate on crates.io may have features; names that collide were reported by [`fal_schema::load()`].
pub fn generate(catalog: &Catalog, options: &Options) -> Result<FileTree, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    let package = options.package.clone().unwrap_or_default();
    Ok(render::tree(&plan, options, &package))
}

/// Generates one text with a module per endpoint, for `include!`.
///
/// # Errors
/// As [`generate`].
pub fn generate_single(catalog: &Catalog, options: &Options) -> Result<String, Box<Report>> {
    let plan = plan::plan(catalog, options)?;
    Ok(render::single(&plan, options))
}

/// One short text per module, by its name: every field with its Rust type, default and limits. Meant for review.
///
/// # Errors
/// As [`generate`].
pub fn summaries(catalog: &Catalog, options: &Options) -> Result<Vec<(String, String)>, Box<Report>> {
    Ok(summary::summaries(&plan::plan(catalog, options)?))
}
