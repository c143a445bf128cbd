//! The project's commands. Reads the command line; the work is done by the library crates.
//! Exit status: 0 fine, 1 findings, 2 wrong usage.

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
    /// Say what a change of the schemas means for the generated crate, and which part of its version goes up.
    ///
    /// Breaking: code that used the crate may not compile any more. Behaviour: it compiles, and sends something else.
    /// Additive: more can be done. Documentation: only the text. Exit status: 0, whatever differs; 1 for schemas that have
    /// mistakes, and with --deny.
    Diff(diff::Arguments),
    /// Suggest types that several models could share, with the edits that make them one.
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
