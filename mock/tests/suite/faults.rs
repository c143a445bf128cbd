//! What goes wrong on purpose, one effect at a time.
//! Asks servers over the fixture schemas.

use std::io::ErrorKind;
use std::time::Duration;

use fal_mock::{Effect, Fault, Operation, Options, Response, Server, StreamEnd};
use serde_json::{Value, json};

use crate::common::{Answer, get, post, put, raw, request, server, start};

/// Long enough for an answer that comes, short enough to wait for one that does not.
const PATIENCE: Duration = Duration::from_millis(400);

fn with(fault: Fault) -> Server {
    start(Options { faults: vec![fault], ..Options::default() })
}

fn run(server: &Server) -> Answer {
    post(server, "/run/acme/paint", &json!({"prompt": "a cat"}))
}

/// What arrives of a run or stream, and how it ended.
fn arrived(server: &Server, path: &str) -> (String, std::io::Result<()>) {
    let request = request("POST", path, &[("authorization", "Key id:secret")], b"{\"prompt\":\"a cat\"}");
    let (bytes, ended) = raw(server.address(), &request, PATIENCE);
    (String::from_utf8(bytes).expect("text"), ended)
}

/// The length that the head of an answer gives, and the body that arrived.
fn lengths(answer: &str) -> (Option<usize>, usize) {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    (length, body.len())
}

#[test]
fn a_status_comes_as_often_as_asked_and_then_no_more() {
    let server = with(Fault::new(Effect::status(429)).endpoint("acme/paint").on(Operation::Run).times(2));
    let answer = run(&server);
    assert_eq!(answer.both(), (429, json!({"detail": "Too Many Requests"})));
    assert!(answer.header("x-fal-request-id").is_some());
    assert_eq!([run(&server).status, run(&server).status], [429, 200]);
}

#[test]
fn other_endpoints_and_operations_are_left_alone() {
    let server = with(Fault::new(Effect::status(500)).endpoint("acme/paint").on(Operation::Run));
    assert_eq!(post(&server, "/run/acme/paint/fast", &json!({})).status, 200);
    assert_eq!(post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).status, 200);
    assert_eq!(post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"})).status, 200);
}

#[test]
fn every_operation_of_a_job_can_go_wrong() {
    let server = server();
    let job = post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).json();
    let job = format!("/queue/acme/paint/requests/{}", job["request_id"].as_str().expect("an id"));
    let operations =
        [Operation::Submit, Operation::Status, Operation::StatusStream, Operation::Result, Operation::Cancel];
    for operation in operations {
        server.clear_faults();
        server.add_fault(Fault::new(Effect::status(502)).endpoint("acme/paint").on(operation));
        let answers = [
            (Operation::Submit, post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"}))),
            (Operation::Status, get(&server, &format!("{job}/status"))),
            (Operation::StatusStream, get(&server, &format!("{job}/status/stream"))),
            (Operation::Result, get(&server, &job)),
            (Operation::Cancel, put(&server, &format!("{job}/cancel"))),
        ];
        for (asked, answer) in answers {
            assert_eq!(answer.status == 502, asked == operation, "{asked:?} with {operation:?}");
        }
    }
}

#[test]
fn an_answer_can_be_made_up() {
    let response =
        Response::new(418, "short and stout").header("Retry-After", "7").header("content-type", "text/plain");
    let response = response.anonymous();
    let answer = run(&with(Fault::new(Effect::Answer(response))));
    assert_eq!((answer.status, answer.text()), (418, "short and stout"));
    assert_eq!((answer.header("retry-after"), answer.header("content-type")), (Some("7"), Some("text/plain")));
    assert!(answer.header("x-fal-request-id").is_none());
}

#[test]
fn an_ingress_answers_html_without_a_request_id() {
    let answer = run(&with(Fault::new(Effect::nginx(503))));
    assert_eq!((answer.status, answer.header("content-type")), (503, Some("text/html")));
    assert!(answer.text().contains("<center>nginx</center>") && answer.header("x-fal-request-id").is_none());
}

#[test]
fn a_delayed_answer_is_the_usual_one() {
    let server = with(Fault::new(Effect::Delay(Duration::from_millis(5))).times(1));
    assert_eq!(run(&server).both(), run(&server).both());
}

#[test]
fn a_stalled_request_is_never_answered() {
    let (answer, ended) = arrived(&with(Fault::new(Effect::Stall)), "/run/acme/paint");
    assert_eq!(answer, "");
    let kind = ended.expect_err("still open").kind();
    assert!(matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{kind}");
}

#[test]
fn a_reset_connection_has_no_answer() {
    let (answer, ended) = arrived(&with(Fault::new(Effect::Reset)), "/run/acme/paint");
    assert_eq!((answer.as_str(), ended.expect_err("reset").kind()), ("", ErrorKind::ConnectionReset));
}

#[test]
fn an_answer_can_be_lost_after_the_work_was_done() {
    let server = with(Fault::new(Effect::LoseAnswer));
    let (answer, ended) = arrived(&server, "/queue/acme/paint");
    assert_eq!((answer.as_str(), ended.expect_err("reset").kind()), ("", ErrorKind::ConnectionReset));
    let accepted = server.submissions();
    assert_eq!(accepted.len(), 1, "{accepted:?}");
    server.clear_faults();
    let result = get(&server, &format!("/queue/acme/paint/requests/{}/status", accepted[0].request_id));
    assert_eq!(result.status, 202, "the job is there");
}

#[test]
fn an_answer_can_be_replaced_after_the_work_was_done() {
    let server = with(Fault::new(Effect::Replace(Response::new(200, "{}"))).on(Operation::Submit));
    assert_eq!(post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).both(), (200, json!({})));
    assert_eq!(server.submissions().len(), 1);
}

