//! Fault rules, one effect at a time.

use std::io::ErrorKind;
use std::time::Duration;

use fal_mock::{Effect, Fault, Operation, Options, Response, Server, StreamEnd};
use serde_json::{Value, json};

use crate::common::{Reply, get, post, put, raw, request, server, start};

/// Long enough for a response that arrives, short enough to wait for one that never does.
const TIMEOUT: Duration = Duration::from_millis(400);

fn with(fault: Fault) -> Server {
    start(Options { faults: vec![fault], ..Options::default() })
}

fn run(server: &Server) -> Reply {
    post(server, "/run/acme/paint", &json!({"prompt": "a cat"}))
}

/// The bytes that arrive of a run or stream, and how reading ended.
fn arrived(server: &Server, path: &str) -> (String, std::io::Result<()>) {
    let request = request("POST", path, &[("authorization", "Key id:secret")], b"{\"prompt\":\"a cat\"}");
    let (bytes, ended) = raw(server.address(), &request, TIMEOUT);
    (String::from_utf8(bytes).expect("text"), ended)
}

/// The `content-length` of a response, and the length of the body that arrived.
fn lengths(response: &str) -> (Option<usize>, usize) {
    let (head, body) = response.split_once("\r\n\r\n").expect("a complete head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    (length, body.len())
}

#[test]
fn a_status_is_returned_as_often_as_the_rule_says() {
    let server = with(Fault::new(Effect::status(429)).endpoint("acme/paint").on(Operation::Run).times(2));
    let response = run(&server);
    assert_eq!(response.status_and_json(), (429, json!({"detail": "Too Many Requests"})));
    assert!(response.header("x-fal-request-id").is_some());
    assert_eq!([run(&server).status, run(&server).status], [429, 200]);
}

#[test]
fn other_endpoints_and_operations_are_unaffected() {
    let server = with(Fault::new(Effect::status(500)).endpoint("acme/paint").on(Operation::Run));
    assert_eq!(post(&server, "/run/acme/paint/fast", &json!({})).status, 200);
    assert_eq!(post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).status, 200);
    assert_eq!(post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"})).status, 200);
}

#[test]
fn every_operation_of_a_job_can_fail() {
    let server = server();
    let job = post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).json();
    let job = format!("/queue/acme/paint/requests/{}", job["request_id"].as_str().expect("an id"));
    let operations =
        [Operation::Submit, Operation::Status, Operation::StatusStream, Operation::Result, Operation::Cancel];
    for operation in operations {
        server.clear_faults();
        server.add_fault(Fault::new(Effect::status(502)).endpoint("acme/paint").on(operation));
        let responses = [
            (Operation::Submit, post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"}))),
            (Operation::Status, get(&server, &format!("{job}/status"))),
            (Operation::StatusStream, get(&server, &format!("{job}/status/stream"))),
            (Operation::Result, get(&server, &job)),
            (Operation::Cancel, put(&server, &format!("{job}/cancel"))),
        ];
        for (requested, response) in responses {
            assert_eq!(response.status == 502, requested == operation, "{requested:?} with {operation:?}");
        }
    }
}

#[test]
fn a_rule_can_give_the_whole_response() {
    let teapot = Response::new(418, "short and stout").header("Retry-After", "7");
    let teapot = teapot.header("content-type", "text/plain").anonymous();
    let response = run(&with(Fault::new(Effect::Respond(teapot))));
    assert_eq!((response.status, response.text()), (418, "short and stout"));
    assert_eq!((response.header("retry-after"), response.header("content-type")), (Some("7"), Some("text/plain")));
    assert!(response.header("x-fal-request-id").is_none());
}

#[test]
fn an_ingress_error_is_html_without_a_request_id() {
    let response = run(&with(Fault::new(Effect::nginx(503))));
    assert_eq!((response.status, response.header("content-type")), (503, Some("text/html")));
    assert!(response.text().contains("<center>nginx</center>") && response.header("x-fal-request-id").is_none());
}

#[test]
fn a_delayed_response_is_the_usual_one() {
    let server = with(Fault::new(Effect::Delay(Duration::from_millis(5))).times(1));
    assert_eq!(run(&server).status_and_json(), run(&server).status_and_json());
}

#[test]
fn a_stalled_request_never_gets_a_response() {
    let (response, ended) = arrived(&with(Fault::new(Effect::Stall)), "/run/acme/paint");
    assert_eq!(response, "");
    let kind = ended.expect_err("still open").kind();
    assert!(matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{kind}");
}

#[test]
fn a_reset_connection_has_no_response() {
    let (response, ended) = arrived(&with(Fault::new(Effect::Reset)), "/run/acme/paint");
    assert_eq!((response.as_str(), ended.expect_err("reset").kind()), ("", ErrorKind::ConnectionReset));
}

#[test]
fn a_response_can_be_lost_after_the_request_took_effect() {
    let server = with(Fault::new(Effect::LoseResponse));
    let (response, ended) = arrived(&server, "/queue/acme/paint");
    assert_eq!((response.as_str(), ended.expect_err("reset").kind()), ("", ErrorKind::ConnectionReset));
    let submissions = server.submissions();
    assert_eq!(submissions.len(), 1, "{submissions:?}");
    server.clear_faults();
    let result = get(&server, &format!("/queue/acme/paint/requests/{}/status", submissions[0].request_id));
    assert_eq!(result.status, 202, "the job exists");
}

#[test]
fn a_response_can_be_replaced_after_the_request_took_effect() {
    let server = with(Fault::new(Effect::Replace(Response::new(200, "{}"))).on(Operation::Submit));
    assert_eq!(post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).status_and_json(), (200, json!({})));
    assert_eq!(server.submissions().len(), 1);
}

#[test]
fn only_requests_that_reach_a_model_are_submissions() {
    let server = server();
    let fault = Fault::new(Effect::status(503)).on(Operation::Run).times(1);
    server.add_fault(fault);
    assert_eq!([run(&server).status, run(&server).status], [503, 200]);
    server.add_fault(Fault::new(Effect::Reset).times(1));
    assert!(arrived(&server, "/run/acme/paint").1.is_err());
    post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    post(&server, "/queue/acme/paint/fast", &json!({}));
    let submissions = server.submissions();
    let found: Vec<_> = submissions.iter().map(|entry| (entry.operation, entry.endpoint.as_str())).collect();
    let (run, stream) = ((Operation::Run, "acme/paint"), (Operation::Stream, "acme/paint"));
    assert_eq!(found, [run, stream, (Operation::Submit, "acme/paint/fast")]);
}

#[test]
fn a_stalled_request_counts_until_its_client_disconnects() {
    for (effect, body) in [(Effect::Stall, false), (Effect::StallAfter(10), true), (Effect::NeverComplete, false)] {
        let server = with(Fault::new(effect).on(Operation::Run));
        let request = request("POST", "/run/acme/paint", &[("authorization", "Key id:secret")], b"{\"prompt\":\"a\"}");
        let mut client = std::net::TcpStream::connect(server.address()).expect("a connection");
        std::io::Write::write_all(&mut client, &request).expect("sent");
        while server.stalled() == 0 {
            std::thread::yield_now();
        }
        let mut some = [0; 64];
        if body {
            assert!(std::io::Read::read(&mut client, &mut some).expect("a response") > 0);
        }
        drop(client);
        while server.stalled() != 0 {
            std::thread::yield_now();
        }
    }
}

#[test]
fn the_keys_of_webhooks_can_be_unavailable() {
    let server = with(Fault::new(Effect::status(500)).on(Operation::Keys).times(1));
    let keys = || get(&server, "/rest/.well-known/jwks.json").status;
    assert_eq!([keys(), keys()], [500, 200]);
}

#[test]
fn a_cut_body_is_shorter_than_its_content_length() {
    let (response, ended) = arrived(&with(Fault::new(Effect::Cut(10))), "/run/acme/paint");
    let (length, received) = lengths(&response);
    assert!(length.is_some_and(|length| length > 10), "{response}");
    assert_eq!((received, ended.is_ok()), (10, true));
}

#[test]
fn a_body_can_stall_in_the_middle() {
    let (response, ended) = arrived(&with(Fault::new(Effect::StallAfter(10))), "/run/acme/paint");
    let (length, received) = lengths(&response);
    assert!(length.is_some_and(|length| length > 10) && received == 10, "{response}");
    assert!(ended.is_err(), "still open");
}

#[test]
fn a_truncated_body_is_valid_http_and_invalid_json() {
    let response = run(&with(Fault::new(Effect::Truncate(10))));
    assert_eq!((response.status, response.header("content-length"), response.body.len()), (200, Some("10"), 10));
    assert!(serde_json::from_slice::<Value>(&response.body).is_err());
}

#[test]
fn a_response_can_have_a_wrong_content_type() {
    let response = run(&with(Fault::new(Effect::ContentType("text/plain".to_owned()))));
    assert_eq!(response.header("content-type"), Some("text/plain"));
    assert!(serde_json::from_slice::<Value>(&response.body).is_ok());
}

#[test]
fn a_stream_can_be_cut_in_the_middle_of_an_event() {
    let (response, ended) = arrived(&with(Fault::new(Effect::CutEvent(2))), "/run/acme/paint/stream");
    assert_eq!(response.matches("data: ").count(), 3, "{response}");
    assert!(ended.is_ok() && !response.ends_with("0\r\n\r\n") && !response.ends_with("\n\n\r\n"), "{response}");
}

#[test]
fn a_stream_can_end_with_an_error() {
    let last = StreamEnd { after: 1, event: Some("error".to_owned()), data: json!({"detail": "boom"}) };
    let server = with(Fault::new(Effect::StreamEnd(last)));
    let response = post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    assert_eq!(response.text().matches("data: ").count(), 2);
    assert!(response.text().ends_with("event: error\ndata: {\"detail\":\"boom\"}\n\n"));
    assert_eq!(run(&server).status, 200);
}

#[test]
fn a_stream_with_fewer_events_also_ends_with_the_error() {
    let last = StreamEnd { after: 100, event: None, data: json!("boom") };
    let server = with(Fault::new(Effect::StreamEnd(last)));
    let response = post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    assert!(response.text().ends_with("data: \"boom\"\n\n"), "{}", response.text());
}

#[test]
fn a_status_stream_can_be_cut() {
    let server = with(Fault::new(Effect::CutEvent(1)));
    let job = post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).json();
    let path = format!("/queue/acme/paint/requests/{}/status/stream", job["request_id"].as_str().expect("an id"));
    let request = request("GET", &path, &[("authorization", "Key id:secret")], b"");
    let (response, _) = raw(server.address(), &request, TIMEOUT);
    assert_eq!(String::from_utf8_lossy(&response).matches("data: ").count(), 2);
}

