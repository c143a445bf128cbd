//! Rules of `Client::forward`: a request of another program is sent with this client's key, to the given server only.

use bytes::Bytes;
use fal_client::{Api, Config, ErrorKind};
use http::Request;

use crate::script::{KEY, Script, response};

#[tokio::test]
async fn a_forwarded_request_is_sent_once_with_the_key_of_the_client() {
    let script = Script::new([response(503, &[], ""), response(307, &[("location", "http://elsewhere.test/")], "")]);
    let fal = script.client_with(Config::new(KEY));
    let request = Request::post("/a/b?x=1").header("authorization", "Key theirs:key").header("host", "theirs.test");
    let request = request.header("accept", "text/event-stream").header("x-fal-runner-hint", "h");
    let response = fal.forward(Api::Queue, request.body(Bytes::from_static(b"{}")).unwrap()).await.unwrap();
    assert_eq!(response.status(), 503);
    let request = Request::put("https://elsewhere.test/tokens/").body(Bytes::new()).unwrap();
    assert_eq!(fal.forward(Api::Rest, request).await.unwrap().status(), 307);

    assert_eq!(script.lines(), ["POST http://fal.test/queue/a/b?x=1", "PUT http://fal.test/rest/tokens/"]);
    let seen = &script.seen()[0];
    assert_eq!(seen.header("authorization"), format!("Key {KEY}"));
    assert_eq!(seen.headers.get_all("authorization").iter().count(), 1);
    assert!(!seen.headers.contains_key("host"));
    assert_eq!((seen.header("accept"), seen.header("x-fal-runner-hint")), ("text/event-stream", "h"));
    assert_eq!(seen.body, "{}");
}

#[tokio::test]
async fn a_forwarded_request_without_a_body_has_a_length_of_zero() {
    let script = Script::new([response(200, &[], ""), response(200, &[], ""), response(200, &[], "")]);
    let fal = script.client_with(Config::new(KEY));
    for (method, expected) in [("POST", "0"), ("PUT", "0"), ("GET", "")] {
        let request = Request::builder().method(method).uri("/a/b").body(Bytes::new()).unwrap();
        fal.forward(Api::Run, request).await.unwrap();
        assert_eq!(script.seen().last().unwrap().header("content-length"), expected, "{method}");
    }
}

#[tokio::test]
async fn a_forwarded_request_stays_below_its_server() {
    let script = Script::new([]);
    for path in ["/../queue/a/b", "/a/%2E%2e/b", "/a/.%2e/../b"] {
        let request = Request::post(path).body(Bytes::new()).unwrap();
        let error = script.client().forward(Api::Run, request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{path}");
    }
}
