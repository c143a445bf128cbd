//! Tests of the importer: what documents become, what is kept when they are imported again, real documents in number.

mod constructs;
mod hostile;
mod later;
mod sample;
mod updates;

use std::fs;
use std::path::Path;

use fal_codegen::{Document, Imported};

/// Imports texts into a folder.
fn import(documents: &[(&str, &str)], schemas: &Path) -> Vec<Imported> {
    let document = |(name, text): &(&str, &str)| Document { name: (*name).to_owned(), text: (*text).to_owned() };
    let documents: Vec<Document> = documents.iter().map(document).collect();
    fal_codegen::import(&documents, schemas).unwrap_or_else(|report| panic!("{report}"))
}

/// A hand-written document.
fn fixture(name: &str) -> String {
    let path = fal_tests::root().join("tests/fixtures/openapi").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A folder with the shared types of the fixtures.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("shared.yaml"), fixture("shared.yaml")).expect("written");
    folder
}
