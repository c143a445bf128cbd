//! Models that have moved on: what exactly changes when newer documents are imported over older schemas, as `diff` reports it.
//! Reads `fixtures/later`, and the real later documents where they lie beside the workspace; elsewhere this says so.

use std::fs;
use std::path::{Path, PathBuf};

use fal_codegen::diff::{diff, report};
use fal_import::{Document, Outcome};
use fal_schema::ir::Catalog;
use fal_tests::{assert_snapshot_named, root};

use crate::import;

fn fixture(name: &str) -> String {
    fs::read_to_string(root().join("tests/fixtures/later").join(name)).expect("a fixture")
}

fn load(folder: &Path) -> Catalog {
    fal_schema::load(folder).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn a_newer_document_changes_what_it_says_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    import(&[("before", &fixture("before.json"))], folder.path());
    let path = folder.path().join("fal-ai/painter.yaml");
    let text = fs::read_to_string(&path).expect("a schema");
    let edited = text.replace("  source:\n    type: string", "  source:\n    type: file");
    assert_ne!(text, edited, "the field that is a file by hand is not there");
    fs::write(&path, edited).expect("written");
    let before = load(folder.path());
    let results = import(&[("after", &fixture("after.json"))], folder.path());
    assert_eq!(results[0].outcome, Outcome::Updated);
    assert_snapshot_named!("later_fixture", report(&diff(&before, &load(folder.path()))));
}

/// The later documents of the models that ship.
fn documents() -> Vec<Document> {
    let beside = root().parent().map(PathBuf::from).unwrap_or_default();
    let mut documents = Vec::new();
    for folder in ["ten", "siblings"] {
        let folder = ["shared", "openapi", folder].iter().fold(beside.clone(), |path, part| path.join(part));
        for entry in fs::read_dir(folder).expect("documents").flatten() {
            let text = fs::read_to_string(entry.path()).expect("a document");
            documents.push(Document { name: entry.file_name().to_string_lossy().into_owned(), text });
        }
    }
    documents.sort_by(|left, right| left.name.cmp(&right.name));
    documents
}

/// A copy of the schemas that ship, with the later documents imported over them.
fn updated() -> tempfile::TempDir {
    let documents = documents();
    let (folder, schemas) = (tempfile::tempdir().expect("a folder"), root().join("schemas"));
    for entry in walkdir::WalkDir::new(&schemas).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let target = folder.path().join(entry.path().strip_prefix(&schemas).expect("below"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::copy(entry.path(), target).expect("copied");
    }
    let results = fal_import::import(&documents, folder.path()).unwrap_or_else(|report| panic!("{report}"));
    let failed: Vec<_> = results.iter().filter(|result| matches!(result.outcome, Outcome::Failed(_))).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    folder
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn the_later_documents_of_what_ships_change_this_and_nothing_else() {
    let folder = updated();
    assert_snapshot_named!("later_documents", report(&diff(&fal_tests::catalog(), &load(folder.path()))));
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn the_outputs_of_the_tests_have_the_shape_of_the_later_documents() {
    let folder = updated();
    let outputs: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&fixture("outputs.json")).expect("JSON");
    for (id, output) in outputs {
        let path = folder.path().join(format!("{id}.yaml"));
        let text = fs::read_to_string(&path).expect("a schema");
        let (text, _) = text.split_once("\nexamples:\n").unwrap_or((&text, ""));
        // An example is checked against its types: nothing may be missing, nothing unknown.
        let output = without_nulls(output);
        fs::write(&path, format!("{text}\nexamples:\n  - output: {output}\n")).expect("written");
    }
    load(folder.path());
}

/// A null in an output is a field that is not there.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
            entries.map(|(key, value)| (key, without_nulls(value))).collect::<serde_json::Map<_, _>>().into()
        }
        serde_json::Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
