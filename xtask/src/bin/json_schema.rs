//! Writes the JSON Schemas of the YAML language to `schemas/`. With `--check` it only compares, and exits with 1 if they differ.
//! `cargo xtask json-schema` runs it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

const FOLDER: &str = "schemas";

fn main() -> anyhow::Result<ExitCode> {
    let check = std::env::args().skip(1).any(|argument| argument == "--check");
    let mut stale = false;
    for (name, text) in fal_schema::json_schemas() {
        let path = Path::new(FOLDER).join(name);
        let found = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            other => Some(other.with_context(|| format!("cannot read {}", path.display()))?),
        };
        if found.is_some_and(|found| found.replace("\r\n", "\n") == text) {
            print(&format!("{}: up to date\n", path.display()));
        } else if check {
            stale = true;
            print(&format!("{}: out of date; run `cargo xtask json-schema` and commit the result\n", path.display()));
        } else {
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            print(&format!("{}: written\n", path.display()));
        }
    }
    Ok(if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints a text. A closed pipe is not an error.
fn print(text: &str) {
    _ = std::io::stdout().write_all(text.as_bytes());
}
