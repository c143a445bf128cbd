//! Outputs: made up from the schema alone, the same for the same input.

use serde_json::{Value, json};

use crate::common::{fetch, get, post, server, start};
use fal_mock::{Options, Server};

fn run(server: &Server, endpoint: &str, input: &Value) -> Value {
    let response = post(server, &format!("/run/{endpoint}"), input);
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()
}

#[test]
fn an_image_output_describes_the_requested_pictures() {
    let server = server();
    let input = json!({"prompt": "a cat", "seed": 7, "num_images": 3, "image_size": {"width": 64, "height": 48}});
    let output = run(&server, "acme/paint", &input);
    assert_eq!((&output["prompt"], &output["seed"]), (&json!("a cat"), &json!(7)));
    assert_eq!(output["has_nsfw_concepts"], json!([false, false, false]));
    assert!(output["timings"]["inference"].as_f64().is_some_and(|seconds| seconds > 0.0));
    let images = output["images"].as_array().expect("a list");
    let mut urls: Vec<_> = images.iter().map(|image| image["url"].as_str().expect("a URL")).collect();
    urls.dedup();
    assert_eq!(urls.len(), 3);
    for image in images {
        assert_eq!((&image["width"], &image["height"]), (&json!(64), &json!(48)));
        assert_eq!((&image["content_type"], &image["file_size"]), (&json!("image/png"), &Value::Null));
        let name = image["file_name"].as_str().expect("a name");
        assert_eq!(image["url"], format!("{}/files/{name}", server.url()));
    }
}

#[test]
fn a_default_has_the_same_effect_as_its_value() {
    let server = server();
    let output = run(&server, "acme/paint", &json!({"prompt": "a cat", "num_images": null}));
    assert_eq!(output["images"].as_array().map(Vec::len), Some(1));
    assert_eq!((&output["images"][0]["width"], &output["images"][0]["height"]), (&json!(1024), &json!(768)));
    let half = run(&server, "acme/paint", &json!({"prompt": "a cat", "image_size": {"width": 100}}));
    assert_eq!((&half["images"][0]["width"], &half["images"][0]["height"]), (&json!(100), &json!(512)));
    let spelled_out = json!({"prompt": "a cat", "image_size": "landscape_4_3", "guidance": 3.5, "other": 1});
    assert_eq!(run(&server, "acme/paint", &spelled_out), output);
}

#[test]
fn without_a_seed_the_input_decides_it() {
    let server = server();
    let seed = |prompt: &str| run(&server, "acme/paint", &json!({ "prompt": prompt }))["seed"].as_i64();
    assert!(seed("a cat").is_some_and(|seed| seed >= 0));
    assert_eq!(seed("a cat"), seed("a cat"));
    assert_ne!(seed("a cat"), seed("a dog"));
}

#[test]
fn every_kind_of_output_follows_its_type_and_limits() {
    let server = server();
    let output = run(&server, "acme/everything", &json!({"text": "abc", "count": 1, "style": "bold"}));
    assert_eq!(output["style"], "bold");
    assert_eq!((&output["level"], &output["share"]), (&json!(3), &json!(-0.5)));
    assert_eq!((&output["done"], &output["extra"], &output["names"]), (&json!(false), &json!({}), &json!({})));
    assert_eq!(output["parts"], json!([{"name": "name of Everything", "weight": 1}]));
    assert_eq!(output["words"].as_array().map(Vec::len), Some(2));
    assert!(output["either"]["name"].is_string());
    assert!(output["tree"]["left"].is_array());
    assert_eq!((&output["note"], &output["file"]["kind"]), (&Value::Null, &json!("plain")));
    let fast = run(&server, "acme/paint/fast", &json!({}));
    assert_eq!(fast["description"].as_str().map(str::len), Some(5));
    assert_eq!(fast["image"]["width"], 1024);
}

#[test]
fn an_unsigned_output_is_the_value_of_the_input_or_the_smallest_of_its_limits() {
    let server = server();
    let big = |input: Value| run(&server, "acme/everything", &input)["big"].clone();
    assert_eq!(big(json!({"text": "abc", "count": 1})), json!(i64::MAX as u64 + 1));
    assert_eq!(big(json!({"text": "abc", "count": 1, "big": u64::MAX - 1})), json!(u64::MAX - 1));
    let seeded = run(&server, "acme/everything", &json!({"text": "abc", "count": 1, "seed": u64::MAX}));
    assert_eq!(seeded["seed"], json!(u64::MAX));
}

#[test]
fn a_required_file_size_is_that_of_the_file() {
    let server = server();
    let output = run(&server, "acme/everything", &json!({"text": "abc", "count": 1}));
    let picture = fetch(&server, output["file"]["url"].as_str().expect("a URL"));
    assert_eq!(output["file"]["file_size"], picture.body.len());
    assert_eq!(fetch(&server, output["mask"].as_str().expect("a URL")).body, picture.body);
}

#[test]
fn the_price_is_one_unit_per_picture() {
    let server = server();
    let response = post(&server, "/run/acme/paint", &json!({"prompt": "a cat", "num_images": 3}));
    assert_eq!(response.header("x-fal-billable-units"), Some("3"));
}

#[test]
fn sync_mode_puts_the_picture_into_the_output() {
    let server = server();
    let mut input = json!({"prompt": "a cat", "seed": 1, "image_size": {"width": 32, "height": 32}});
    let by_url = run(&server, "acme/paint", &input);
    let picture = fetch(&server, by_url["images"][0]["url"].as_str().expect("a URL")).body;
    input["sync_mode"] = json!(true);
    let inside = run(&server, "acme/paint", &input);
    let data = inside["images"][0]["url"].as_str().expect("a URL");
    let data = data.strip_prefix("data:image/png;base64,").expect("a data URI");
    assert_eq!(data.len(), picture.len().div_ceil(3) * 4);
    assert_eq!(inside["prompt"], "a cat");
}

#[test]
fn a_prompt_that_is_the_url_of_a_picture_is_unchanged_without_sync_mode() {
    let server = server();
    let url = run(&server, "acme/paint", &json!({"prompt": "a cat"}))["images"][0]["url"].clone();
    assert_eq!(run(&server, "acme/paint", &json!({ "prompt": url }))["prompt"], url);
}

#[test]
fn only_the_newest_files_are_kept() {
    let server = start(Options { max_files: 2, ..Options::default() });
    let size = json!({"width": 16, "height": 16});
    let urls: Vec<_> = (0..3)
        .map(|seed| run(&server, "acme/paint", &json!({"prompt": "a cat", "seed": seed, "image_size": size})))
        .map(|output| output["images"][0]["file_name"].as_str().expect("a name").to_owned())
        .collect();
    let statuses: Vec<_> = urls.iter().map(|name| get(&server, &format!("/files/{name}")).status).collect();
    assert_eq!(statuses, [404, 200, 200]);
}
