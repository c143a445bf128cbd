//! Rules of limits: the bytes and the time of requests and responses. Time is virtual.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use fal_client::Body;
use fal_proxy::ResponseBodyError;
use futures_util::{StreamExt as _, stream};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};

use crate::script::{Reply, Script, chunks, json, read, refused, request};

const RUN: &str = "https://fal.run/fal-ai/flux/dev";
const JOB: &str = "https://queue.fal.run/fal-ai/flux/requests/7";

#[tokio::test]
async fn a_body_up_to_the_limit_is_accepted_and_a_larger_one_refused() {
    let script = Script::new([json(200, "{}")]);
    let proxy = script.proxy().max_request_bytes(4);
    assert_eq!(read(proxy.handle(request("POST", RUN, "[11]")).await).await.0, 200);
    assert_eq!(refused(proxy.handle(request("POST", RUN, "[111]")).await).await.0, 413);
    // A body of unknown length is read up to the limit.
    let endless = StreamBody::new(stream::repeat_with(|| Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"[[[")))));
    let request = Request::post("/").header("x-fal-target-url", RUN).body(endless).unwrap();
    assert_eq!(refused(proxy.handle(request).await).await.0, 413);
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_body_of_a_request_has_a_time_limit() {
    let script = Script::new([]);
    let silent = StreamBody::new(stream::pending::<Result<Frame<Bytes>, Infallible>>());
    let request = Request::post("/").header("x-fal-target-url", RUN).body(silent).unwrap();
    let response = script.proxy().timeout(Duration::from_secs(5)).handle(request).await;
    assert_eq!(refused(response).await, (408, "The body did not arrive within 5 seconds".to_owned()));
}

#[tokio::test]
async fn a_response_that_is_too_large_is_refused_or_cut() {
    let announced = Response::builder().header("content-length", "9").body(Body::full("123456789")).unwrap();
    let script =
        Script::new([Reply::Response(announced), chunks(["1234", "5678", "9"], None), chunks(["1234", "5678"], None)]);
    let proxy = script.proxy().max_response_bytes(8);
    assert_eq!(refused(proxy.handle(request("POST", RUN, "{}")).await).await.0, 502);
    let body = proxy.handle(request("POST", RUN, "{}")).await.into_body();
    assert_eq!(body.collect().await.unwrap_err(), ResponseBodyError::TooLarge);
    assert_eq!(read(proxy.handle(request("POST", RUN, "{}")).await).await, (200, "12345678".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn the_queue_and_the_model_have_different_time_limits() {
    let script = Script::new([Reply::Hang, Reply::Hang]);
    let proxy = script.proxy().timeout(Duration::from_secs(5)).run_timeout(Duration::from_secs(60));
    for (method, target, seconds) in [("GET", JOB, 5), ("POST", RUN, 60)] {
        let before = tokio::time::Instant::now();
        let (status, detail) = refused(proxy.handle(request(method, target, "{}")).await).await;
        assert_eq!((status, before.elapsed().as_secs()), (504, seconds), "{detail}");
        assert!(detail.contains("may have been accepted"), "{detail}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_within_a_response_has_a_time_limit_but_the_whole_response_has_none() {
    let seconds = |count: u64| async move {
        tokio::time::sleep(Duration::from_secs(count)).await;
        Ok(Bytes::from_static(b"x"))
    };
    let body = Body::new(stream::iter([4, 4, 4, 6]).then(seconds));
    let script = Script::new([Reply::Response(Response::new(body))]);
    let proxy = script.proxy().timeout(Duration::from_secs(5));
    let mut body = proxy.handle(request("GET", JOB, "")).await.into_body();
    for _ in 0..3 {
        assert!(body.frame().await.unwrap().is_ok());
    }
    assert_eq!(body.frame().await.unwrap().unwrap_err(), ResponseBodyError::Stalled);
}
