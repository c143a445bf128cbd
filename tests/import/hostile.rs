//! Documents made at random, out of everything that schemas can hold: each is refused with a place, or can be generated.

use std::fs;

use fal_codegen::Options;
use fal_import::{Document, Outcome};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn name() -> impl Strategy<Value = String> {
    let names = vec![
        "a",
        "b",
        "prompt",
        "image_url",
        "image_urls",
        "type",
        "self",
        "default",
        "new",
        "2d",
        "H264_output",
        "",
        "+",
        "é",
        "½",
        "Ⓐ",
        "a-b",
        "a_b",
        "A",
        "loop",
        "ImageSize",
        "unknown",
        "Option",
        "Input",
        "list",
        "x y",
        "add",
        "кот",
        "Box",
    ];
    prop::sample::select(names).prop_map(str::to_owned)
}

fn literal() -> impl Strategy<Value = Value> {
    prop_oneof![
        name().prop_map(Value::from),
        (-3i64..3).prop_map(Value::from),
        prop::sample::select(vec![0.5, 1.0, -1e300, 1e-9]).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!([])),
        Just(json!(["a", null, 1])),
        Just(json!({"a": 1, "b": "x"})),
        Just(json!(u64::MAX)),
    ]
}

/// Keywords beside a type; some make no sense there.
fn more() -> impl Strategy<Value = Map<String, Value>> {
    let one = prop_oneof![
        literal().prop_map(|value| ("default", value)),
        literal().prop_map(|value| ("minimum", value)),
        (-2i64..5).prop_map(|value| ("maximum", json!(value))),
        (-2i64..5).prop_map(|value| ("maxLength", json!(value))),
        (0i64..3).prop_map(|value| ("minItems", json!(value))),
        literal().prop_map(|value| ("exclusiveMinimum", value)),
        literal().prop_map(|value| ("multipleOf", value)),
        name().prop_map(|value| ("format", json!(value))),
        name().prop_map(|value| ("not", json!({"required": [value]}))),
        name().prop_map(|name| ("$ref", json!(format!("#/components/schemas/{name}")))),
        name().prop_map(|name| ("$ref", json!(format!("#/components/schemas/{name}/properties/a")))),
        any::<bool>().prop_map(|value| ("uniqueItems", json!(value))),
        any::<bool>().prop_map(|value| ("nullable", json!(value))),
        name().prop_map(|value| ("description", json!(format!("{value}\n    {value}: #")))),
        prop::collection::vec(literal(), 0..3).prop_map(|value| ("examples", json!(value))),
    ];
    prop::collection::vec(one, 0..3)
        .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(vec!["string", "integer", "number", "boolean", "null", "object", "array"])
            .prop_map(|ty| json!({"type": ty})),
        prop::collection::vec(name(), 0..4).prop_map(|values| json!({"type": "string", "enum": values})),
        prop::collection::vec(-2i64..3, 0..4).prop_map(|values| json!({"type": "integer", "enum": values})),
        prop::collection::vec(literal(), 0..4).prop_map(|values| json!({"enum": values})),
        name().prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")})),
        Just(json!({})),
        Just(json!(true)),
    ];
    let nested = leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.clone().prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|arms| json!({"anyOf": arms})),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|arms| json!({"oneOf": arms})),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| json!({"allOf": parts})),
            (inner.clone(), object(inner.clone())).prop_map(|(part, whole)| json!({"allOf": [part, whole]})),
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|places| json!({"type": "array", "prefixItems": places})),
            (inner.clone(), object(inner.clone())).prop_map(|(more, mut whole)| {
                whole["additionalProperties"] = more;
                whole
            }),
            object(inner),
        ]
    });
    (nested, more()).prop_map(|(mut schema, more)| {
        if let Some(schema) = schema.as_object_mut() {
            schema.extend(more);
        }
        schema
    })
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (prop::collection::vec((name(), inner), 0..6), prop::collection::vec(name(), 0..3)).prop_map(
        |(fields, required)| {
            let properties: Map<String, Value> = fields.into_iter().collect();
            json!({"type": "object", "properties": properties, "required": required})
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_refused_can_be_generated(
        components in prop::collection::vec((name(), prop_oneof![object(schema()), schema()]), 0..5),
        (input, output) in (prop_oneof![4 => object(schema()).boxed(), 1 => schema().boxed()], schema()),
    ) {
        let components: Map<String, Value> = components.into_iter().collect();
        let body = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        let text = json!({"components": {"schemas": components}, "paths": {
            "/fal-ai/random": {"post": {"requestBody": body(input)}},
            "/fal-ai/random/requests/{request_id}": {"get": {"responses": {"200": body(output)}}},
        }});
        let text = serde_json::to_string_pretty(&text).expect("JSON");
        let folder = tempfile::tempdir().expect("a folder");
        let documents = [Document { name: "random".to_owned(), text: text.clone() }];
        let import = || fal_import::import(&documents, folder.path()).unwrap_or_else(|report| panic!("{report}"));
        let first = import();
        if let Outcome::Failed(why) = &first[0].outcome {
            prop_assert!(why.starts_with('/'), "{why}\n{text}");
            return Ok(());
        }
        let yaml = fs::read_to_string(folder.path().join(&first[0].path)).expect("a schema");
        let generated = fal_schema::load(folder.path())
            .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()));
        prop_assert!(generated.is_ok(), "{}\n{yaml}\n{text}", generated.err().map(|report| report.to_string()).unwrap_or_default());
        let again = import();
        let now = fs::read_to_string(folder.path().join(&first[0].path)).expect("a schema");
        prop_assert_eq!(&again[0].outcome, &Outcome::Unchanged, "{}\n{}\n{}", yaml, now, text);
    }
}

