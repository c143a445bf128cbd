//! The key is never printed, even if the server or the network library repeats it.

use fal_client::{Config, Error, Response, TransportErrorKind};

use crate::model::{Input, Output};
use crate::script::{KEY, Reply, Script, events, json, response};

fn assert_no_key(what: &str, text: &str) {
    assert!(!text.contains("the-key-secret"), "{what}: {text}");
}

fn assert_clean(error: &Error) {
    use std::error::Error as _;
    assert_no_key("display", &error.to_string());
    assert_no_key("debug", &format!("{error:?} {error:#?}"));
    assert_no_key("body", error.body().unwrap_or_default());
    assert_no_key("fields", &format!("{:?}", error.fields()));
    let source = error.source().map(|source| format!("{source} {source:?}"));
    assert_no_key("source", &source.unwrap_or_default());
}

#[test]
fn key_is_never_in_debug_output() {
    let client = Script::new([]).client();
    assert_no_key("config", &format!("{:#?}", Config::new(KEY)));
    assert_no_key("client", &format!("{client:#?}"));
    assert_no_key("job", &format!("{:?}", client.job::<Input>("r-1")));
    assert!(format!("{client:?}").contains("ApiKey(..)"));
}

#[tokio::test]
async fn key_is_never_in_an_error_even_if_echoed() {
    let echo = format!(r#"{{"detail":[{{"loc":["body"],"msg":"Key {KEY}","input":"{KEY}"}}]}}"#);
    let odd = format!(r#"{{"images":"{KEY}"}}"#);
    let replies = [
        json(401, &format!("<html>Authorization: Key {KEY}</html>")),
        json(401, r#"{"detail":"secret was the-key-secret"}"#),
        json(422, &echo),
        json(200, &odd),
        response(500, &[("x-fal-error-type", KEY), ("x-fal-request-id", KEY)], ""),
        Reply::Fail(TransportErrorKind::Other),
        Reply::Fail(TransportErrorKind::Connect),
    ];
    for reply in replies {
        let script = Script::new([reply]);
        let result: Result<Response<Output>, _> = script.once().call(Input::new("a")).run().await;
        assert_clean(&result.unwrap_err());
        assert!(script.seen()[0].headers["authorization"].is_sensitive());
    }
}

#[tokio::test]
async fn key_is_never_in_a_stream_error() {
    let text = format!("event: error\ndata: {{\"detail\":\"{KEY}\"}}\n\ndata: {{\"images\":\"{KEY}\"}}\n\n");
    let script = Script::new([events(&[text.as_bytes()])]);
    let mut stream = script.client().call(Input::new("a")).stream().await.unwrap();
    assert_clean(&stream.next().await.unwrap().unwrap_err());
    assert_clean(&stream.next().await.unwrap().unwrap_err());
    assert!(stream.next().await.is_none());
}
