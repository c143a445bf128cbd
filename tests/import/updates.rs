//! Documents that are imported again: nothing moves without a reason, and what people wrote stays.

use std::fs;

use fal_import::Outcome;
use fal_tests::root;
use serde_json::{Value, json};

use crate::{fixture, folder, import};

#[test]
fn importing_twice_changes_nothing() {
    for entry in fs::read_dir(root().join("tests/fixtures/openapi")).expect("the fixtures").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("bad") || !name.ends_with(".json") {
            continue;
        }
        let (folder, text) = (folder(), fixture(&name));
        let first = import(&[(&name, &text)], folder.path());
        let path = folder.path().join(&first[0].path);
        let before = fs::read_to_string(&path).expect("a schema");
        let second = import(&[(&name, &text)], folder.path());
        assert_eq!((&first[0].outcome, &second[0].outcome), (&Outcome::Added, &Outcome::Unchanged), "{name}");
        assert_eq!(before, fs::read_to_string(&path).expect("a schema"), "{name}");
    }
}

#[test]
fn what_was_set_by_hand_survives_a_new_document() {
    let folder = folder();
    import(&[("files", &fixture("files.json"))], folder.path());
    let path = folder.path().join("fal-ai/files.yaml");
    let text = fs::read_to_string(&path).expect("a schema");
    let edits = [
        ("title: Files", "title: Pictures of everything\ndoc: By hand."),
        ("input:\n", "streaming: true\nrust_name: pictures\nnote: Checked by hand.\ninput:\n"),
        ("  path:\n    type: string\n", "  path:\n    type: file\n    rust_name: place\n    note: A file after all.\n"),
        ("  video_url:\n    type: string\n", "  video_url:\n    type: file\n"),
        ("output:\n", "examples:\n  - input: {image_url: https://a/b.png}\noutput:\n"),
    ];
    let edited = edits.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    fs::write(&path, edited).expect("written");
    let newer = fixture("files.json").replace("A YouTube link.", "A link to YouTube.");
    assert_eq!(import(&[("files", &newer)], folder.path())[0].outcome, Outcome::Updated);
    let text = fs::read_to_string(&path).expect("a schema");
    for kept in [
        "title: Pictures of everything",
        "doc: By hand.",
        "streaming: true",
        "rust_name: pictures",
        "note: Checked by hand.",
        "rust_name: place",
        "note: A file after all.",
        "  path:\n    type: file",
        "  video_url:\n    type: file\n    doc: A link to YouTube.",
        "image_url: https://a/b.png",
    ] {
        assert!(text.contains(kept), "`{kept}` is gone:\n{text}");
    }
    assert_eq!(import(&[("files", &newer)], folder.path())[0].outcome, Outcome::Unchanged);
}

#[test]
fn fields_types_and_values_keep_their_order_and_new_ones_find_their_place() {
    let folder = folder();
    import(&[("order", &fixture("order.json"))], folder.path());
    let newer = fixture("order.json").replace("\"a\",\n     \"z\"", "\"z\",\n     \"new\",\n     \"a\"").replace(
        "\"properties\": {\n     \"z\"",
        "\"properties\": {\n     \"new\": {\"type\": \"string\"},\n     \"z\"",
    );
    assert!(newer.contains("\"new\": {"), "{newer}");
    import(&[("order", &newer)], folder.path());
    let catalog = fal_schema::load(folder.path()).err().map(|report| report.to_string()).unwrap_or_default();
    assert!(!catalog.contains("order.yaml"), "{catalog}");
    let text = fs::read_to_string(folder.path().join("fal-ai/order.yaml")).expect("a schema");
    let place = |name: &str| text.find(&format!("\n  {name}:\n")).unwrap_or_else(|| panic!("{name}:\n{text}"));
    assert!(place("a") < place("z") && place("z") < place("new"), "{text}");
}

