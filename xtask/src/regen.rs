//! `cargo xtask regen`: generates the crate from a schema folder, and writes or checks the output folder.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use fal_codegen::{ClientCrate, Difference, FileTree, Options, Package};
use similar::TextDiff;

/// The most lines of a diff to print for one file.
const MAX_DIFF_LINES: usize = 40;

/// Generate the models crate from the schemas.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; list the files that would change, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
    /// Folder of the generated crate.
    #[arg(long, default_value = "generated", value_name = "DIR")]
    out: PathBuf,
    /// Name of the generated package.
    #[arg(long, default_value = "fal-models", value_name = "NAME")]
    package: String,
    /// Folder of the fal-client crate, relative to the generated package. By default the workspace dependency is used.
    #[arg(long, value_name = "DIR")]
    client: Option<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(tree) = generate(arguments) else { return Ok(ExitCode::FAILURE) };
    let out = &arguments.out;
    if arguments.check {
        let difference = tree.compare(out).context("cannot compare")?;
        print(&check_text(arguments, &tree, &difference));
        let clean = difference.is_clean() && difference.foreign.is_empty();
        return Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let difference = tree.write(out).context("cannot write")?;
    print(&summary(out, &difference));
    Ok(ExitCode::SUCCESS)
}

/// Returns the generated files, or prints the diagnostics.
fn generate(arguments: &Arguments) -> Option<FileTree> {
    let client = match &arguments.client {
        Some(path) => ClientCrate::Path(path.clone()),
        None => ClientCrate::Workspace,
    };
    let options = Options {
        crate_name: Some(arguments.package.replace('-', "_")),
        package: Some(Package { name: arguments.package.clone(), client }),
        ..Options::default()
    };
    let tree = fal_schema::load(&arguments.schemas).and_then(|catalog| fal_codegen::generate(&catalog, &options));
    tree.map_err(|report| eprintln!("{report}; nothing was written")).ok()
}

fn summary(out: &Path, difference: &Difference) -> String {
    let mut text = String::new();
    let changed = difference.changed.iter().map(|(path, _)| ("changed", path));
    let missing = difference.missing.iter().map(|path| ("added", path));
    let stale = difference.stale.iter().map(|path| ("removed", path));
    for (what, path) in changed.chain(missing).chain(stale) {
        text += &format!("{what:>8} {path}\n");
    }
    for path in &difference.foreign {
        text += &format!("{:>8} {path}: not a generated file, left alone\n", "kept");
    }
    let [changed, added, removed] = [difference.changed.len(), difference.missing.len(), difference.stale.len()];
    text + &format!(
        "{}: {changed} changed, {added} added, {removed} removed, {} unchanged\n",
        out.display(),
        difference.unchanged
    )
}

fn check_text(arguments: &Arguments, tree: &FileTree, difference: &Difference) -> String {
    let out = arguments.out.display();
    if difference.is_clean() && difference.foreign.is_empty() {
        return format!("{out}: up to date, {} files\n", difference.unchanged);
    }
    let mut text = String::new();
    for (path, found) in &difference.changed {
        text += &format!("changed: {out}/{path}\n{}", short_diff(found, tree.get(path).unwrap_or_default()));
    }
    for path in &difference.missing {
        text += &format!("missing: {out}/{path}\n");
    }
    for path in &difference.stale {
        text += &format!("stale: {out}/{path}\n");
    }
    for path in &difference.in_the_way {
        text += &format!("in the way: {out}/{path} was not generated; move it, or use another --out\n");
    }
    for path in &difference.foreign {
        text += &format!("foreign: {out}/{path} was not generated; move it elsewhere\n");
    }
    text + "run `cargo xtask regen` and commit the result\n"
}

fn short_diff(old: &str, new: &str) -> String {
    let diff =
        TextDiff::from_lines(old, new).unified_diff().context_radius(1).header("on disk", "generated").to_string();
    let lines: Vec<&str> = diff.lines().collect();
    let mut text: String = lines.iter().take(MAX_DIFF_LINES).map(|line| format!("  {line}\n")).collect();
    if lines.len() > MAX_DIFF_LINES {
        text += &format!("  ... {} more lines\n", lines.len() - MAX_DIFF_LINES);
    }
    text
}

/// Prints a text. A closed pipe is not an error.
fn print(text: &str) {
    _ = std::io::stdout().write_all(text.as_bytes());
}
