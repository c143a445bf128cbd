//! `cargo xtask share`: suggests shared types for types that several models have, and prints or writes the edits.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fal_import::suggest::{self, Edit, Suggestions};
use similar::TextDiff;

/// Suggest shared types.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print or write only the suggestions with these type names, and those that they need.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
    /// Rename a suggested type; NAME then refers to the new name.
    #[arg(long = "as", value_name = "NAME=OTHER", value_parser = pair)]
    renames: Vec<(String, String)>,
    /// Print the edits as a patch for `git apply`.
    #[arg(long, conflicts_with = "write")]
    patch: bool,
    /// Change the schema files: all of them or none.
    #[arg(long)]
    write: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut suggestions = match suggest::suggest(&arguments.schemas) {
        Ok(suggestions) => suggestions,
        Err(report) => {
            eprintln!("{report}; no suggestions were made");
            return Ok(ExitCode::FAILURE);
        }
    };
    for (from, to) in &arguments.renames {
        if let Err(error) = suggestions.rename(from, to) {
            anyhow::bail!("{error}; nothing was changed");
        }
    }
    if !arguments.patch && !arguments.write && arguments.names.is_empty() {
        print(&suggest::report(&suggestions));
        return Ok(ExitCode::SUCCESS);
    }
    let edits = match suggestions.edits(&arguments.names) {
        Ok(edits) => edits,
        Err(error) => {
            eprintln!("{error}; nothing was changed");
            return Ok(ExitCode::FAILURE);
        }
    };
    if !arguments.write {
        print(&edits.iter().map(|edit| patch(&arguments.schemas, edit)).collect::<String>());
        return Ok(ExitCode::SUCCESS);
    }
    if let Err(error) = Suggestions::write(&arguments.schemas, &edits) {
        anyhow::bail!("cannot write: {error}; nothing was changed");
    }
    let files = edits.len();
    print(&format!("{}: {files} files changed; run `cargo xtask regen`\n", arguments.schemas.display()));
    Ok(ExitCode::SUCCESS)
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("expected `SuggestedName=OtherName`")?;
    Ok((from.to_owned(), to.to_owned()))
}

/// Returns the part of the patch for one file.
fn patch(schemas: &Path, edit: &Edit) -> String {
    let path = schemas.join(&edit.path).display().to_string().replace('\\', "/");
    let old = edit.old.as_deref();
    let from = old.map_or("/dev/null".to_owned(), |_| format!("a/{path}"));
    let diff = TextDiff::from_lines(old.unwrap_or_default(), &edit.new);
    diff.unified_diff().context_radius(3).header(&from, &format!("b/{path}")).to_string()
}

/// Prints a text. A closed pipe is not an error.
fn print(text: &str) {
    _ = std::io::stdout().write_all(text.as_bytes());
}
