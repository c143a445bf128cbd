//! Names that meet in what is imported: the schema that is written has other names, and loads beside what was there.

use fal_codegen::{Options, generate_single};
use fal_import::{Document, Outcome, import};
use fal_schema::load;
use serde_json::{Value, json};

fn object(field: &str) -> Value {
    json!({"type": "object", "properties": {field: {"type": "string"}, "z": {"type": "integer"}}, "required": [field]})
}

fn any_of(names: &[&str]) -> Value {
    json!({"anyOf": names.iter().map(|name| json!({"$ref": format!("#/components/schemas/{name}")})).collect::<Vec<_>>()})
}

fn document(name: &str, properties: &Value, types: &[(&str, Value)]) -> Document {
    let content =
        |name: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let id = format!("fal-ai/{name}");
    let mut document = json!({
        "openapi": "3.0.4",
        "info": {"title": "A", "version": "1", "x-fal-metadata": {"endpointId": id}},
        "paths": {
            format!("/{id}"): {"post": {"requestBody": {"content": content("Request")}}},
            format!("/{id}/requests/{{request_id}}"): {"get": {"responses": {"200": {"content": content("Response")}}}},
        },
        "components": {"schemas": {
            "Request": {"type": "object", "properties": properties},
            "Response": {"type": "object", "properties": {"u": {"type": "string"}}},
        }},
    });
    for (name, ty) in types {
        document["components"]["schemas"][name] = ty.clone();
    }
    Document { name: format!("{name}.json"), text: document.to_string() }
}

/// Imports into a folder with these files, and generates from it. The schemas that were written.
fn imported(files: &[(&str, &str)], documents: &[Document]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("fal-ai")).unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    let outcomes = import(documents, folder.path()).unwrap();
    let texts = outcomes.iter().map(|imported| {
        assert_eq!(imported.outcome, Outcome::Added, "{}", imported.document);
        std::fs::read_to_string(folder.path().join(&imported.path)).unwrap()
    });
    let texts = texts.collect();
    let catalog = load(folder.path()).unwrap_or_else(|report| panic!("{report}"));
    generate_single(&catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    texts
}

#[test]
fn alternatives_of_one_name_make_a_declared_union_with_names() {
    let types = [("FooBar", object("x")), ("FooFooBar", object("y"))];
    let union = any_of(&["FooBar", "FooFooBar"]);
    let properties = json!({"a": {"type": "array", "items": union}, "b": union});
    let text = imported(&[], &[document("a", &properties, &types)]).remove(0);
    assert!(text.contains("type: list<A>") && text.contains("type: A\n"), "{text}");
    assert!(text.contains("    union: [FooBar, FooFooBar]\n    rust_names:\n      FooBar: FooBar\n"), "{text}");
}

#[test]
fn an_alternative_with_a_keyword_for_a_name_keeps_its_whole_name() {
    let types = [("Image", object("x")), ("ImageSelf", object("y"))];
    let text = imported(&[], &[document("a", &json!({"a": any_of(&["Image", "ImageSelf"])}), &types)]).remove(0);
    assert!(text.contains("type: Image | ImageSelf"), "{text}");
}

#[test]
fn unions_of_one_name_make_a_declared_union() {
    let types = [("A", object("x")), ("AList", object("y"))];
    let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/A"}});
    let other = json!({"$ref": "#/components/schemas/AList"});
    let text = json!({"type": "string"});
    let properties = json!({"a": {"anyOf": [list, text]}, "b": {"anyOf": [other, text]}});
    let text = imported(&[], &[document("a", &properties, &types)]).remove(0);
    assert!(text.contains("type: list<A> | string") && text.contains("  B:\n    union: [AList, string]"), "{text}");
}

#[test]
fn a_type_with_the_name_of_a_union_gets_another_rust_name() {
    let properties =
        json!({"a": {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "b": any_of(&["IntegerOrString"])});
    let text = imported(&[], &[document("a", &properties, &[("IntegerOrString", object("x"))])]).remove(0);
    assert!(text.contains("rust_name: IntegerOrStringType"), "{text}");
}

#[test]
fn a_new_rust_name_is_one_that_no_other_type_has() {
    let either = json!({"anyOf": [{"type": "integer"}, {"type": "string"}]});
    let properties = json!({"a": either, "b": any_of(&["IntegerOrString"]), "c": any_of(&["IntegerOrStringType"])});
    let types = [("IntegerOrString", object("x")), ("IntegerOrStringType", object("y"))];
    let text = imported(&[], &[document("a", &properties, &types)]).remove(0);
    assert!(text.contains("rust_name: IntegerOrStringType2"), "{text}");
}

#[test]
fn a_collision_inside_an_alternative_of_a_collision_is_resolved_too() {
    let inner = any_of(&["FooBar", "FooFooBar"]);
    let union = json!({"anyOf": [{"type": "array", "items": inner}, {"$ref": "#/components/schemas/Image"}, {"$ref": "#/components/schemas/ImageImage"}]});
    let types =
        [("FooBar", object("x")), ("FooFooBar", object("y")), ("Image", object("v")), ("ImageImage", object("w"))];
    imported(&[], &[document("a", &json!({"a": union}), &types)]);
}

#[test]
fn a_union_with_the_name_of_a_shared_type_of_other_endpoints_is_declared() {
    let shared = "types:\n  IntegerOrString:\n    fields: {x: {type: string}}\n";
    let user = "endpoint: fal-ai/user\ntitle: User\ninput:\n  a: {type: IntegerOrString}\noutput: {}\n";
    let properties = json!({"value": {"anyOf": [{"type": "integer"}, {"type": "string"}]}});
    let files = [("shared.yaml", shared), ("fal-ai/user.yaml", user)];
    let text = imported(&files, &[document("a", &properties, &[])]).remove(0);
    assert!(text.contains("  Value:\n    union: [integer, string]"), "{text}");
}
