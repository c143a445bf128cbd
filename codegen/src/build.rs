//! For build scripts: private schemas become a module of the crate being built. Reads a folder, feeds `OUT_DIR`.

#![expect(clippy::disallowed_methods, reason = "cargo gives build scripts their folder in the environment")]

use std::path::Path;
use std::process::ExitCode;

use crate::{FileTree, Options, generate_single, load};

/// Generates `$OUT_DIR/models.rs` from the schemas in `dir`. Findings go to the build's error output, one by one.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     fal_codegen::build("schemas")
/// }
/// ```
///
/// The crate then says `mod models { include!(concat!(env!("OUT_DIR"), "/models.rs")); }` and depends on `fal-client`.
#[must_use]
pub fn build(dir: impl AsRef<Path>) -> ExitCode {
    let dir = dir.as_ref();
    println!("cargo::rerun-if-changed={}", dir.display());
    let Some(out) = std::env::var_os("OUT_DIR") else {
        eprintln!("OUT_DIR is not set: call this from a build script");
        return ExitCode::FAILURE;
    };
    match build_to(dir, Path::new(&out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// As [`build`], into any folder.
///
/// # Errors
/// The findings, or what could not be written, as text.
pub fn build_to(dir: &Path, out: &Path) -> Result<(), String> {
    let options = Options { command: "build.rs".to_owned(), crate_name: None, package: None };
    let catalog = load(dir).map_err(|report| report.to_string())?;
    let text = generate_single(&catalog, &options).map_err(|report| report.to_string())?;
    let mut tree = FileTree::default();
    tree.insert("models.rs", text);
    tree.replace_in(out).map_err(|error| error.to_string())
}
