//! `cargo xtask import`: imports documents into a schema folder, and prints a report.

mod address;
#[cfg(feature = "network")]
mod fetch;
mod sources;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fal_import::{Document, Imported, Outcome};

/// Add or update models from OpenAPI documents, model pages and llms.txt.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// OpenAPI documents as fal serves them, texts of model pages, or fal's llms.txt of a model: files, folders of *.json
    /// and *.txt, or `-` for standard input. With the feature `network` also endpoint ids and URLs at fal.ai.
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let read = sources::read(&arguments.sources)?;
    anyhow::ensure!(!read.is_empty(), "missing documents: the sources contain no *.json or *.txt file");
    let documents: Vec<Document> = read.iter().flatten().cloned().collect();
    let imported = match fal_import::import(&documents, &arguments.schemas) {
        Ok(imported) => imported,
        Err(report) => {
            eprintln!("{report}; nothing was imported");
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut imported = imported.into_iter();
    let results: Vec<Imported> = read
        .into_iter()
        .filter_map(|read| match read {
            Ok(_) => imported.next(),
            Err(unreadable) => Some(Imported::failed(&unreadable.name, unreadable.reason)),
        })
        .collect();
    // A closed pipe is not an error.
    _ = std::io::stdout().write_all(report(&arguments.schemas, &results).as_bytes());
    let failed = results.iter().any(|result| matches!(result.outcome, Outcome::Failed(_)));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn report(schemas: &Path, results: &[Imported]) -> String {
    let mut text = String::new();
    let mut counts = [0; 4];
    for result in results {
        let path = schemas.join(&result.path);
        let line = result.line.map(|line| format!(":{line}")).unwrap_or_default();
        let (index, line) = match &result.outcome {
            Outcome::Added => (0, format!("   added {}", path.display())),
            Outcome::Updated => (1, format!(" updated {}", path.display())),
            Outcome::Unchanged => (2, String::new()),
            Outcome::Failed(reason) => (3, format!("  failed {}{line}: {reason}", result.document)),
        };
        counts[index] += 1;
        if line.is_empty() {
            continue;
        }
        let names = |what: &str, names: &[String]| match names {
            [] => String::new(),
            names => format!(", {what} {}", names.join(", ")),
        };
        let (shared, left_out) = (names("uses", &result.shared), names("leaves out", &result.left_out));
        let remarks = if result.remarks { ", has remarks (`note: Import: ...`)" } else { "" };
        text += &format!("{line}{shared}{left_out}{remarks}\n");
    }
    let [added, updated, unchanged, failed] = counts;
    text + &format!("{}: {added} added, {updated} updated, {unchanged} unchanged, {failed} failed\n", schemas.display())
}
