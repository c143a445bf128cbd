//! Rules of direct runs and of the form of requests.

use fal_client::Response;

use crate::model::{Format, Input, OUTPUT, Output};
use crate::script::{Script, json};

#[tokio::test]
async fn a_run_posts_the_input_with_the_documented_headers() {
    let script = Script::new([json(200, OUTPUT)]);
    let output: Response<Output> = script.client().call(Input::new("a cat")).run().await.unwrap();
    assert_eq!(output.images[0].url, "https://fal.media/a.png");
    assert_eq!(output.request_id(), Some("header-id"));
    assert_eq!(output.raw(), OUTPUT);
    let seen = &script.seen()[0];
    assert_eq!(seen.line(), "POST http://fal.test/run/acme/painter/fast");
    assert_eq!(seen.header("authorization"), "Key the-key-id:the-key-secret");
    assert_eq!(seen.header("accept"), "application/json");
    assert_eq!(seen.header("content-type"), "application/json");
    assert!(seen.header("user-agent").starts_with("fal-client-rs/"));
    assert_eq!(seen.body, r#"{"prompt":"a cat","steps":28,"loras":[],"format":"png"}"#);
}

#[tokio::test]
async fn omit_defaults_keeps_required_fields_and_changed_ones() {
    let script = Script::new([json(200, OUTPUT)]);
    let mut input = Input::new("a cat");
    input.format = Format::Jpeg;
    input.seed = Some(1);
    script.client().call(input).omit_defaults().run().await.unwrap();
    let sent: serde_json::Value = serde_json::from_str(&script.seen()[0].body).unwrap();
    let expected = serde_json::json!({"prompt": "a cat", "format": "jpeg", "seed": 1});
    assert_eq!(sent, expected);
}
