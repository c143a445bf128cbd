//! Invalid inputs: which violations are reported, and their location and form.

use crate::common::{post, server};
use fal_mock::Server;
use serde_json::{Value, json};

/// The location and type of every violation of an input of `acme/everything`; empty if it is valid.
fn violations(server: &Server, input: &Value) -> Vec<(String, String)> {
    let mut full = json!({"text": "abc", "count": 1});
    for (key, value) in input.as_object().expect("an object") {
        full[key] = value.clone();
    }
    let response = post(server, "/run/acme/everything", &full);
    if response.status == 200 {
        return Vec::new();
    }
    assert_eq!(response.status, 422);
    let body = response.json();
    let found = body["detail"].as_array().expect("a list");
    let location = |entry: &Value| entry["loc"].to_string().replace('"', "");
    found.iter().map(|entry| (location(entry), entry["type"].as_str().expect("a type").to_owned())).collect()
}

/// Checks that an input has exactly this violation.
fn only(server: &Server, input: Value, location: &str, kind: &str) {
    assert_eq!(violations(server, &input), [(location.to_owned(), kind.to_owned())], "{input}");
}

#[test]
fn all_violations_are_reported_at_once() {
    let server = server();
    let input = json!({"num_images": 9, "guidance": -1, "seed": "x", "output_format": "gif", "image_size": 7});
    let response = post(&server, "/run/acme/paint", &input);
    assert_eq!((response.status, response.header("x-fal-billable-units")), (422, Some("0")));
    let body = response.json();
    let kinds = body["detail"].as_array().expect("a list").iter().map(|entry| entry["type"].as_str().expect("a type"));
    let expected = [
        "missing",
        "model_attributes_type",
        "literal_error",
        "less_than_equal",
        "int_type",
        "greater_than_equal",
        "literal_error",
    ];
    assert_eq!(kinds.collect::<Vec<_>>(), expected);
}

#[test]
fn a_violation_has_the_form_that_fal_uses() {
    let server = server();
    let detail = |input: Value| post(&server, "/run/acme/paint", &input).json()["detail"][0].clone();
    let missing = json!({
        "loc": ["body", "prompt"], "msg": "Field required", "type": "missing", "input": {}, "ctx": {},
        "url": "https://docs.fal.ai/errors/#missing",
    });
    assert_eq!(detail(json!({})), missing);
    let short = json!({
        "loc": ["body", "prompt"], "msg": "String should have at least 3 characters", "type": "string_too_short",
        "input": "ab", "ctx": {"min_length": 3}, "url": "https://docs.fal.ai/errors/#string_too_short",
    });
    assert_eq!(detail(json!({"prompt": "ab"})), short);
    let large = detail(json!({"prompt": "abc", "num_images": 5}));
    assert_eq!((&large["msg"], &large["ctx"]), (&json!("Input should be less than or equal to 4"), &json!({"le": 4})));
    let format = detail(json!({"prompt": "abc", "output_format": "gif"}));
    let expected = json!("'jpeg' or 'png'");
    assert_eq!((&format["msg"], &format["ctx"]["expected"]), (&json!("Input should be 'jpeg' or 'png'"), &expected));
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    let server = server();
    only(&server, json!({"text": 5}), "[body,text]", "string_type");
    only(&server, json!({"text": null}), "[body,text]", "string_type");
    only(&server, json!({"count": "5"}), "[body,count]", "int_type");
    only(&server, json!({"count": 1.5}), "[body,count]", "int_from_float");
    only(&server, json!({"count": u64::MAX}), "[body,count]", "int_parsing_size");
    only(&server, json!({"count": 1e300}), "[body,count]", "int_parsing_size");
    only(&server, json!({"scale": true}), "[body,scale]", "float_type");
    only(&server, json!({"flag": 1}), "[body,flag]", "bool_type");
    only(&server, json!({"tags": "a"}), "[body,tags]", "list_type");
    only(&server, json!({"weights": []}), "[body,weights]", "dict_type");
    only(&server, json!({"weights": {"a": "b"}}), "[body,weights,a]", "float_type");
    only(&server, json!({"style": "wild"}), "[body,style]", "literal_error");
    only(&server, json!({"parts": [{"name": "a"}, 3]}), "[body,parts,1]", "model_attributes_type");
    assert_eq!(violations(&server, &json!({"count": 5.0, "scale": 1})), []);
}

