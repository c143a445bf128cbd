//! Rules of following a job by its status stream, and of cancelling it after a time limit.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Config, ErrorKind, State, TransportError, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, accepted, events, json, response};

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
async fn one_stream_has_every_status_and_each_new_line() {
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
    Reply::Response(200, headers, chunks)
}

#[tokio::test]
async fn polling_follows_a_stream_that_fails_in_any_way() {
    let replies: [fn() -> Reply; 8] = [
        || response(503, &[], "nginx"),
        || response(404, &[], "{}"),
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
async fn polling_does_not_repeat_the_lines_of_the_stream() {
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
async fn a_silent_stream_is_closed() {
    let silent = Reply::Open(QUEUED.into());
    let script = Script::new([accepted(QUEUE), silent, json(200, COMPLETED), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.pauses(), [Duration::from_secs(50); 2]);
}

#[tokio::test]
async fn a_returned_status_url_of_another_host_is_not_streamed() {
    let script =
        Script::new([accepted("http://evil.test/queue"), events(&[completed().as_bytes()]), json(200, OUTPUT)]);
    script.client().call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.lines()[1], format!("GET {JOB}/status/stream?logs=0"));
}

#[tokio::test]
async fn a_passed_limit_cancels_the_job_only_with_cancel_on_timeout() {
    let requested = || response(202, &[], r#"{"status":"CANCELLATION_REQUESTED"}"#);
    for (cancel, replies) in [(true, vec![requested()]), (false, vec![])] {
        let script = Script::new([accepted(QUEUE), Reply::Hang].into_iter().chain(replies));
        let mut call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(5));
        if cancel {
            call = call.cancel_on_timeout();
        }
        let error = call.subscribe().await.unwrap_err();
        assert_eq!((error.kind(), error.is_cancelled()), (ErrorKind::Timeout, cancel));
        assert!(error.job().is_some());
        let end = if cancel { "is being cancelled" } else { "the job continues" };
        assert!(error.to_string().contains(end), "{error}");
        assert_eq!(script.lines().contains(&format!("PUT {JOB}/cancel")), cancel);
    }
}

#[tokio::test]
async fn the_error_is_that_of_the_limit_if_the_cancellation_fails() {
    for reply in [Reply::Hang, response(404, &[], "{}"), response(400, &[], r#"{"status":"ALREADY_COMPLETED"}"#)] {
        let script = Script::new([accepted(QUEUE), Reply::Hang, reply]);
        let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(5)).cancel_on_timeout();
        let error = call.subscribe().await.unwrap_err();
        assert_eq!((error.kind(), error.is_cancelled()), (ErrorKind::Timeout, false));
        assert!(error.job().is_some());
    }
}

#[tokio::test]
async fn an_error_before_the_limit_cancels_nothing() {
    let script = Script::new([accepted(QUEUE), response(404, &[], "{}")]);
    let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(500)).cancel_on_timeout();
    let error = call.subscribe().await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test]
async fn a_long_stream_of_comments_is_neither_too_large_nor_silent() {
    let chunks: Vec<String> = (0..100).map(|_| QUEUED.to_owned()).chain([completed()]).collect();
    let chunks: Vec<&[u8]> = chunks.iter().map(String::as_bytes).collect();
    let script = Script::new([accepted(QUEUE), events(&chunks), json(200, OUTPUT)]);
    let client = script.client_with(Config::new(KEY).event_limit(1000));
    client.call(Input::new("a cat")).follow_stream().subscribe().await.unwrap();
    assert_eq!(script.seen().len(), 3);
    assert!(script.pauses().len() > 100, "each chunk begins the silence anew");
}

#[tokio::test]
async fn a_status_stream_ends_when_the_job_is_completed() {
    let text = format!("{QUEUED}data: nonsense\n\n{}{}{QUEUED}", running(&["a", "b"]), completed());
    let script = Script::new([events(&[text.as_bytes()]), events(&[QUEUED.as_bytes()])]);
    let job = script.client().job::<Input>("r-1");
    let mut statuses = job.status_stream_with_logs().await.unwrap();
    assert_eq!(statuses.next().await.unwrap().unwrap().state, State::InQueue { position: Some(0) });
    let error = statuses.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some("nonsense")));
    assert_eq!(error.job(), Some(job.job_ref()));
    assert_eq!(statuses.next().await.unwrap().unwrap().logs.len(), 2);
    assert!(statuses.next().await.unwrap().unwrap().is_completed());
    assert!(statuses.next().await.is_none());
    let _ = job.status_stream().await.unwrap();
    assert_eq!(script.lines(), [format!("GET {JOB}/status/stream?logs=1"), format!("GET {JOB}/status/stream?logs=0")]);
}

#[tokio::test]
async fn a_status_stream_that_is_refused_or_interrupted_is_an_error_with_the_job() {
    let script =
        Script::new([response(404, &[], "{}"), json(200, COMPLETED), broken(QUEUED, TransportErrorKind::Other)]);
    let job = script.client().job::<Input>("r-1");
    for (kind, status) in [(ErrorKind::Status, Some(404)), (ErrorKind::Stream, Some(200))] {
        let error = job.status_stream().await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.request_id()), (kind, status, Some("r-1")));
    }
    let mut statuses = job.status_stream().await.unwrap();
    assert!(statuses.next().await.unwrap().is_ok());
    assert_eq!(statuses.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
    assert!(statuses.next().await.is_none());
}

#[tokio::test]
async fn waiting_for_a_resumed_job_has_the_options_of_subscribe() {
    let log = r#"{"status":"COMPLETED","logs":[{"message":"a"}]}"#;
    let script = Script::new([json(202, r#"{"status":"IN_PROGRESS"}"#), json(200, log), json(200, OUTPUT)]);
    let (lines, words) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let (logged, seen) = (lines.clone(), words.clone());
    let saved = r#"{"endpoint":"acme/painter/fast","request_id":"r-1"}"#;
    let wait = script.client().resume::<Input>(saved).unwrap().wait();
    let wait = wait.logs(move |line| logged.lock().unwrap().push(line.message.clone()));
    let wait = wait.on_status(move |status| seen.lock().unwrap().push(status.state.to_string()));
    assert_eq!(wait.poll_interval(Duration::from_secs(2)).result().await.unwrap().seed, Some(7));
    assert_eq!(
        (&*lines.lock().unwrap(), &*words.lock().unwrap()),
        (&vec!["a".into()], &vec!["IN_PROGRESS".into(), "COMPLETED".into()])
    );
    assert_eq!(script.pauses(), [Duration::from_secs(2)]);

    let script = Script::new([Reply::Hang, json(202, r#"{"status":"CANCELLATION_REQUESTED"}"#)]);
    let wait = script.client().job::<Input>("r-1").wait().timeout(Duration::from_secs(1)).cancel_on_timeout();
    let error = wait.result().await.unwrap_err();
    assert_eq!((error.kind(), error.is_cancelled(), error.request_id()), (ErrorKind::Timeout, true, Some("r-1")));
}
