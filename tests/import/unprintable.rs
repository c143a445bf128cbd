//! What a schema file cannot hold is refused with its place in the document, before anything is written; all else is
//! written so that it is read back.

use std::fs;

use fal_codegen::Options;
use fal_import::{Document, Outcome};
use serde_json::{Map, Value, json};

/// A document whose request has these properties.
fn document(properties: Value, components: Value) -> Value {
    let schema = json!({"type": "object", "properties": properties});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    json!({"components": {"schemas": components}, "paths": {"/fal-ai/odd": {"post": {"requestBody": body}}}})
}

/// Why the document is refused, with nothing written; or the schema, which can be generated from and imported again.
fn import(document: &Value) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = [Document { name: "odd".to_owned(), text: document.to_string() }];
    let import = || fal_import::import(&documents, folder.path()).unwrap_or_else(|report| panic!("{report}"));
    let first = import().remove(0);
    if let Outcome::Failed(why) = first.outcome {
        assert!(!folder.path().join("fal-ai").exists(), "written all the same");
        return Err(why);
    }
    let text = fs::read_to_string(folder.path().join(&first.path)).expect("a schema");
    let generated =
        fal_schema::load(folder.path()).and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()));
    assert!(generated.is_ok(), "{}\n{text}", generated.err().map(|report| report.to_string()).unwrap_or_default());
    assert_eq!(import().remove(0).outcome, Outcome::Unchanged, "{text}");
    Ok(text)
}

/// Strings that readers of YAML trip over.
const ODD: [&str; 24] = [
    "?",
    "-",
    "~",
    ":",
    "? a",
    "- a",
    "a: b",
    "a #",
    "\u{85}",
    "a\u{85}b",
    "\u{2028}",
    "\u{2029}x",
    "\u{feff}",
    "\0",
    "\u{1b}[0m",
    "\u{7f}",
    "\t",
    "\r\n",
    "<<",
    "null",
    "1e3",
    "yes",
    "\u{202e}",
    "\u{fffe}",
];

#[test]
fn odd_texts_are_read_back_as_keys_values_descriptions_and_defaults() {
    for (index, odd) in ODD.iter().enumerate() {
        let field = json!({"type": "string", "description": odd, "default": odd});
        let free = json!({"type": "object", "default": {*odd: odd}, "description": format!("{odd}\n{odd}")});
        let values = json!({"type": "string", "enum": [odd, format!("{odd}x"), "plain"], "default": odd});
        let mut properties = Map::new();
        properties.insert((*odd).to_owned(), field);
        properties.insert(format!("free{index}"), free);
        properties.insert(format!("value{index}"), values);
        import(&document(properties.into(), json!({}))).unwrap_or_else(|why| panic!("{odd:?}: {why}"));
    }
}

#[test]
fn a_key_that_is_too_long_for_yaml_is_refused_where_it_is() {
    let long = "k".repeat(1100);
    let odd = "\u{e0001}".repeat(120);
    let part = |key: &str| json!({"type": "object", "properties": {key: {"type": "string"}}});
    let cases = [
        (
            document(json!({&long: {"type": "string"}}), json!({})),
            "/requestBody/content/application~1json/schema/properties: the key `kkk",
        ),
        (document(json!({&odd: {"type": "string"}}), json!({})), "/schema/properties: the key `"),
        (document(json!({"a": part(&long)}), json!({})), "/schema/properties/a/properties: the key `kkk"),
        (
            document(json!({"a": {"$ref": "#/components/schemas/Long"}}), json!({"Long": part(&long)})),
            "/components/schemas/Long/properties: the key `kkk",
        ),
        (
            document(json!({"a": {"type": "object", "default": {&long: 1}}}), json!({})),
            "/properties/a/default: the key `kkk",
        ),
    ];
    for (document, place) in cases {
        let why = import(&document).expect_err("refused");
        assert!(why.starts_with('/') && why.contains(place) && why.len() < 300, "{why}");
    }
}

#[test]
fn long_values_of_enums_are_strings() {
    let long = "v".repeat(20_000);
    let text = import(&document(json!({"a": {"enum": [long, "b"], "default": "b"}}), json!({}))).expect("imported");
    assert!(text.contains("type: string") && text.contains("too long for the values of an enum"), "{text}");
    let text = import(&document(json!({"a": {"enum": ["v".repeat(900), "b"], "default": "b"}}), json!({})));
    assert!(text.expect("imported").contains("enum:"));
}

#[test]
fn what_is_too_large_is_refused_where_it_is() {
    let text = "word ".repeat(400_000);
    let why = import(&document(json!({"a": {"type": "string", "description": text}}), json!({}))).expect_err("refused");
    assert!(
        why.ends_with("/properties/a/description: the text has 1953 KiB, more than the 256 that a schema takes"),
        "{why}"
    );
    let fields = |count: usize| -> Map<String, Value> {
        (0..count)
            .map(|number| (format!("f{number}"), json!({"type": "string", "description": "x ".repeat(1000)})))
            .collect()
    };
    let why = import(&document(fields(900).into(), json!({}))).expect_err("refused");
    assert!(why.starts_with('/') && why.contains("more than the 1024 of a file"), "{why}");
}

#[test]
fn more_types_than_a_file_may_have_are_refused() {
    let properties: Map<String, Value> = (0..600)
        .map(|number| (format!("f{number}"), json!({"type": "object", "properties": {"x": {"type": "object", "properties": {"y": {"type": "string"}}}}})))
        .collect();
    let why = import(&document(properties.into(), json!({}))).expect_err("refused");
    assert!(why.starts_with('/') && why.ends_with("the endpoint has more than 1000 types"), "{why}");
}

#[test]
fn a_default_or_an_example_that_is_nested_too_deeply_goes() {
    let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let field = |levels: usize| json!({"a": {"default": deep(levels)}, "b": {"examples": [deep(levels)]}});
    let text = import(&document(field(64), json!({}))).expect("imported");
    assert!(text.contains("nested too deeply") && !text.contains("default: ") && !text.contains("examples:"), "{text}");
    let text = import(&document(field(40), json!({}))).expect("imported");
    assert!(text.contains("default:") && text.contains("examples:"), "{text}");
    let why = import(&document(field(200), json!({}))).expect_err("refused");
    assert!(why.contains("nested too deeply"), "{why}");
}
