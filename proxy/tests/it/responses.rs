//! Rules of responses: fal's response is forwarded chunk by chunk, with the headers that a caller needs; and the responses
//! if there is none.

use bytes::Bytes;
use fal_client::{Body, TransportErrorKind};
use fal_proxy::{Refusal, ResponseBodyError};
use futures_util::{StreamExt as _, stream};
use http::Response;
use http_body_util::BodyExt as _;

use crate::script::{KEY, Reply, Script, chunks, json, read, refused, request};

const RUN: &str = "https://fal.run/fal-ai/flux/dev";

#[tokio::test]
async fn an_error_of_fal_is_forwarded_unchanged() {
    for (status, body) in [(422, r#"{"detail":[{"loc":["body","prompt"]}]}"#), (403, r#"{"detail":"User is locked"}"#)]
    {
        let response = Script::new([json(status, body)]).proxy().handle(request("POST", RUN, "{}")).await;
        assert_eq!(read(response).await, (status, body.to_owned()));
    }
}

#[tokio::test]
async fn the_headers_that_a_caller_needs_are_forwarded() {
    let response = Response::builder()
        .status(429)
        .header("content-type", "application/json")
        .header("retry-after", "7")
        .header("x-fal-request-id", "r-1")
        .header("x-fal-cdn-token", "secret")
        .header("set-cookie", "a=b")
        .header("access-control-allow-origin", "*")
        .header("cache-control", "public, max-age=60");
    let script = Script::new([Reply::Response(response.body(Body::full("{}")).unwrap())]);
    let response = script.proxy().handle(request("POST", RUN, "{}")).await;
    assert_eq!(response.status(), 429);
    let mut headers: Vec<_> =
        response.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    headers.sort_unstable();
    let expected = [
        ("cache-control", "no-store"),
        ("content-type", "application/json"),
        ("retry-after", "7"),
        ("x-content-type-options", "nosniff"),
        ("x-fal-request-id", "r-1"),
    ];
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn a_chunk_is_forwarded_before_the_next_one_arrives() {
    let first = stream::iter([Ok(Bytes::from_static(b"data: 1\n\n"))]);
    let body = Body::new(first.chain(stream::pending()));
    let response = Response::builder().header("content-type", "text/event-stream").body(body).unwrap();
    let script = Script::new([Reply::Response(response)]);
    let target = format!("{RUN}/stream");
    let response = script.proxy().handle(request("POST", &target, "{}")).await;
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    let frame = response.into_body().frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "data: 1\n\n");
}

#[tokio::test]
async fn an_interrupted_response_is_an_error_for_the_caller() {
    let script = Script::new([chunks(["{\"a\":"], Some(TransportErrorKind::Other))]);
    let mut body = script.proxy().handle(request("POST", RUN, "{}")).await.into_body();
    assert!(body.frame().await.unwrap().is_ok());
    assert_eq!(body.frame().await.unwrap().unwrap_err(), ResponseBodyError::Broken);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_not_forwarded() {
    let response = Response::builder().status(307).header("location", "https://evil.example/");
    let script = Script::new([Reply::Response(response.body(Body::full("")).unwrap())]);
    let response = script.proxy().handle(request("POST", RUN, "{}")).await;
    assert!(!response.headers().contains_key("location"));
    assert_eq!(refused(response).await.0, 502);
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_key_that_fal_refuses_is_a_bad_gateway() {
    let script = Script::new([json(401, r#"{"detail":"No user found for Key ID and Secret"}"#)]);
    let response = script.proxy().handle(request("POST", RUN, "{}")).await;
    assert_eq!(refused(response).await, (502, "fal refused the key of this proxy".to_owned()));
}

#[tokio::test]
async fn the_cause_of_a_failure_is_for_the_application_and_not_for_the_caller() {
    let script = Script::new([Reply::Fail(TransportErrorKind::Other)]);
    let response = script.proxy().handle(request("POST", RUN, "{}")).await;
    let refusal = response.extensions().get::<Refusal>().unwrap();
    let cause = refusal.cause().unwrap().to_string();
    assert!(cause.contains("no route to 10.0.0.1") && !cause.contains(KEY), "{cause}");
    assert_eq!(refused(response).await, (502, "This proxy cannot reach fal".to_owned()));
    assert_eq!(script.seen().len(), 1, "sent once");
}
