//! `cargo xtask import`: OpenAPI documents in, schemas out. Reads files, folders or standard input; writes a schema folder.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use fal_codegen::{Document, Imported, Outcome};

/// Add or update models from OpenAPI documents.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// OpenAPI documents as fal serves them: JSON files, folders of them, or `-` for standard input.
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Folder with the schemas.
    #[arg(long, default_value = "schemas", value_name = "DIR")]
    schemas: PathBuf,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut documents = Vec::new();
    for source in &arguments.sources {
        documents.extend(read(source)?);
    }
    anyhow::ensure!(!documents.is_empty(), "no document (*.json) is there");
    let results = match fal_codegen::import(&documents, &arguments.schemas) {
        Ok(results) => results,
        Err(report) => {
            eprintln!("{report}; nothing was imported");
            return Ok(ExitCode::FAILURE);
        }
    };
    // A reader that went away is no error.
    _ = std::io::stdout().write_all(report(&arguments.schemas, &results).as_bytes());
    let failed = results.iter().any(|result| matches!(result.outcome, Outcome::Failed(_)));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(source: &Path) -> anyhow::Result<Vec<Document>> {
    if source == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        return Ok(vec![Document { name: "-".to_owned(), text }]);
    }
    let mut paths = Vec::new();
    collect(source, &mut paths).with_context(|| format!("cannot read {}", source.display()))?;
    paths.sort();
    let one = |path: &PathBuf| {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Document { name: path.display().to_string(), text })
    };
    paths.iter().map(one).collect()
}

/// The file itself, or every JSON file below a folder.
fn collect(path: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "json") {
            collect(&path, found)?;
        }
    }
    Ok(())
}

fn report(schemas: &Path, results: &[Imported]) -> String {
    let mut text = String::new();
    let mut counts = [0; 4];
    for result in results {
        let path = schemas.join(&result.path);
        let (index, line) = match &result.outcome {
            Outcome::Added => (0, format!("   added {}", path.display())),
            Outcome::Updated => (1, format!(" updated {}", path.display())),
            Outcome::Unchanged => (2, String::new()),
            Outcome::Failed(why) => (3, format!("  failed {}: {why}", result.document)),
        };
        counts[index] += 1;
        if line.is_empty() {
            continue;
        }
        let shared =
            if result.shared.is_empty() { String::new() } else { format!(", uses {}", result.shared.join(", ")) };
        let remarks = if result.remarks { ", has remarks (`note: Import: ...`)" } else { "" };
        text += &format!("{line}{shared}{remarks}\n");
    }
    let [added, updated, unchanged, failed] = counts;
    text + &format!("{}: {added} added, {updated} updated, {unchanged} unchanged, {failed} failed\n", schemas.display())
}
