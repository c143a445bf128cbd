//! Rules of `Config::proxy`: which requests go to it, in the form of the official client, and which do not.

use fal_client::{Client, Config, ErrorKind, FileRef};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Script, accepted, json, response};

const PROXY: &str = "http://proxy.test/api/fal";

#[tokio::test]
async fn every_api_request_goes_to_the_proxy_with_its_target() {
    let target = r#"{"file_url":"https://v3.fal.media/a","upload_url":"https://upload.example.invalid/a?sig=1"}"#;
    let script = Script::new([
        json(200, target),
        response(200, &[], ""),
        accepted("https://queue.fal.run"),
        json(200, r#"{"status":"COMPLETED"}"#),
        json(200, OUTPUT),
        response(202, &[], "{}"),
    ]);
    let client = Client::with_transport(Config::new(KEY).proxy(PROXY).inline_limit(1), script.clone()).unwrap();
    let input = Input { image: Some(FileRef::bytes("image/png", "abc")), ..Input::new("hi") };
    client.call(input).webhook("http://a/b").hint("h").subscribe().await.unwrap();
    client.job::<Input>("r-1").cancel().await.unwrap();
    let seen = script.seen();
    let targets: Vec<_> = seen.iter().map(|seen| (seen.line(), seen.header("x-fal-target-url").to_owned())).collect();
    let job = "https://queue.fal.run/acme/painter/requests/r-1";
    let expected = [
        (format!("POST {PROXY}"), "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3".to_owned()),
        ("PUT https://upload.example.invalid/a?sig=1".to_owned(), String::new()),
        (format!("POST {PROXY}"), "https://queue.fal.run/acme/painter/fast?fal_webhook=http%3A%2F%2Fa%2Fb".to_owned()),
        (format!("GET {PROXY}"), format!("{job}/status?logs=0")),
        (format!("GET {PROXY}"), job.to_owned()),
        (format!("PUT {PROXY}"), format!("{job}/cancel")),
    ];
    assert_eq!(targets, expected);
    assert_eq!(seen[2].header("x-fal-runner-hint"), "h");
    assert_eq!(seen[2].header("authorization"), format!("Key {KEY}"));
    assert!(!seen[1].headers.contains_key("authorization"));
}

#[tokio::test]
async fn with_a_proxy_no_key_is_needed() {
    let script = Script::new([json(200, OUTPUT)]);
    let client = Client::with_transport(Config::without_key().proxy(PROXY), script.clone()).unwrap();
    client.call(Input::new("hi")).run().await.unwrap();
    assert!(!script.seen()[0].headers.contains_key("authorization"));
    assert_eq!(script.seen()[0].header("x-fal-target-url"), "https://fal.run/acme/painter/fast");
}

#[test]
fn without_a_proxy_a_key_is_needed_and_a_proxy_has_a_valid_url() {
    for config in [Config::without_key(), Config::new(KEY).proxy("proxy.test"), Config::new(KEY).proxy("http://a@b")] {
        let error = Client::with_transport(config, Script::new([])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
    }
}
