//! Rules of the options of a call: the headers and parameters of each, byte for byte as the official clients send them, and
//! which values are refused.

use std::time::Duration;

use fal_client::{Call, ErrorKind, Expiration, Lifecycle, Priority};

use crate::model::{Input, OUTPUT};
use crate::script::{Script, Seen, accepted, events, json};

const QUEUE: &str = "http://fal.test/queue";

fn with_everything(call: Call<Input>) -> Call<Input> {
    call.hint("runner-7")
        .start_timeout(Duration::from_millis(12_500))
        .lifecycle(Lifecycle::new().expires(Expiration::Day))
        .header("X-Custom", "v")
        .no_retry()
        .store_io(false)
}

/// The headers that the JavaScript client sends for the same options.
fn assert_captured_headers(seen: &Seen) {
    assert_eq!(seen.header("x-custom"), "v");
    assert_eq!(seen.header("x-fal-object-lifecycle-preference"), r#"{"expiration_duration_seconds":86400}"#);
    assert_eq!(seen.header("x-fal-runner-hint"), "runner-7");
    assert_eq!(seen.header("x-fal-request-timeout"), "12.5");
    assert_eq!(seen.header("x-fal-no-retry"), "1");
    assert_eq!(seen.header("x-fal-store-io"), "0");
}

#[tokio::test]
async fn a_submission_has_the_headers_of_its_options() {
    let script = Script::new([accepted(QUEUE)]);
    let call = with_everything(script.client().call(Input::new("hi")));
    let call = call.webhook("http://127.0.0.1:9/hook?x=1&y=2").priority(Priority::Low).max_queue_length(5);
    call.submit().await.unwrap();
    let seen = &script.seen()[0];
    assert_eq!(
        seen.url,
        "http://fal.test/queue/acme/painter/fast\
         ?fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fhook%3Fx%3D1%26y%3D2&fal_max_queue_length=5"
    );
    assert_eq!(seen.header("x-fal-queue-priority"), "low");
    assert_captured_headers(seen);
}

#[tokio::test]
async fn a_run_and_a_stream_have_the_headers_of_their_options() {
    let script = Script::new([json(200, OUTPUT), events(&[])]);
    with_everything(script.client().call(Input::new("hi"))).run().await.unwrap();
    let _ = with_everything(script.client().call(Input::new("hi"))).stream().await.unwrap();
    for seen in script.seen() {
        assert_captured_headers(&seen);
        assert!(!seen.url.contains('?'), "{}", seen.url);
    }
}

#[tokio::test]
async fn without_options_no_header_is_added() {
    let script = Script::new([accepted(QUEUE)]);
    script.client().call(Input::new("hi")).store_io(true).submit().await.unwrap();
    let seen = &script.seen()[0];
    assert!(seen.headers.keys().all(|name| !name.as_str().starts_with("x-")), "{:?}", seen.headers);
    assert!(!seen.url.contains('?'));
}

#[tokio::test]
async fn only_the_request_that_starts_the_model_has_the_options() {
    let script = Script::new([accepted(QUEUE), json(200, r#"{"status":"COMPLETED"}"#), json(200, OUTPUT)]);
    with_everything(script.client().call(Input::new("hi"))).priority(Priority::Normal).subscribe().await.unwrap();
    assert_eq!(script.seen()[0].header("x-fal-queue-priority"), "normal");
    for seen in &script.seen()[1..] {
        assert!(seen.headers.keys().all(|name| !name.as_str().starts_with("x-")), "{:?}", seen.headers);
    }
}

#[tokio::test]
async fn a_start_timeout_is_longer_than_a_second_and_written_as_plain_seconds() {
    for (millis, text) in [(30_000, "30"), (12_500, "12.5"), (1_001, "1.001")] {
        let script = Script::new([json(200, OUTPUT)]);
        let call = script.client().call(Input::new("hi")).start_timeout(Duration::from_millis(millis));
        call.run().await.unwrap();
        assert_eq!(script.seen()[0].header("x-fal-request-timeout"), text);
    }
    for millis in [0, 1_000] {
        refuse(|call| call.start_timeout(Duration::from_millis(millis))).await;
    }
}

async fn refuse(set: impl Fn(Call<Input>) -> Call<Input>) -> String {
    let script = Script::new([]);
    let error = set(script.client().call(Input::new("hi"))).submit().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(!error.may_have_been_accepted());
    error.to_string()
}

#[tokio::test]
async fn an_invalid_option_is_an_error_and_nothing_is_sent() {
    for name in ["authorization", "Authorization", "HOST", "content-length", "x-fal-target-url", "cookie", "a b", ""] {
        refuse(|call| call.header(name, "v")).await;
    }
    let text = refuse(|call| call.header("x-secret", "hidden\n")).await;
    assert!(text.contains("x-secret") && !text.contains("hidden"), "{text}");
    refuse(|call| call.hint("a\nb")).await;
    refuse(|call| call.lifecycle(Lifecycle::new().expires(Expiration::Seconds(0)))).await;
    let text = refuse(|call| call.webhook("ftp://me:hidden@example.com")).await;
    assert!(!text.contains("hidden"), "{text}");
}

#[tokio::test]
async fn an_option_takes_precedence_over_a_header_of_the_same_name() {
    let script = Script::new([accepted(QUEUE)]);
    let call = script.client().call(Input::new("hi")).priority(Priority::Low).header("X-Fal-Queue-Priority", "normal");
    call.header("x-b", "1").header("X-B", "2").submit().await.unwrap();
    let seen = &script.seen()[0];
    assert_eq!(seen.headers.get_all("x-fal-queue-priority").iter().count(), 1);
    assert_eq!(seen.header("x-fal-queue-priority"), "low");
    assert_eq!(seen.header("x-b"), "2");
}
