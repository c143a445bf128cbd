//! Rules of direct runs and of what a request looks like.

use fal_client::Response;

use crate::model::{Format, Input, OUTPUT, Output};
use crate::script::{Script, json};

#[tokio::test]
async fn a_run_posts_the_input_with_the_documented_headers() {
    let script = Script::new([json(200, OUTPUT)]);
    let output: Response<Output> = script.client().call(Input::new("a cat")).run().await.unwrap();
    assert_eq!(output.images[0].url, "https://fal.media/a.png");
    assert_eq!(output.request_id(), "header-id");
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

#[test]
fn calls_can_be_spawned_on_any_runtime_and_errors_can_be_boxed() {
    fn is_send(_: impl Send) {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<fal_client::Error>();
    let client = Script::new([]).client();
    is_send(client.call(Input::new("a")).run());
    is_send(client.call(Input::new("a")).submit());
    is_send(client.call(Input::new("a")).subscribe());
    is_send(client.call(Input::new("a")).stream());
    let job = client.job::<Input>("r");
    is_send(job.result());
    is_send(job.cancel());
}

#[test]
fn the_futures_of_a_call_are_small() {
    let client = Script::new([]).client();
    let call = || client.call(Input::new("a"));
    let sizes = [
        ("run", size_of_val(&call().run())),
        ("submit", size_of_val(&call().submit())),
        ("subscribe", size_of_val(&call().subscribe())),
        ("stream", size_of_val(&call().stream())),
        ("result", size_of_val(&client.job::<Input>("r").result())),
        ("upload", size_of_val(&client.upload(std::path::Path::new("a")))),
    ];
    // A program holds them in futures of its own, which add up on the stack.
    assert!(sizes.iter().all(|(_, size)| *size < 4096), "{sizes:?}");
}
