//! The project's commands: parses the command line and calls the library crates.
//! Exit status: 0 for success, 1 for errors and differences, 2 for invalid usage.

mod diff;
mod import;
mod json_schema;
mod regen;
mod revision;
mod serve;
mod share;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Project commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the models crate from the schemas.
    Regen(regen::Arguments),
    /// Add or update models from OpenAPI documents, model pages and llms.txt.
    Import(import::Arguments),
    /// Report what a change of the schemas means for the generated crate, and which part of its version to increment.
    ///
    /// Breaking: code that uses the crate may no longer compile. Behaviour: it compiles, and sends other requests.
    /// Additive: there is something new. Documentation: only texts change. Exit status: 0, whatever the differences; 1 for
    /// errors in the schemas, and for changes that --deny forbids.
    Diff(diff::Arguments),
    /// Suggest types that several models could share, with the edits that merge them.
    Share(share::Arguments),
    /// Serve the models on this machine, without a key.
    Serve(serve::Arguments),
    /// Write the JSON Schema of the schema files, for editors.
    JsonSchema(json_schema::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Regen(arguments) => regen::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Share(arguments) => share::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::JsonSchema(arguments) => json_schema::run(&arguments),
    };
    match outcome {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
