//! Tests of the importer: what documents become, what is kept when they are imported again, real documents in number.

mod collisions;
mod constructs;
mod forms;
mod hostile;
mod hostile_pages;
mod later;
mod pages;
mod sample;
mod silence;
mod unprintable;
mod updates;

use std::fs;
use std::path::Path;

use fal_import::{Document, Imported};

/// Imports texts into a folder.
fn import(documents: &[(&str, &str)], schemas: &Path) -> Vec<Imported> {
    let document = |(name, text): &(&str, &str)| Document { name: (*name).to_owned(), text: (*text).to_owned() };
    let documents: Vec<Document> = documents.iter().map(document).collect();
    fal_import::import(&documents, schemas).unwrap_or_else(|report| panic!("{report}"))
}

/// A hand-written document.
fn fixture(name: &str) -> String {
    fixture_of("openapi", name)
}

/// A hand-written document of a form: `openapi`, `pages` or `llms`.
fn fixture_of(form: &str, name: &str) -> String {
    let path = fal_tests::root().join("tests/fixtures").join(form).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of all documents of a form, in order.
fn fixtures_of(form: &str) -> Vec<String> {
    let entries = fs::read_dir(fal_tests::root().join("tests/fixtures").join(form)).expect("the fixtures");
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".yaml")).collect();
    names.sort();
    names
}

/// A folder with the shared types of the fixtures.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("shared.yaml"), fixture("shared.yaml")).expect("written");
    folder
}

/// A copy of this project's schemas, to write into.
fn scratch_copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    let schemas = fal_tests::root().join("schemas");
    for entry in walkdir::WalkDir::new(&schemas).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let target = copy.path().join(entry.path().strip_prefix(&schemas).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::copy(entry.path(), target).expect("copied");
    }
    copy
}
