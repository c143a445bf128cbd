//! Real documents in number.

use std::path::PathBuf;

use fal_codegen::Options;
use fal_import::{Document, Outcome};

fn folder() -> PathBuf {
    let beside = fal_tests::root().parent().map(PathBuf::from).unwrap_or_default();
    ["shared", "openapi", "sample"].iter().fold(beside, |path, part| path.join(part))
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn every_real_document_is_imported_and_generated() {
    let entries = std::fs::read_dir(folder()).expect("documents");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let document = |path: &PathBuf| Document {
        name: path.display().to_string(),
        text: std::fs::read_to_string(path).expect("a document"),
    };
    let documents: Vec<Document> = paths.iter().map(document).collect();
    let schemas = tempfile::tempdir().expect("a folder");
    for entry in walkdir::WalkDir::new(fal_tests::root().join("schemas")).into_iter().flatten() {
        let below = entry.path().strip_prefix(fal_tests::root().join("schemas")).expect("below").to_owned();
        if entry.file_type().is_file() {
            let target = schemas.path().join(below);
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
    let results = fal_import::import(&documents, schemas.path()).unwrap_or_else(|report| panic!("{report}"));
    let failed: Vec<_> = results.iter().filter(|result| matches!(result.outcome, Outcome::Failed(_))).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let catalog = fal_schema::load(schemas.path()).unwrap_or_else(|report| panic!("{report}"));
    let tree = fal_codegen::generate(&catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    assert!(tree.iter().count() > documents.len(), "a module for each document");
    let again = fal_import::import(&documents, schemas.path()).unwrap_or_else(|report| panic!("{report}"));
    assert!(again.iter().all(|result| result.outcome == Outcome::Unchanged), "{again:#?}");
}
