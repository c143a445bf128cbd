//! The local server as a program. It serves the models of a schema folder until it is stopped.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use fal_mock::{Fault, Options, Pace, Server};

/// Serve the models of a schema folder on this machine: run, queue, stream, uploads and webhooks. No key is needed.
#[derive(Parser)]
#[command(name = "cargo xtask serve", bin_name = "cargo xtask serve")]
struct Arguments {
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
    /// Address to listen on. Port 0 selects any free port.
    #[arg(long, default_value = "127.0.0.1:8790", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How long a job is queued, in milliseconds.
    #[arg(long, default_value_t = 500, value_name = "MS")]
    queued: u64,
    /// How long a model runs, in milliseconds.
    #[arg(long, default_value_t = 1500, value_name = "MS")]
    running: u64,
    /// YAML or JSON file with a list of fault rules.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Advance a job with each status request instead of with time.
    #[arg(long, conflicts_with_all = ["queued", "running"])]
    polls: bool,
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
    let catalog = Arc::new(fal_schema::load(&arguments.schemas)?);
    let faults = arguments.faults.as_deref().map_or(Ok(Vec::new()), rules)?;
    let options = Options { listen: arguments.listen, pace: pace(arguments), faults, ..Options::default() };
    let server = Server::start(Arc::clone(&catalog), options.clone())
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let faults = options.faults.len();
    println!("{} models at {}{}", catalog.endpoints.len(), server.url(), fault_rules(faults));
    for endpoint in &catalog.endpoints {
        println!("  {}{}", endpoint.id, if endpoint.streaming { ", streams" } else { "" });
    }
    println!("fal.run        {}", server.run_url());
    println!("queue.fal.run  {}", server.queue_url());
    println!("rest.fal.ai    {}", server.rest_url());
    println!("v3.fal.media   {}", server.cdn_url());
    println!("In Rust: Config::new(\"local:key\").hosts(Hosts::local(\"{}\"))", server.url());
    println!("Stop with Ctrl-C.");
    server.serve_forever();
    Ok(())
}

fn fault_rules(faults: usize) -> String {
    match faults {
        0 => String::new(),
        1 => ", 1 fault rule".to_owned(),
        more => format!(", {more} fault rules"),
    }
}

fn pace(arguments: &Arguments) -> Pace {
    if arguments.polls {
        return Pace::default();
    }
    Pace::Clock { queued: Duration::from_millis(arguments.queued), running: Duration::from_millis(arguments.running) }
}

fn rules(file: &Path) -> anyhow::Result<Vec<Fault>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Fault::read(&text).with_context(|| format!("invalid fault rules in {}", file.display()))
}
