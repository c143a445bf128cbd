//! `cargo xtask serve`: runs the local server, which is built on demand, so that the other commands compile quickly.

use std::process::{Command, ExitCode};

use anyhow::Context as _;

/// Serve the models on this machine, without a key.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Options of the server: --schemas DIR, --listen ADDRESS, --queued MS, --running MS, --polls, --faults FILE, --help.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "fal-mock", "--features", "cli", "--"])
        .args(&arguments.rest)
        .status()
        .context("cannot run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