/// A document whose request has one field.
fn document(field: Value, components: Value) -> String {
    let schema = json!({"type": "object", "properties": {"a": field}});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let paths = json!({"/fal-ai/large": {"post": {"requestBody": body}}});
    json!({"components": {"schemas": components}, "paths": paths}).to_string()
}

fn outcome(text: String) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = [Document { name: "large".to_owned(), text }];
    let results = fal_import::import(&documents, folder.path()).unwrap_or_else(|report| panic!("{report}"));
    results.into_iter().next().expect("one result").outcome
}

#[test]
fn schemas_that_multiply_with_each_reference_are_refused() {
    let name = |number: usize| json!({"$ref": format!("#/components/schemas/T{number}")});
    let more = |number: usize| json!({"anyOf": vec![name(number + 1); 4]});
    let components: Map<String, Value> = (0..14).map(|number| (format!("T{number}"), more(number))).collect();
    let Outcome::Failed(why) = outcome(document(name(0), components.into())) else { panic!("imported") };
    assert!(why.starts_with('/') && why.contains("more than 100000 schemas"), "{why}");
}

#[test]
fn large_sets_of_values_are_texts_and_large_objects_are_refused() {
    let values: Vec<String> = (0..20_000).map(|number| " ".repeat(number % 100) + &number.to_string()).collect();
    assert_eq!(outcome(document(json!({"enum": values}), json!({}))), Outcome::Added);
    let properties: Map<String, Value> = (0..2000).map(|number| (format!("+{number}"), json!({}))).collect();
    let Outcome::Failed(why) = outcome(document(json!({"properties": properties}), json!({}))) else { panic!() };
    assert!(why.contains("/properties/a/properties: has more than 1000 properties"), "{why}");
}

#[test]
fn components_that_are_only_each_other_end() {
    let name = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let components = json!({"A": name("B"), "B": name("A"), "C": {"type": "array", "items": name("C")}});
    assert_eq!(outcome(document(json!({"anyOf": [name("A"), name("C")]}), components)), Outcome::Added);
    let deep = (0..60).fold(json!({"type": "string"}), |items, _| json!({"type": "array", "items": items}));
    let Outcome::Failed(why) = outcome(document(deep, json!({}))) else { panic!("imported") };
    assert!(why.ends_with("nested too deeply"), "{why}");
}
