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
    let mut server = Command::new(cargo);
    server.args(["run", "--quiet", "--package", "fal-mock", "--features", "cli", "--"]).args(&arguments.rest);
    replace_process(server).context("cannot run cargo")
}

/// Runs a program in the place of this process, so that a signal to this process reaches it.
#[cfg(unix)]
fn replace_process(mut program: Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(program.exec())
}

/// Runs a program and returns its exit code.
#[cfg(not(unix))]
fn replace_process(mut program: Command) -> std::io::Result<ExitCode> {
    let code = program.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
