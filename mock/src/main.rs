//! The local server as a program. Reads the command line and a schema folder; serves until it is stopped.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use fal_mock::{Options, Pace, Server};

/// Serve the models of a schema folder on this machine: run, queue, stream and result files. No key needed.
#[derive(Parser)]
#[command(name = "cargo xtask serve", bin_name = "cargo xtask serve")]
struct Arguments {
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
    /// Address to listen on; port 0 is any free one.
    #[arg(long, default_value = "127.0.0.1:8790", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How long a job waits in the queue, in milliseconds.
    #[arg(long, default_value_t = 500, value_name = "MS")]
    queued: u64,
    /// How long a model takes, in milliseconds.
    #[arg(long, default_value_t = 1500, value_name = "MS")]
    running: u64,
}

fn main() -> ExitCode {
    match serve(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &Arguments) -> anyhow::Result<()> {
    let catalog = fal_codegen::load(&arguments.schemas)?;
    let count = catalog.endpoints.len();
    let pace = Pace::Clock {
        queued: Duration::from_millis(arguments.queued),
        running: Duration::from_millis(arguments.running),
    };
    let options = Options { listen: arguments.listen, pace, ..Options::default() };
    let server = Server::start(catalog, options).with_context(|| format!("cannot listen on {}", arguments.listen))?;
    println!("{count} models at {}", server.url());
    println!("In Rust: Config::new(\"local:key\").hosts(Hosts::local(\"{}\"))", server.url());
    println!("Stop with Ctrl-C.");
    server.serve_forever();
    Ok(())
}
