//! One small document per construct, and the schema that it becomes.

use std::fs;

use fal_import::Outcome;
use fal_tests::{assert_snapshot_named, root};

use crate::{fixture, folder, import};

fn names() -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/fixtures/openapi")).expect("the fixtures");
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".json")).collect();
    names.sort();
    names
}

#[test]
fn each_construct_becomes_a_schema_or_is_refused_with_its_place() {
    let folder = folder();
    for name in names() {
        let results = import(&[(&name, &fixture(&name))], folder.path());
        let text = match &results[0].outcome {
            Outcome::Failed(why) => why.clone(),
            _ => fs::read_to_string(folder.path().join(&results[0].path)).expect("a schema"),
        };
        assert_eq!(name.starts_with("bad"), matches!(results[0].outcome, Outcome::Failed(_)), "{name}: {text}");
        let stem = name.trim_end_matches(".json");
        assert_snapshot_named!(format!("import_{}", stem.replace('-', "_")), text);
    }
}

#[test]
fn what_is_imported_can_be_generated() {
    let folder = folder();
    for name in names() {
        import(&[(&name, &fixture(&name))], folder.path());
    }
    let catalog = fal_schema::load(folder.path()).unwrap_or_else(|report| panic!("{report}"));
    let options = fal_codegen::Options::default();
    let tree = fal_codegen::generate(&catalog, &options).unwrap_or_else(|report| panic!("{report}"));
    assert!(tree.get("src/model_2d_shape.rs").is_some(), "a module must not begin with a digit");
}

#[test]
fn shared_types_are_used_and_named_where_the_shape_is_the_same() {
    let folder = folder();
    let results = import(&[("a", &fixture("shared-types.json"))], folder.path());
    assert_eq!(results[0].shared, ["FileWithData", "ImageSize", "OutputFormat"]);
}

#[test]
fn a_document_that_fails_stops_no_other() {
    let folder = folder();
    let good = fixture("order.json");
    let results = import(&[("bad", "{"), ("good", &good), ("again", &good)], folder.path());
    let failed = |index: usize| matches!(&results[index].outcome, Outcome::Failed(_));
    assert!(failed(0) && !failed(1) && failed(2), "{results:?}");
    assert!(folder.path().join("fal-ai/order.yaml").exists());
}
