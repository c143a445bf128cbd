//! Puts an input through the generator, as far as it goes. Feeds `batch`.

use std::io;

use fal_codegen::Options;
use fal_import::{Document, Outcome};
use fal_schema::Report;

use super::seeds::Input;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Refused,
}

/// Loads and generates, or imports, loads and generates. What is refused is printed as people would see it.
///
/// # Errors
/// What was imported is refused as a schema.
pub(crate) fn judge(input: &Input) -> Result<Verdict, String> {
    match input {
        Input::Schemas(texts) => {
            Ok(verdict(fal_schema::load_texts(texts.clone()).and_then(|catalog| generate(&catalog))))
        }
        Input::Document(text) => document(text).map_err(|error| error.to_string())?,
    }
}

fn verdict(outcome: Result<(), Box<Report>>) -> Verdict {
    match outcome {
        Ok(()) => Verdict::Accepted,
        Err(report) => {
            std::hint::black_box(report.to_string());
            Verdict::Refused
        }
    }
}

fn generate(catalog: &fal_schema::ir::Catalog) -> Result<(), Box<Report>> {
    fal_codegen::generate(catalog, &Options::default())?;
    fal_codegen::generate_single(catalog, &Options { crate_name: None, package: None, ..Options::default() })?;
    Ok(())
}

fn document(text: &str) -> io::Result<Result<Verdict, String>> {
    let folder = tempfile::tempdir()?;
    let documents = [Document { name: "document".to_owned(), text: text.to_owned() }];
    let imported = match fal_import::import(&documents, folder.path()) {
        Ok(imported) => imported,
        Err(report) => return Ok(Err(format!("the import fails: {report}"))),
    };
    if imported.iter().any(|imported| matches!(imported.outcome, Outcome::Failed(_))) {
        return Ok(Ok(Verdict::Refused));
    }
    let loaded = fal_schema::load(folder.path()).and_then(|catalog| generate(&catalog));
    Ok(loaded.map(|()| Verdict::Accepted).map_err(|report| format!("what was imported is refused: {report}")))
}