#[test]
fn an_unsigned_integer_has_64_bits_and_exact_limits() {
    let server = server();
    only(&server, json!({"big": -1}), "[body,big]", "greater_than_equal");
    only(&server, json!({"big": u64::MAX}), "[body,big]", "less_than_equal");
    only(&server, json!({"big": 1e300}), "[body,big]", "int_parsing_size");
    only(&server, json!({"big": 1.5}), "[body,big]", "int_from_float");
    for valid in [json!(0), json!(7.0), json!(u64::MAX - 1)] {
        assert_eq!(violations(&server, &json!({ "big": valid })), []);
    }
}

#[test]
fn limits_apply_to_values_and_to_items() {
    let server = server();
    only(&server, json!({"text": "ABC"}), "[body,text]", "string_pattern_mismatch");
    only(&server, json!({"scale": 0.4}), "[body,scale]", "greater_than_equal");
    only(&server, json!({"scale": 2.1}), "[body,scale]", "less_than_equal");
    only(&server, json!({"tags": []}), "[body,tags]", "too_short");
    only(&server, json!({"tags": ["a", "b", "c"]}), "[body,tags]", "too_long");
    only(&server, json!({"tags": ["a", "abcde"]}), "[body,tags,1]", "string_too_long");
    only(&server, json!({"parts": [{"weight": 1}]}), "[body,parts,0,name]", "missing");
    only(&server, json!({"parts": [{"name": "a", "weight": 5}]}), "[body,parts,0,weight]", "less_than_equal");
    // Limits count characters, not bytes.
    assert_eq!(violations(&server, &json!({"tags": ["äöüß"], "scale": 0.5})), []);
}

#[test]
fn null_and_unknown_keys_are_accepted() {
    let server = server();
    let input = json!({"scale": null, "tags": null, "style": null, "either": null, "surprise": {"a": 1}});
    assert_eq!(violations(&server, &input), []);
}

#[test]
fn files_are_urls_or_data_uris() {
    let server = server();
    for valid in ["https://example.com/a.png", "http://127.0.0.1:1/x", "data:image/png;base64,AAAA", "data:,"] {
        assert_eq!(violations(&server, &json!({ "picture": valid })), [], "{valid}");
    }
    for invalid in ["", "a.png", "/etc/passwd", "file:///etc/passwd", "https://", "http:///x", "data:nothing"] {
        only(&server, json!({ "picture": invalid }), "[body,picture]", "file_download_error");
    }
    only(&server, json!({"picture": 1}), "[body,picture]", "string_type");
}

#[test]
fn a_union_is_checked_by_the_arm_that_the_value_resembles() {
    let server = server();
    for valid in [json!("text"), json!({"name": "a"}), json!([1, 2])] {
        assert_eq!(violations(&server, &json!({ "either": valid })), []);
    }
    only(&server, json!({"either": {"weight": 1}}), "[body,either,name]", "missing");
    only(&server, json!({"either": [1, "x"]}), "[body,either,1]", "int_type");
    let kinds: Vec<_> = violations(&server, &json!({"either": true})).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, ["model_attributes_type", "string_type", "list_type"]);
}

#[test]
fn hostile_inputs_get_short_responses() {
    let server = server();
    let parts: Vec<_> = (0..50_000).map(|_| json!({})).collect();
    let response = post(&server, "/run/acme/everything", &json!({"text": "abc", "count": 1, "parts": parts}));
    assert_eq!(response.json()["detail"].as_array().map(Vec::len), Some(1000));
    let response = post(&server, "/run/acme/paint", &json!({"prompt": "a".repeat(1_000_000)}));
    assert_eq!(response.json()["detail"][0]["type"], "string_too_long");
    assert!(response.body.len() < 1000);
}