#[test]
fn a_run_can_fail_with_an_error_of_the_model() {
    let failure = fal_mock::Failure {
        status: 500,
        body: json!({"detail": "boom"}),
        error: None,
        error_type: Some("runner_server_error".to_owned()),
    };
    let response = run(&with(Fault::new(Effect::Fail(failure))));
    assert_eq!(response.status_and_json(), (500, json!({"detail": "boom"})));
    assert_eq!(response.header("x-fal-error-type"), Some("runner_server_error"));
}

#[test]
fn uploads_are_matched_by_their_headers() {
    let server = with(Fault::new(Effect::status(500)).on(Operation::Upload).header("X-Fal-File-Name", "a.txt"));
    let upload = |name: &str| {
        let headers = [("authorization", "Key id:secret"), ("x-fal-file-name", name)];
        crate::common::send(&server, "POST", "/cdn/files/upload", &headers, b"x").status
    };
    assert_eq!((upload("a.txt"), upload("b.txt")), (500, 200));
}

#[test]
fn flat_requests_are_matched_as_runs_and_as_submissions() {
    let server = server();
    let flat = || post(&server, "/acme/paint", &json!({"prompt": "a cat"}));
    server.add_fault(Fault::new(Effect::fail(500, json!({"detail": "boom"}))).on(Operation::Run).times(1));
    server.add_fault(Fault::new(Effect::NeverComplete).on(Operation::Submit).times(1));
    assert_eq!(flat().status, 500);
    let job = flat().json();
    let status = format!("/queue/acme/paint/requests/{}/status", job["request_id"].as_str().expect("an id"));
    for _ in 0..20 {
        get(&server, &status);
    }
    let last = get(&server, &status).json()["status"].clone();
    assert_eq!(last, json!("IN_PROGRESS"));
}