#[test]
fn what_a_model_was_given_is_counted_and_what_never_reached_it_is_not() {
    let server = server();
    let fault = Fault::new(Effect::status(503)).on(Operation::Run).times(1);
    server.add_fault(fault);
    assert_eq!([run(&server).status, run(&server).status], [503, 200]);
    server.add_fault(Fault::new(Effect::Reset).times(1));
    assert!(arrived(&server, "/run/acme/paint").1.is_err());
    post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    post(&server, "/queue/acme/paint/fast", &json!({}));
    let accepted = server.submissions();
    let seen: Vec<_> = accepted.iter().map(|entry| (entry.operation, entry.endpoint.as_str())).collect();
    let (run, stream) = ((Operation::Run, "acme/paint"), (Operation::Stream, "acme/paint"));
    assert_eq!(seen, [run, stream, (Operation::Submit, "acme/paint/fast")]);
}

#[test]
fn a_request_that_is_held_back_counts_until_its_client_goes() {
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
            assert!(std::io::Read::read(&mut client, &mut some).expect("an answer") > 0);
        }
        drop(client);
        while server.stalled() != 0 {
            std::thread::yield_now();
        }
    }
}

#[test]
fn the_keys_of_webhooks_can_be_out_of_reach() {
    let server = with(Fault::new(Effect::status(500)).on(Operation::Keys).times(1));
    let ask = || get(&server, "/rest/.well-known/jwks.json").status;
    assert_eq!([ask(), ask()], [500, 200]);
}

#[test]
fn a_cut_body_is_shorter_than_its_head_says() {
    let (answer, ended) = arrived(&with(Fault::new(Effect::Cut(10))), "/run/acme/paint");
    let (length, came) = lengths(&answer);
    assert!(length.is_some_and(|length| length > 10), "{answer}");
    assert_eq!((came, ended.is_ok()), (10, true));
}

#[test]
fn a_body_can_stall_in_the_middle() {
    let (answer, ended) = arrived(&with(Fault::new(Effect::StallAfter(10))), "/run/acme/paint");
    let (length, came) = lengths(&answer);
    assert!(length.is_some_and(|length| length > 10) && came == 10, "{answer}");
    assert!(ended.is_err(), "still open");
}

#[test]
fn a_truncated_body_is_good_http_and_broken_json() {
    let answer = run(&with(Fault::new(Effect::Truncate(10))));
    assert_eq!((answer.status, answer.header("content-length"), answer.body.len()), (200, Some("10"), 10));
    assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
}

#[test]
fn an_answer_can_have_a_wrong_content_type() {
    let answer = run(&with(Fault::new(Effect::ContentType("text/plain".to_owned()))));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    assert!(serde_json::from_slice::<Value>(&answer.body).is_ok());
}

#[test]
fn a_stream_can_be_cut_in_the_middle_of_an_event() {
    let (answer, ended) = arrived(&with(Fault::new(Effect::CutEvent(2))), "/run/acme/paint/stream");
    assert_eq!(answer.matches("data: ").count(), 3, "{answer}");
    assert!(ended.is_ok() && !answer.ends_with("0\r\n\r\n") && !answer.ends_with("\n\n\r\n"), "{answer}");
}

#[test]
fn a_stream_can_end_with_an_error() {
    let last = StreamEnd { after: 1, event: Some("error".to_owned()), data: json!({"detail": "boom"}) };
    let server = with(Fault::new(Effect::StreamEnd(last)));
    let answer = post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    assert_eq!(answer.text().matches("data: ").count(), 2);
    assert!(answer.text().ends_with("event: error\ndata: {\"detail\":\"boom\"}\n\n"));
    assert_eq!(run(&server).status, 200);
}

#[test]
fn a_shorter_stream_ends_with_the_error_too() {
    let last = StreamEnd { after: 100, event: None, data: json!("boom") };
    let server = with(Fault::new(Effect::StreamEnd(last)));
    let answer = post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    assert!(answer.text().ends_with("data: \"boom\"\n\n"), "{}", answer.text());
}

#[test]
fn a_stream_of_states_can_be_cut_too() {
    let server = with(Fault::new(Effect::CutEvent(1)));
    let job = post(&server, "/queue/acme/paint", &json!({"prompt": "a cat"})).json();
    let path = format!("/queue/acme/paint/requests/{}/status/stream", job["request_id"].as_str().expect("an id"));
    let request = request("GET", &path, &[("authorization", "Key id:secret")], b"");
    let (answer, _) = raw(server.address(), &request, PATIENCE);
    assert_eq!(String::from_utf8_lossy(&answer).matches("data: ").count(), 2);
}

#[test]
fn a_run_can_fail_as_its_model_does() {
    let failure = fal_mock::Failure {
        status: 500,
        body: json!({"detail": "boom"}),
        error: None,
        error_type: Some("runner_server_error".to_owned()),
    };
    let answer = run(&with(Fault::new(Effect::Fail(failure))));
    assert_eq!(answer.both(), (500, json!({"detail": "boom"})));
    assert_eq!(answer.header("x-fal-error-type"), Some("runner_server_error"));
}

#[test]
fn uploads_go_wrong_by_their_headers() {
    let server = with(Fault::new(Effect::status(500)).on(Operation::Upload).header("X-Fal-File-Name", "a.txt"));
    let upload = |name: &str| {
        let headers = [("authorization", "Key id:secret"), ("x-fal-file-name", name)];
        crate::common::ask(&server, "POST", "/cdn/files/upload", &headers, b"x").status
    };
    assert_eq!((upload("a.txt"), upload("b.txt")), (500, 200));
}

#[test]
fn faults_reach_flat_requests_as_runs_and_as_submissions() {
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
