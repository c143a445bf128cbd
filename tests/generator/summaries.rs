//! The models as reviewers see them: a line per field. A change to a model is a change to a few lines here.

use fal_codegen::Options;
use fal_tests::{assert_snapshot_named, catalog, root};

#[test]
fn each_model_has_its_lines() {
    let summaries = fal_codegen::summaries(&catalog(), &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    for (name, text) in summaries {
        assert_snapshot_named!(format!("model_{name}"), text);
    }
}

#[test]
fn no_snapshot_is_too_long_to_be_read() {
    for entry in walkdir::WalkDir::new(root().join("tests/snapshots")).into_iter().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "snap") {
            let lines = std::fs::read_to_string(entry.path()).expect("a snapshot").lines().count();
            assert!(lines <= 200, "{} has {lines} lines", entry.path().display());
        }
    }
}
