//! First lines: generated files are marked, and schemas name the JSON Schema that editors check them with.

use crate::files::File;
use crate::{about, assert_none};

#[test]
fn every_generated_file_is_marked_in_its_first_line() {
    // The licences are links to those of the project.
    let files = about(|file| file.path.starts_with("generated/") && !file.path.starts_with("generated/LICENSE"));
    let violations: Vec<String> = files.iter().filter(|file| !is_marked(file)).map(|file| file.path.clone()).collect();
    assert_none("the first line of these files has no `@generated`: regenerate or remove them", &violations);
}

fn is_marked(file: &File) -> bool {
    file.text.lines().next().is_some_and(|line| line.contains("@generated"))
}

#[test]
fn every_schema_names_its_json_schema_in_its_first_line() {
    let files = about(|file| file.path.starts_with("schemas/") && file.path.ends_with(".yaml"));
    let violations: Vec<String> = files.into_iter().filter_map(wrong_json_schema).collect();
    assert_none("the first line of these schemas does not lead to the JSON Schema in schemas/:", &violations);
}

/// What is wrong with a schema's first line, and what it should be.
fn wrong_json_schema(file: &File) -> Option<String> {
    let shared = file.path == "schemas/shared.yaml";
    let target = if shared { "shared.schema.json" } else { "endpoint.schema.json" };
    let up = "../".repeat(file.path.matches('/').count() - 1);
    let expected = format!("# yaml-language-server: $schema={up}{target}");
    let found = file.text.lines().next().unwrap_or_default();
    (found != expected).then(|| format!("{}: `{expected}`, not `{found}`", file.path))
}

#[test]
fn a_wrong_first_line_is_found() {
    assert!(!is_marked(&File::new("generated/src/a.rs", "//! A.\n// @generated\n")));
    let line = "# yaml-language-server: $schema=../endpoint.schema.json\n";
    assert_eq!(wrong_json_schema(&File::new("schemas/fal-ai/a.yaml", line)), None);
    for path in ["schemas/fal-ai/a/b.yaml", "schemas/shared.yaml"] {
        assert!(wrong_json_schema(&File::new(path, line)).is_some(), "{path}");
    }
}
