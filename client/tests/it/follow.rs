//! Rules of following a job by stream, and of cancelling it when the time is over.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Config, ErrorKind, State, TransportError, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, accepted, answer, events, json};

const QUEUE: &str = "http://fal.test/queue";
const JOB: &str = "http://fal.test/queue/acme/painter/requests/r-1";
const QUEUED: &str = "data: {\"status\":\"IN_QUEUE\",\"queue_position\":0}\n\n";
const COMPLETED: &str = r#"{"status":"COMPLETED","logs":null,"metrics":{"inference_time":1.25}}"#;

fn running(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| serde_json::json!({"message": line, "timestamp": line})).collect();
    format!("data: {}\n\n", serde_json::json!({"status": "IN_PROGRESS", "logs": lines}))
}

fn completed() -> String {
    format!("data: {COMPLETED}\n\n")
}

#[tokio::test]
async fn one_stream_brings_every_status_and_each_new_line() {
    let text = format!("{QUEUED}{}: ping\n\n{}{}", running(&["a"]), running(&["b", "c"]), completed());
    let script = Script::new([accepted(QUEUE), events(&[text.as_bytes()]), json(200, OUTPUT)]);
    let (states, lines) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let (seen, logged) = (states.clone(), lines.clone());
    let output = script
        .client()
        .call(Input::new("a cat"))
        .follow_stream()
        .on_status(move |status| seen.lock().unwrap().push(status.state.clone()))
        .logs(move |line| logged.lock().unwrap().push(line.message.clone()))
        .subscribe()
        .await
        .unwrap();
    let expected = [
        "POST http://fal.test/queue/acme/painter/fast".to_owned(),
        format!("GET {JOB}/status/stream?logs=1"),
        format!("GET {JOB}"),
    ];
    assert_eq!(script.lines(), expected);
    assert!(script.seen()[1].header("accept").contains("text/event-stream"));
    assert_eq!(output.metrics().inference_time, Some(1.25));
    assert_eq!(*lines.lock().unwrap(), ["a", "b", "c"]);
    let states = states.lock().unwrap();
    assert_eq!((states.len(), &states[0]), (4, &State::InQueue { position: Some(0) }));
}

fn broken(text: &str, kind: TransportErrorKind) -> Reply {
    let headers = vec![("content-type", "text/event-stream".into())];
    let chunks = vec![Ok(Bytes::copy_from_slice(text.as_bytes())), Err(TransportError::new(kind, "cut"))];
    Reply::Answer(200, headers, chunks)
}

#[tokio::test]
async fn a_stream_that_fails_in_any_way_is_followed_by_asking() {
    let replies: [fn() -> Reply; 8] = [
        || answer(503, &[], "nginx"),
        || answer(404, &[], "{}"),
        || json(200, COMPLETED),
        || events(&[QUEUED.as_bytes()]),
        || events(&[b"data: nonsense\n\n"]),
        || events(&[]),
        || broken(QUEUED, TransportErrorKind::Other),
        || events(&[b"data: ", &[b' '; 2000]]),
    ];
    for reply in replies {
        let script = Script::new([accepted(QUEUE), reply(), json(200, COMPLETED), json(200, OUTPUT)]);
        let client = script.client_with(Config::new(KEY).event_limit(1000));
        client.call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
        assert_eq!(script.lines()[2], format!("GET {JOB}/status?logs=0"));
    }
}

#[tokio::test]
async fn lines_that_the_stream_showed_are_not_repeated_by_asking() {
    let log = r#"{"status":"COMPLETED","logs":[{"message":"a"},{"message":"b"},{"message":"c"}]}"#;
    let script = Script::new([
        accepted(QUEUE),
        broken(&format!("{}{}", running(&["a"]), running(&["b"])), TransportErrorKind::Other),
        json(200, log),
        json(200, OUTPUT),
    ]);
    let lines = Arc::new(Mutex::new(Vec::new()));
    let logged = lines.clone();
    let call = script.client().call(Input::new("a cat")).follow_stream();
    call.logs(move |line| logged.lock().unwrap().push(line.message.clone())).subscribe().await.unwrap();
    assert_eq!(*lines.lock().unwrap(), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_silent_stream_is_given_up() {
    let silent = Reply::Silent;
    let script = Script::new([accepted(QUEUE), silent, json(200, COMPLETED), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.pauses(), [Duration::from_secs(50)]);
}

#[tokio::test]
async fn a_returned_status_url_elsewhere_is_not_streamed_from() {
    let script =
        Script::new([accepted("http://evil.test/queue"), events(&[completed().as_bytes()]), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.lines()[1], format!("GET {JOB}/status/stream?logs=0"));
}

#[tokio::test]
async fn a_passed_limit_cancels_only_when_asked() {
    let requested = || answer(202, &[], r#"{"status":"CANCELLATION_REQUESTED"}"#);
    for (cancel, replies) in [(true, vec![requested()]), (false, vec![])] {
        let script = Script::new([accepted(QUEUE), Reply::Hang].into_iter().chain(replies));
        let mut call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(5));
        if cancel {
            call = call.cancel_on_timeout();
        }
        let error = call.subscribe().await.unwrap_err();
        assert_eq!((error.kind(), error.is_cancelled()), (ErrorKind::Timeout, cancel));
        assert!(error.job().is_some());
        let end = if cancel { "asked to stop" } else { "left running" };
        assert!(error.to_string().contains(end), "{error}");
        assert_eq!(script.lines().contains(&format!("PUT {JOB}/cancel")), cancel);
    }
}

#[tokio::test]
async fn a_cancel_that_fails_leaves_the_error_of_the_limit() {
    for reply in [Reply::Hang, answer(404, &[], "{}"), answer(400, &[], r#"{"status":"ALREADY_COMPLETED"}"#)] {
        let script = Script::new([accepted(QUEUE), Reply::Hang, reply]);
        let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(5)).cancel_on_timeout();
        let error = call.subscribe().await.unwrap_err();
        assert_eq!((error.kind(), error.is_cancelled()), (ErrorKind::Timeout, false));
        assert!(error.job().is_some());
    }
}

#[tokio::test]
async fn an_error_before_the_limit_cancels_nothing() {
    let script = Script::new([accepted(QUEUE), answer(404, &[], "{}")]);
    let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(500)).cancel_on_timeout();
    let error = call.subscribe().await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test]
async fn a_long_stream_is_not_taken_for_a_large_event_nor_for_a_silent_one() {
    let chunks: Vec<String> = (0..100).map(|_| QUEUED.to_owned()).chain([completed()]).collect();
    let chunks: Vec<&[u8]> = chunks.iter().map(String::as_bytes).collect();
    let script = Script::new([accepted(QUEUE), events(&chunks), json(200, OUTPUT)]);
    let client = script.client_with(Config::new(KEY).event_limit(1000));
    client.call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.seen().len(), 3);
    assert!(script.pauses().len() > 100, "each chunk begins the silence anew");
}
