//! Values that are large, or that contain themselves.

use fal_codegen::{Options, generate_single};
use fal_schema::load_texts;

fn outcome(endpoint: &str) -> Result<String, String> {
    let texts = [("fal-ai/a.yaml".to_owned(), format!("endpoint: fal-ai/a\ntitle: A\n{endpoint}"))];
    let catalog = load_texts(texts).map_err(|report| report.to_string())?;
    generate_single(&catalog, &Options::default()).map_err(|report| report.to_string())
}

fn refused(endpoint: &str) -> String {
    outcome(endpoint).expect_err("a default that contains its own type")
}

#[test]
fn a_default_that_contains_its_own_type_is_refused_with_the_cycle() {
    for default in ["[{}]", "[{children: []}]"] {
        let found = refused(&format!(
            "input:\n  root: {{type: Node}}\noutput: {{}}\ntypes:\n  Node:\n    fields:\n      children: {{type: list<Node>, default: {default}}}\n"
        ));
        assert!(found.contains("the default contains its own type: `Node.children` -> `Node`"), "{found}");
        assert!(found.ends_with("1 error found"), "{found}");
    }
}

#[test]
fn a_cycle_of_defaults_through_maps_and_unions_is_one_error() {
    let found = refused(
        "input:\n  a: {type: A}\noutput: {}\ntypes:\n  A: {fields: {b: {type: \"map<string, B>\", default: {x: {}}}}}\n  \
         B: {fields: {c: {type: C, default: [{}]}}}\n  C: {union: [integer, list<A>]}\n",
    );
    assert!(found.contains("the default contains its own type: `A.b` -> `B.c` -> `A`"), "{found}");
    assert!(found.ends_with("1 error found"), "{found}");
}

#[test]
fn a_type_that_contains_itself_may_have_an_empty_default() {
    let text = "input:\n  root: {type: Node, default: {name: a}}\noutput: {}\ntypes:\n  Node:\n    fields:\n      \
                name: {type: string, required: true}\n      children: {type: list<Node>, default: []}\n";
    assert!(outcome(text).is_ok(), "{:?}", outcome(text));
}

#[test]
fn json_of_any_size_is_written_without_macros_that_have_a_limit() {
    let list = format!("[{}]", (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", "));
    let keys = format!("{{{}}}", (0..200).map(|n| format!("k{n}: {n}")).collect::<Vec<_>>().join(", "));
    let deep = format!("{}1{}", "[".repeat(55), "]".repeat(55));
    for value in [list, keys, deep] {
        let text = outcome(&format!("input:\n  a: {{type: json, default: {value}}}\noutput: {{}}\n"));
        let text = text.unwrap_or_else(|found| panic!("{found}"));
        assert!(text.contains("Json::from") && !text.contains("json!("), "a macro");
    }
}

#[test]
fn a_default_or_an_example_of_more_than_10_000_values_is_one_error() {
    let list = format!("[{}]", (0..10_001).map(|n| n.to_string()).collect::<Vec<_>>().join(", "));
    for place in [
        format!("input:\n  a: {{type: json, default: {list}}}\noutput: {{}}\n"),
        format!("input: {{a: {{type: json}}}}\noutput: {{}}\nexamples:\n  - input: {{a: {list}}}\n"),
    ] {
        let found = refused(&place);
        assert!(found.contains("contains more than 10000 values") && found.ends_with("1 error found"), "{found}");
    }
}

#[test]
fn an_empty_list_or_object_of_json_uses_the_import_of_json() {
    for value in ["[]", "{}"] {
        let text = outcome(&format!(
            "input:\n  a: {{type: json, required: true}}\noutput: {{}}\nexamples:\n  - input: {{a: {value}}}\n"
        ));
        let text = text.unwrap_or_else(|found| panic!("{found}"));
        assert!(text.contains("use fal_client::Json;") && text.contains("Json::"), "{text}");
    }
}
