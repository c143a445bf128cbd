//! `cargo xtask diff`: compares two schema folders, or a folder with a git revision of it, and prints what the differences
//! mean.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fal_codegen::diff::{self, Level, Rule};
use fal_schema::ir::Catalog;

use crate::revision;

/// Report what a change of the schemas means for the generated crate, and which part of its version to increment.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folder with the old schemas (not with --base), and folder with the new schemas [default: schemas].
    #[arg(value_name = "DIR", num_args = 0..=2)]
    folders: Vec<PathBuf>,
    /// Compare with the folder in this git revision: `HEAD`, `main`, a tag.
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,
    /// Exit with 1 if a change has this level or a higher one: documentation, additive, behaviour, breaking.
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    deny: Option<Level>,
    /// List the rules with their explanations, without a comparison.
    #[arg(long, conflicts_with_all = ["folders", "base", "deny"])]
    rules: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.rules {
        let lines = Rule::ALL.iter().map(|rule| format!("{:<20} {}\n", rule, rule.meaning()));
        print(&lines.collect::<String>());
        return Ok(ExitCode::SUCCESS);
    }
    let Some((old, new)) = catalogs(arguments)? else { return Ok(ExitCode::FAILURE) };
    let changes = diff::diff(&old, &new);
    print(&diff::report(&changes));
    let denied = arguments.deny.is_some_and(|level| changes.iter().any(|change| change.level >= level));
    Ok(if denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn level(text: &str) -> Result<Level, String> {
    let names = Level::ALL.map(Level::name).join(", ");
    Level::ALL.into_iter().find(|level| level.name() == text).ok_or(format!("expected one of {names}"))
}

/// Loads both sides, or prints the diagnostics of the one with errors.
fn catalogs(arguments: &Arguments) -> anyhow::Result<Option<(Catalog, Catalog)>> {
    let schemas = PathBuf::from("schemas");
    let (old, new) = match (&arguments.base, arguments.folders.as_slice()) {
        (None, []) => anyhow::bail!(
            "missing folder or revision to compare with: add a folder, or `--base REVISION`, such as `--base HEAD`"
        ),
        (None, [old, rest @ ..]) => (folder(old), rest.first().unwrap_or(&schemas)),
        (Some(base), [] | [_]) => {
            let new = arguments.folders.first().unwrap_or(&schemas);
            (committed(new, base)?, new)
        }
        (Some(_), _) => anyhow::bail!(
            "too many folders: with --base, expected at most one, the folder to compare with its revision"
        ),
    };
    Ok(old.zip(folder(new)))
}

fn folder(path: &Path) -> Option<Catalog> {
    fal_schema::load(path).map_err(|report| eprintln!("{report}; nothing was compared")).ok()
}

fn committed(folder: &Path, revision: &str) -> anyhow::Result<Option<Catalog>> {
    let texts = revision::texts(folder, revision)?;
    let catalog = fal_schema::load_texts(texts);
    Ok(catalog.map_err(|report| eprintln!("{report} in {revision}; nothing was compared")).ok())
}

/// Prints a text. A closed pipe is not an error.
fn print(text: &str) {
    _ = std::io::stdout().write_all(text.as_bytes());
}
