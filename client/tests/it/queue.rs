//! Rules of jobs: which requests are made, in which order, to which host, and with what the callbacks are called.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Cancellation, Config, ErrorKind, Job, JobRef, Outcome, State, TransportError, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, accepted, json};

const QUEUE: &str = "http://fal.test/queue";
const COMPLETED: &str = r#"{"status":"COMPLETED","logs":null,"metrics":{"inference_time":1.25}}"#;

fn in_progress() -> Reply {
    json(202, r#"{"status":"IN_PROGRESS","logs":null}"#)
}

/// A list that a callback appends to.
fn list<T: Send + 'static>() -> (Arc<Mutex<Vec<T>>>, impl FnMut(T) + Send + 'static) {
    let items = Arc::new(Mutex::new(Vec::new()));
    let filled = items.clone();
    (items, move |item| filled.lock().unwrap().push(item))
}

#[tokio::test]
async fn subscribe_submits_polls_at_once_and_fetches() {
    let queued = json(202, r#"{"status":"IN_QUEUE","queue_position":3}"#);
    let script = Script::new([accepted(QUEUE), queued, in_progress(), json(200, COMPLETED), json(200, OUTPUT)]);
    let (states, mut push) = list();
    let (ids, mut push_id) = list();
    let output = script
        .client()
        .call(Input::new("a cat"))
        .on_status(move |status| push(status.state.clone()))
        .on_submit(move |job| push_id(job.request_id().to_owned()))
        .subscribe()
        .await
        .unwrap();
    assert_eq!(
        script.lines(),
        [
            "POST http://fal.test/queue/acme/painter/fast",
            "GET http://fal.test/queue/acme/painter/requests/r-1/status?logs=0",
            "GET http://fal.test/queue/acme/painter/requests/r-1/status?logs=0",
            "GET http://fal.test/queue/acme/painter/requests/r-1/status?logs=0",
            "GET http://fal.test/queue/acme/painter/requests/r-1",
        ]
    );
    assert_eq!(script.pauses(), [Duration::from_millis(500); 2]);
    assert_eq!(output.metrics().inference_time, Some(1.25));
    assert_eq!(output.request_id(), Some("header-id"));
    assert_eq!(*ids.lock().unwrap(), ["r-1"]);
    let states = states.lock().unwrap();
    assert_eq!(states[0], State::InQueue { position: Some(3) });
    assert_eq!(states[1], State::InProgress);
    assert!(matches!(states[2], State::Completed { error: None, error_type: None }));
}

#[tokio::test]
async fn each_log_line_is_delivered_once_from_cumulative_lists() {
    let log = |status: &str, lines: &[&str]| {
        let lines: Vec<_> = lines.iter().map(|line| serde_json::json!({"message": line})).collect();
        json(200, &serde_json::json!({"status": status, "logs": lines}).to_string())
    };
    let script = Script::new([
        accepted(QUEUE),
        log("IN_PROGRESS", &["a"]),
        log("IN_PROGRESS", &["a", "b"]),
        log("IN_PROGRESS", &["a", "b"]),
        log("COMPLETED", &["a", "b", "b", "c"]),
        json(200, OUTPUT),
    ]);
    let (lines, mut push) = list();
    let call = script.client().call(Input::new("a cat"));
    call.logs(move |line| push(line.message.clone())).subscribe().await.unwrap();
    assert_eq!(*lines.lock().unwrap(), ["a", "b", "b", "c"]);
    assert!(script.lines()[1].ends_with("/status?logs=1"));
}

#[tokio::test]
async fn polling_continues_after_an_unknown_state() {
    let paused = json(202, r#"{"status":"PAUSED"}"#);
    let script = Script::new([accepted(QUEUE), paused, json(200, COMPLETED), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).subscribe().await.unwrap();
    assert_eq!(script.seen().len(), 4);
}

#[tokio::test]
async fn urls_on_another_host_are_not_followed() {
    for base in ["http://evil.test/queue", "http://fal.test/queue.evil", "http://fal.test/rest"] {
        let script = Script::new([accepted(base), json(200, COMPLETED), json(200, OUTPUT)]);
        script.client().call(Input::new("a cat")).subscribe().await.unwrap();
        for seen in script.seen() {
            assert!(seen.url.starts_with("http://fal.test/queue/acme/painter"), "{}", seen.url);
        }
    }
}

#[tokio::test]
async fn urls_on_the_queue_host_are_used_as_they_are() {
    let base = "http://fal.test/queue/elsewhere";
    let script = Script::new([accepted(base), json(200, COMPLETED), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).subscribe().await.unwrap();
    assert!(script.lines()[1].starts_with("GET http://fal.test/queue/elsewhere/acme/painter/requests/r-1/status"));
}

#[tokio::test]
async fn a_saved_job_is_resumed_without_key_and_with_its_urls() {
    let base = "http://fal.test/queue/elsewhere";
    let script = Script::new([accepted(base), in_progress(), json(200, COMPLETED), json(200, OUTPUT)]);
    let client = script.client();
    let job: Job<Input> = client.call(Input::new("a cat")).submit().await.unwrap();
    let saved = serde_json::to_string(&job).unwrap();
    assert!(!saved.contains("the-key"), "{saved}");
    assert_eq!(saved, job.job_ref().to_string());
    let output = client.resume::<Input>(&saved).unwrap().result().await.unwrap();
    assert_eq!(output.seed, Some(7));
    assert_eq!(script.lines()[3], "GET http://fal.test/queue/elsewhere/acme/painter/requests/r-1");
}

#[tokio::test]
async fn a_tampered_saved_job_does_not_send_the_key_elsewhere() {
    let script = Script::new([in_progress()]);
    let saved = r#"{"endpoint":"acme/painter/fast","request_id":"r-1","status_url":"http://evil.test/s"}"#;
    let status = script.client().resume::<Input>(saved).unwrap().status().await.unwrap();
    assert_eq!(status.state, State::InProgress);
    assert_eq!(script.lines(), ["GET http://fal.test/queue/acme/painter/requests/r-1/status?logs=0"]);
}

#[test]
fn a_saved_job_that_is_malformed_or_of_another_endpoint_is_refused() {
    let client = Script::new([]).client();
    let foreign = r#"{"endpoint":"acme/writer","request_id":"r-1"}"#;
    let error = client.resume::<Input>(foreign).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Resume);
    let text = error.to_string();
    assert!(text.contains("acme/writer") && text.contains("acme/painter/fast"), "{text}");
    for saved in ["", "{}", r#"{"endpoint":"acme/painter/fast","request_id":" "}"#] {
        assert_eq!(client.resume::<Input>(saved).unwrap_err().kind(), ErrorKind::Resume);
    }
}

#[tokio::test]
async fn an_empty_request_id_sends_nothing() {
    let script = Script::new([]);
    let error = script.client().job::<Input>("").status().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_cancellation_is_a_put_and_is_requested_or_already_completed() {
    let script = Script::new([
        json(202, r#"{"status":"CANCELLATION_REQUESTED"}"#),
        json(400, r#"{"status":"ALREADY_COMPLETED"}"#),
        json(404, r#"{"status":"NOT_FOUND"}"#),
    ]);
    let job = script.client().job::<Input>("r-1");
    assert_eq!(job.cancel().await.unwrap(), Cancellation::Requested);
    assert_eq!(job.cancel().await.unwrap(), Cancellation::AlreadyCompleted);
    assert_eq!(job.cancel().await.unwrap_err().status(), Some(404));
    assert_eq!(script.lines()[0], "PUT http://fal.test/queue/acme/painter/requests/r-1/cancel");
    assert_eq!(script.seen()[0].body, "");
}

#[tokio::test]
async fn every_error_after_acceptance_has_the_job() {
    let rest: [fn() -> Vec<Reply>; 6] = [
        || vec![Reply::Fail(TransportErrorKind::Other)],
        || vec![json(500, "oops")],
        || vec![json(200, "{}")],
        || vec![json(200, COMPLETED), json(422, r#"{"detail":"no"}"#)],
        || vec![json(200, COMPLETED), json(200, r#"{"images":3}"#)],
        || vec![json(200, COMPLETED), Reply::Hang],
    ];
    for rest in rest {
        let mut replies = vec![accepted(QUEUE)];
        replies.extend(rest());
        let script = Script::new(replies);
        let call = script.once().call(Input::new("a cat")).timeout(Duration::from_secs(1));
        let error = call.subscribe().await.unwrap_err();
        let job = error.job().unwrap_or_else(|| panic!("no job in {error}"));
        assert_eq!(error.request_id(), Some("r-1"));
        assert!(!error.may_have_been_accepted());
        let resumed = script.client().resume::<Input>(&job.to_string()).unwrap();
        assert_eq!(resumed.request_id(), "r-1");
    }
}

#[tokio::test]
async fn the_job_continues_after_the_overall_limit() {
    let script = Script::new([accepted(QUEUE), in_progress(), Reply::Hang]);
    let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(1));
    let error = call.subscribe().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("within 1 s"), "{error}");
    assert!(error.to_string().contains("the job continues"), "{error}");
    assert!(error.job().is_some());
    assert!(script.lines().iter().all(|line| !line.contains("cancel")));
}

#[tokio::test]
async fn the_error_of_a_failed_job_has_the_models_response_and_the_queues_error_type() {
    let failed = r#"{"status":"COMPLETED","error":"Runner exploded","error_type":"runner_server_error"}"#;
    let script = Script::new([accepted(QUEUE), json(200, failed), json(500, r#"{"detail":"Runner exploded"}"#)]);
    let error = script.client().call(Input::new("a cat")).subscribe().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(500)));
    assert_eq!(error.error_type(), Some("runner_server_error"));
    assert!(error.to_string().contains("Runner exploded"), "{error}");
}

#[tokio::test]
async fn the_error_for_an_accepted_submission_without_a_job_has_its_body() {
    for body in [r#"{"id":"r-1"}"#, r#"{"request_id":""}"#, "", "<html>"] {
        let script = Script::new([json(200, body)]);
        let error = script.client().call(Input::new("a cat")).submit().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.body(), Some(body));
        assert_eq!(error.job().map(JobRef::request_id), Some("header-id"));
        assert_eq!(error.outcome(), Outcome::Fetchable);
    }
    let cut = TransportError::new(TransportErrorKind::Connect, "cut");
    for chunk in [Err(cut), Ok(Bytes::from_static(b"\xFF")), Ok(Bytes::from(vec![b' '; 101]))] {
        let script = Script::new([Reply::Response(200, Vec::new(), vec![chunk])]);
        let client = script.client_with(Config::new(KEY).response_limit(100));
        let error = client.call(Input::new("a cat")).submit().await.unwrap_err();
        assert!(error.may_have_been_accepted(), "{error}");
    }
}
