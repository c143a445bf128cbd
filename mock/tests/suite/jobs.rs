//! Options of submissions: a start timeout, a longest queue, a priority, headers.

use std::time::Duration;

use fal_mock::{Effect, Fault, Operation, Options, Pace, Server};
use serde_json::{Value, json};

use crate::common::{Reply, get, post, put, send, server, start};

const INPUT: &[u8] = b"{\"prompt\":\"a cat\"}";

fn submit(server: &Server, headers: &[(&str, &str)]) -> String {
    let key = ("authorization", "Key id:secret");
    let response = send(server, "POST", "/queue/acme/paint", &[&[key], headers].concat(), INPUT);
    assert_eq!(response.status, 200, "{}", response.text());
    format!("/queue/acme/paint/requests/{}", response.json()["request_id"].as_str().expect("an id"))
}

fn stuck(effect: Effect) -> Server {
    start(Options { faults: vec![Fault::new(effect)], ..Options::default() })
}

/// Requests the status until the job is over.
fn end(server: &Server, job: &str) -> Value {
    loop {
        let response = get(server, &format!("{job}/status"));
        if response.status == 200 {
            return response.json();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn assert_user_timeout(response: &Reply) {
    assert_eq!(
        response.status_and_json(),
        (504, json!({"detail": "Request timed out", "error_type": "request_timeout"}))
    );
    assert_eq!(response.header("x-fal-request-timeout-type"), Some("user"));
    assert_eq!(response.header("x-fal-error-type"), Some("request_timeout"));
}

#[test]
fn a_job_that_does_not_start_in_time_has_timed_out() {
    let slow = Pace::Clock { queued: Duration::from_secs(3600), running: Duration::ZERO };
    for server in [stuck(Effect::NeverStart), start(Options { pace: slow, ..Options::default() })] {
        let job = submit(&server, &[("x-fal-request-timeout", "0.05")]);
        let status = end(&server, &job);
        assert_eq!((&status["status"], &status["error_type"]), (&json!("COMPLETED"), &json!("request_timeout")));
        assert_user_timeout(&get(&server, &job));
        assert_eq!(put(&server, &format!("{job}/cancel")).status, 400);
    }
}

#[test]
fn a_job_that_has_started_no_longer_times_out() {
    let server = server();
    let job = submit(&server, &[("x-fal-request-timeout", "3600")]);
    assert_eq!(end(&server, &job)["error"], Value::Null);
    assert_eq!(get(&server, &job).status, 200);
}

#[test]
fn an_invalid_start_timeout_is_ignored() {
    let server = server();
    for text in ["soon", "-1", "NaN", "1e99"] {
        let job = submit(&server, &[("x-fal-request-timeout", text)]);
        assert_eq!(end(&server, &job)["error"], Value::Null, "{text}");
    }
}

#[test]
fn a_run_or_stream_that_does_not_start_in_time_gets_504() {
    let fault = Fault::new(Effect::Delay(Duration::from_secs(3600)));
    for fault in [Fault::new(Effect::NeverStart), fault] {
        let server = start(Options { faults: vec![fault], ..Options::default() });
        for path in ["/run/acme/paint", "/run/acme/paint/stream", "/acme/paint"] {
            let headers = [("authorization", "Key id:secret"), ("x-fal-request-timeout", "0.05")];
            assert_user_timeout(&send(&server, "POST", path, &headers, INPUT));
        }
    }
}

#[test]
fn a_job_that_never_completes_can_be_cancelled() {
    for (effect, status) in [(Effect::NeverStart, "IN_QUEUE"), (Effect::NeverComplete, "IN_PROGRESS")] {
        let server = stuck(effect);
        let job = submit(&server, &[]);
        for _ in 0..20 {
            get(&server, &format!("{job}/status"));
        }
        let last = get(&server, &format!("{job}/status")).json();
        assert_eq!(last["status"], status);
        assert_eq!(put(&server, &format!("{job}/cancel")).status, 202);
        assert_eq!(end(&server, &job)["error_type"], "client_cancelled");
        assert_eq!(get(&server, &job).status, 499);
    }
}

#[test]
fn a_request_is_refused_if_the_queue_is_longer_than_it_allows() {
    let server = server();
    let allowed = |most: &str| {
        post(&server, &format!("/queue/acme/paint?fal_max_queue_length={most}"), &json!({"prompt": "a cat"})).status
    };
    assert_eq!(allowed("0"), 429);
    assert_eq!(allowed("1"), 200);
    assert_eq!(allowed("1"), 429);
    assert_eq!(allowed("2"), 200);
    assert_eq!(post(&server, "/queue/acme/paint/fast?fal_max_queue_length=1", &json!({})).status, 200);
}

#[test]
fn a_job_of_low_priority_is_behind_those_of_normal_priority() {
    let server = server();
    let low = || submit(&server, &[("x-fal-queue-priority", "low")]);
    let alone = low();
    assert_eq!(get(&server, &format!("{alone}/status")).json()["queue_position"], 0);
    let behind = low();
    let first = submit(&server, &[("x-fal-queue-priority", "normal")]);
    submit(&server, &[]);
    assert_eq!(get(&server, &format!("{behind}/status")).json()["queue_position"], 2);
    assert_eq!(get(&server, &format!("{first}/status")).json()["queue_position"], 0);
    end(&server, &behind);
}

#[test]
fn headers_of_a_submission_are_accepted_and_recorded() {
    let server = server();
    let headers = [
        ("x-fal-queue-priority", "low"),
        ("x-fal-runner-hint", "runner-7"),
        ("x-fal-object-lifecycle-preference", "{\"expiration_duration_seconds\":60}"),
        ("x-fal-no-retry", "1"),
    ];
    submit(&server, &headers);
    let request = server.requests().pop().expect("a request");
    for (name, value) in headers {
        assert_eq!(request.header(name), Some(value));
    }
    assert_eq!(request.url, "https://queue.fal.run/acme/paint");
}

#[test]
fn a_failed_job_has_its_error_in_its_status_and_its_result() {
    let body = json!({"detail": "Runner exploded"});
    let server = start(Options {
        faults: vec![Fault::new(Effect::fail(500, body.clone())).on(Operation::Submit)],
        ..Options::default()
    });
    let job = submit(&server, &[]);
    assert_eq!(end(&server, &job)["error"], "Invalid status code: 500");
    assert_eq!(get(&server, &job).status_and_json(), (500, body));
    assert_eq!(post(&server, "/run/acme/paint", &json!({"prompt": "a cat"})).status, 200);
}
