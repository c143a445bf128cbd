//! The ten captured pages: importing them changes nothing here, and from nothing makes what is here, apart from what a page
//! does not give.

use std::fs;
use std::path::{Path, PathBuf};

use fal_import::{Document, Imported, Outcome};
use serde_yaml::{Mapping, Value};

use crate::scratch_copy;

/// The pages.
fn pages() -> Vec<Document> {
    let beside = fal_tests::root().parent().map(PathBuf::from).unwrap_or_default();
    let entries = fs::read_dir(beside.join("shared").join("pages")).expect("pages");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let document =
        |path: &PathBuf| Document { name: path.display().to_string(), text: fs::read_to_string(path).expect("a page") };
    paths.iter().map(document).collect()
}

fn import(pages: &[Document], schemas: &Path) -> Vec<Imported> {
    fal_import::import(pages, schemas).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn importing_the_pages_changes_none_of_our_schemas() {
    let schemas = scratch_copy();
    for result in import(&pages(), schemas.path()) {
        assert_eq!(result.outcome, Outcome::Unchanged, "{result:?}");
        let text = |folder: &Path| fs::read_to_string(folder.join(&result.path)).expect("a schema");
        assert_eq!(text(schemas.path()), text(&fal_tests::root().join("schemas")), "{}", result.path);
    }
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn from_nothing_the_pages_make_our_schemas_but_for_what_they_do_not_say() {
    let schemas = tempfile::tempdir().expect("a folder");
    let ours = fal_tests::root().join("schemas");
    fs::copy(ours.join("shared.yaml"), schemas.path().join("shared.yaml")).expect("copied");
    let hidden = hidden_defaults();
    for result in import(&pages(), schemas.path()) {
        assert_eq!(result.outcome, Outcome::Added, "{result:?}");
        // The pages of two models show types of their siblings too, and one page shows what its empty output would need.
        let left_out = match result.path.as_str() {
            "fal-ai/ideogram/v2.yaml" => 13,
            "fal-ai/f-lite/standard.yaml" | "fal-ai/hidream-i1-full.yaml" => 1,
            _ => 0,
        };
        assert_eq!(result.left_out.len(), left_out, "{:?}", result.left_out);
        let read = |folder: &Path| -> Value {
            let text = fs::read_to_string(folder.join(&result.path)).expect("a schema");
            serde_yaml::from_str(&text).expect("YAML")
        };
        let (mut made, mut written) = (read(schemas.path()), read(&ours));
        let id = written["endpoint"].as_str().expect("an id").to_owned();
        for (_, owner, field) in hidden.iter().filter(|(endpoint, ..)| *endpoint == id) {
            let fields = fields_of(&mut written, owner);
            let default = fields[field.as_str()].as_mapping_mut().and_then(|field| field.shift_remove("default"));
            assert!(default.is_some(), "{id} {owner} {field}: there is no default");
        }
        for schema in [&mut made, &mut written] {
            strip(schema, &id);
        }
        let print = |value: &Value| serde_yaml::to_string(value).expect("YAML");
        assert_eq!(print(&made), print(&written), "{id}");
    }
}

/// Keys that a page says nothing about, so that people (or a later document) set them.
const BY_HAND: [&str; 6] = ["required", "min", "max", "min_length", "max_length", "note"];

/// Takes out what a page does not say.
fn strip(schema: &mut Value, id: &str) {
    let root = schema.as_mapping_mut().expect("a schema");
    _ = root.shift_remove("title");
    _ = root.shift_remove("note");
    _ = root["source"].as_mapping_mut().map(|source| source.shift_remove("captured"));
    if id == "fal-ai/hidream-i1-full" {
        // The page's table is empty.
        _ = root.shift_remove("output");
        _ = root.shift_remove("output_type");
    }
    let types = root.get_mut("types").and_then(Value::as_mapping_mut);
    let inner = types
        .into_iter()
        .flat_map(Mapping::values_mut)
        .filter_map(|ty| ty.get_mut("fields").map(Value::as_mapping_mut)?);
    inner.for_each(strip_fields);
    for part in ["input", "output"] {
        root.get_mut(part).and_then(Value::as_mapping_mut).into_iter().for_each(strip_fields);
    }
}

fn strip_fields(fields: &mut Mapping) {
    for (name, field) in fields {
        let field = field.as_mapping_mut().expect("a field");
        BY_HAND.iter().for_each(|key| _ = field.shift_remove(*key));
        if name == "timings" {
            // Of a type that no page defines.
            _ = field.shift_remove("type");
        }
    }
}

fn fields_of<'v>(schema: &'v mut Value, owner: &str) -> &'v mut Value {
    match owner {
        "input" | "output" => &mut schema[owner],
        _ => &mut schema["types"][owner]["fields"],
    }
}

/// Endpoint, owner and name of the fields whose default no page shows, by the tables of `tests/facts`; shared types aside.
fn hidden_defaults() -> Vec<(String, String, String)> {
    let table = fs::read_to_string(fal_tests::root().join("tests/facts/hidden.facts")).expect("the table");
    let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let hidden = rows.filter(|row| row.get(8).is_some_and(|default| *default != "-") && row[1] != "RGBColor");
    hidden.map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect()
}