#[test]
fn an_example_that_no_longer_fits_goes() {
    let folder = folder();
    import(&[("examples", &fixture("examples.json"))], folder.path());
    let newer = fixture("examples.json").replace("\"size\"", "\"height\"");
    import(&[("examples", &newer)], folder.path());
    let text = fs::read_to_string(folder.path().join("fal-ai/examples.yaml")).expect("a schema");
    assert!(text.contains("prompt: a cat") && text.contains("height: 3") && !text.contains("size"), "{text}");
}

#[test]
fn the_schemas_of_this_project_are_written_as_the_importer_writes_them() {
    let schemas = root().join("schemas");
    for entry in walkdir::WalkDir::new(&schemas).into_iter().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "yaml") || path.ends_with("shared.yaml") {
            continue;
        }
        let text = fs::read_to_string(path).expect("a schema");
        let printed = fal_import::reprint(&text).unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(text, printed, "{}", path.display());
    }
}

#[test]
fn imports_at_the_same_time_and_after_a_killed_one_end_in_whole_files() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("fal-ai")).expect("made");
    fs::write(folder.path().join("fal-ai/.regen-left"), "half of a sch").expect("written");
    let (files, order) = (fixture("files.json"), fixture("order.json"));
    std::thread::scope(|scope| {
        for documents in [[("files", &files), ("order", &order)], [("order", &order), ("files", &files)]] {
            let path = folder.path();
            scope.spawn(move || import(&documents.map(|(name, text)| (name, text.as_str())), path));
        }
    });
    let catalog = fal_schema::load(folder.path()).err().map(|report| report.to_string()).unwrap_or_default();
    assert!(!catalog.contains("files.yaml") && !catalog.contains("order.yaml"), "{catalog}");
    let results = import(&[("files", &files), ("order", &order)], folder.path());
    assert!(results.iter().all(|result| result.outcome == Outcome::Unchanged), "{results:?}");
    assert!(!folder.path().join("fal-ai/.regen-left").exists());
}

/// A document of one request.
fn document(properties: Value, required: Value) -> String {
    let schema = json!({"type": "object", "properties": properties, "required": required});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    json!({"paths": {"/fal-ai/minimal": {"post": {"requestBody": body}}}}).to_string()
}

#[test]
fn what_leaves_the_document_leaves_the_schema_and_what_it_changes_is_changed() {
    let folder = folder();
    let old = json!({"type": "object", "properties": {"x": {"type": "number"}}});
    let before = document(
        json!({
            "style": {"type": "string", "enum": ["a+", "b"], "default": "b"}, "old": old,
            "steps": {"type": "integer", "default": 4},
        }),
        json!([]),
    );
    import(&[("minimal", &before)], folder.path());
    let path = folder.path().join("fal-ai/minimal.yaml");
    let text = fs::read_to_string(&path).expect("a schema");
    assert!(text.contains("  InputOld:\n"), "{text}");
    let named =
        text.replace("    enum: [a+, b]\n", "    enum: [a+, b]\n    rust_names:\n      a+: APlus\n      b: Bee\n");
    assert_ne!(text, named, "{text}");
    fs::write(&path, named).expect("written");
    let after = document(
        json!({
            "style": {"type": "string", "enum": ["a+", "c"], "default": "c"}, "steps": {"type": "integer", "default": 8},
            "new": {"type": "boolean"},
        }),
        json!(["new"]),
    );
    assert_eq!(import(&[("minimal", &after)], folder.path())[0].outcome, Outcome::Updated);
    let text = fs::read_to_string(&path).expect("a schema");
    for gone in ["InputOld", "old", "Bee", "default: 4"] {
        assert!(!text.contains(gone), "`{gone}` is still there:\n{text}");
    }
    for there in
        ["a+: APlus", "enum: [a+, c]", "default: c", "default: 8", "  new:\n    type: boolean\n    required: true"]
    {
        assert!(text.contains(there), "`{there}` is missing:\n{text}");
    }
    assert_eq!(import(&[("minimal", &after)], folder.path())[0].outcome, Outcome::Unchanged);
}
