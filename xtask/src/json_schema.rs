//! `cargo xtask json-schema`: writes the JSON Schemas for editors. The program in `bin/json_schema.rs` does the work and is
//! built on demand.

use std::process::{Command, ExitCode};

use anyhow::Context as _;

/// Write the JSON Schema of the schema files, for editors.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; exit with 1 if the files differ.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--features", "json-schema", "--bin", "json-schema", "--"])
        .args(arguments.check.then_some("--check"))
        .status()
        .context("cannot run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
