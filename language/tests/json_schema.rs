//! The JSON Schemas for editors are consistent with the YAML language.

#![expect(clippy::disallowed_methods, reason = "the test reads the files in `schemas`")]

use std::fs;
use std::path::Path;

#[test]
fn the_files_in_schemas_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    for (name, text) in fal_schema::json_schemas() {
        let current = fs::read_to_string(folder.join(name)).expect("the file exists");
        assert_eq!(current.replace("\r\n", "\n"), text, "{name}: run `cargo xtask json-schema`");
    }
}

#[test]
fn unknown_keys_are_refused_and_every_key_is_described() {
    for (name, text) in fal_schema::json_schemas() {
        let schema: serde_yaml::Value = serde_yaml::from_str(&text).expect("JSON is YAML");
        let types = schema["definitions"].as_mapping().expect("definitions").values();
        for object in types.chain([&schema]) {
            assert_eq!(object["additionalProperties"], false, "{name}: {object:?}");
            for (key, value) in object["properties"].as_mapping().expect("properties") {
                assert!(value["description"].is_string(), "{name}: {key:?} has no description");
            }
        }
    }
}
