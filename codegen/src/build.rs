//! The entry point for build scripts, which generate a module of the crate being built from private schemas.

#![expect(clippy::disallowed_methods, reason = "Cargo passes the output folder to build scripts in the environment")]

use std::path::Path;
use std::process::ExitCode;

use crate::{FileTree, Options, generate_single, load};

/// Generates `$OUT_DIR/models.rs` from the schemas in `dir`. Errors are printed to standard error.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     fal_codegen::build("schemas")
/// }
/// ```
///
/// The crate then contains `mod models { include!(concat!(env!("OUT_DIR"), "/models.rs")); }` and depends on
/// `fal-client`.
#[must_use]
pub fn build(dir: impl AsRef<Path>) -> ExitCode {
    let dir = dir.as_ref();
    println!("cargo::rerun-if-changed={}", dir.display());
    let Some(out) = std::env::var_os("OUT_DIR") else {
        eprintln!("OUT_DIR is not set; call `fal_codegen::build` from a build script");
        return ExitCode::FAILURE;
    };
    match build_to(dir, Path::new(&out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Like [`build`], with an explicit output folder.
///
/// # Errors
/// Returns the diagnostics or the I/O error as text.
pub fn build_to(dir: &Path, out: &Path) -> Result<(), String> {
    let options = Options { command: "build.rs".to_owned(), crate_name: None, package: None };
    let catalog = load(dir).map_err(|report| report.to_string())?;
    let text = generate_single(&catalog, &options).map_err(|report| report.to_string())?;
    let mut tree = FileTree::default();
    tree.insert("models.rs", text);
    tree.replace_in(out).map_err(|error| error.to_string())
}
