//! The queue: submission, status, logs, result, cancellation.

use std::time::Duration;

use crate::common::{Reply, get, post, put, send_with_key, server, start};
use fal_mock::{Options, Pace, Server};
use serde_json::{Value, json};

/// Submits a valid request and returns the path of its job.
fn submit(server: &Server) -> String {
    submit_to(server, "acme/paint", &json!({"prompt": "a cat"}))
}

fn submit_to(server: &Server, endpoint: &str, input: &Value) -> String {
    let response = post(server, &format!("/queue/{endpoint}"), input);
    assert_eq!(response.status, 200, "{}", response.text());
    let url = response.json()["response_url"].as_str().expect("a URL").to_owned();
    url.strip_prefix(server.url()).expect("a URL of this server").to_owned()
}

fn status(server: &Server, job: &str) -> Reply {
    get(server, &format!("{job}/status?logs=1"))
}

/// Requests the status until the job is over.
fn finish(server: &Server, job: &str) -> Value {
    (0..100).find_map(|_| Some(status(server, job)).filter(|response| response.status == 200)).expect("an end").json()
}

#[test]
fn a_submission_returns_the_urls_of_its_job() {
    let server = server();
    let response = post(&server, "/queue/acme/paint/fast?fal_webhook=http%3A%2F%2Fx", &json!({}));
    let body = response.json();
    let id = body["request_id"].as_str().expect("an id");
    let url = format!("{}/queue/acme/paint/requests/{id}", server.url());
    let expected = json!({
        "status": "IN_QUEUE", "request_id": id, "queue_position": 1, "response_url": url,
        "status_url": format!("{url}/status"), "cancel_url": format!("{url}/cancel"), "logs": null, "metrics": {},
    });
    assert_eq!((response.status, &body), (200, &expected));
    assert_eq!(response.header("x-fal-request-id"), Some(id));
}

#[test]
fn a_job_advances_from_the_queue_to_completion() {
    let server = server();
    let job = submit(&server);
    let walk: Vec<_> = (0..5)
        .map(|_| status(&server, &job))
        .map(|response| {
            let body = response.json();
            let logs = body["logs"].as_array().map(Vec::len);
            (
                response.status,
                body["status"].as_str().expect("a status").to_owned(),
                body["queue_position"].as_u64(),
                logs,
            )
        })
        .collect();
    let expected = [
        (202, "IN_QUEUE".to_owned(), Some(0), None),
        (202, "IN_PROGRESS".to_owned(), None, Some(1)),
        (202, "IN_PROGRESS".to_owned(), None, Some(2)),
        (200, "COMPLETED".to_owned(), None, Some(3)),
        (200, "COMPLETED".to_owned(), None, Some(3)),
    ];
    assert_eq!(walk, expected);
    assert!(finish(&server, &job)["metrics"]["inference_time"].as_f64().is_some_and(|seconds| seconds > 0.0));
}

#[test]
fn log_lines_stay_the_same_between_polls() {
    let server = server();
    let job = submit(&server);
    let mut lines: Vec<Value> = Vec::new();
    for _ in 0..4 {
        if let Some(logs) = status(&server, &job).json()["logs"].as_array() {
            assert!(logs.starts_with(&lines));
            lines.clone_from(logs);
        }
    }
    assert_eq!(lines[0]["message"], "Loading acme/paint");
    for line in &lines {
        assert_eq!(line["source"], "USER");
        assert!(["INFO", "STDERR"].contains(&line["level"].as_str().expect("a level")));
        let timestamp = line["timestamp"].as_str().expect("a time");
        assert!(timestamp.starts_with("20") && timestamp.ends_with('Z') && timestamp.len() == 27, "{timestamp}");
    }
}

#[test]
fn logs_are_null_unless_requested() {
    let server = server();
    let job = submit(&server);
    status(&server, &job);
    let flags = [("logs=0", false), ("logs=1", true), ("logs=false", false), ("logs=true", true), ("", false)];
    for (flag, expected) in flags {
        let body = get(&server, &format!("{job}/status?{flag}")).json();
        assert!(body.as_object().is_some_and(|body| body.contains_key("logs")));
        assert_eq!(body["logs"].is_array(), expected, "{flag}");
    }
}

#[test]
fn the_result_is_that_of_a_run() {
    let server = server();
    let input = json!({"prompt": "a cat", "seed": 7});
    let job = submit_to(&server, "acme/paint", &input);
    assert_eq!(get(&server, &job).status_and_json(), (400, json!({"detail": "Request is still in progress"})));
    finish(&server, &job);
    let run = post(&server, "/run/acme/paint", &input).status_and_json();
    let id = job.rsplit('/').next();
    for form in [job.clone(), format!("{job}/"), format!("{job}/response"), format!("{job}/response/")] {
        let response = get(&server, &form);
        assert_eq!(response.status_and_json(), run, "{form}");
        assert_eq!(response.header("x-fal-request-id"), id);
    }
}

#[test]
fn an_invalid_input_is_reported_in_the_result() {
    let server = server();
    let job = submit_to(&server, "acme/paint", &json!({"num_images": 9}));
    assert_eq!(finish(&server, &job)["error"], "Invalid status code: 422");
    let response = get(&server, &job);
    assert_eq!(
        response.status_and_json(),
        post(&server, "/run/acme/paint", &json!({"num_images": 9})).status_and_json()
    );
    assert_eq!((response.status, response.header("x-fal-billable-units")), (422, Some("0")));
}

#[test]
fn a_cancelled_job_has_no_result() {
    let server = server();
    let job = submit(&server);
    assert_eq!(
        put(&server, &format!("{job}/cancel")).status_and_json(),
        (202, json!({"status": "CANCELLATION_REQUESTED"}))
    );
    let response = status(&server, &job);
    let body = response.json();
    assert_eq!((response.status, &body["status"], &body["logs"]), (200, &json!("COMPLETED"), &json!([])));
    assert_eq!((&body["error"], &body["error_type"]), (&json!("Request was cancelled"), &json!("client_cancelled")));
    let result = get(&server, &job);
    let expected = json!({"detail": "Request was cancelled", "error_type": "client_cancelled"});
    assert_eq!(result.status_and_json(), (499, expected));
    assert_eq!(result.header("x-fal-error-type"), Some("client_cancelled"));
    assert_eq!(put(&server, &format!("{job}/cancel")).status_and_json(), (400, json!({"status": "ALREADY_COMPLETED"})));
}

#[test]
fn a_finished_job_cannot_be_cancelled() {
    let server = server();
    let job = submit(&server);
    finish(&server, &job);
    assert_eq!(
        put(&server, &format!("{job}/cancel/")).status_and_json(),
        (400, json!({"status": "ALREADY_COMPLETED"}))
    );
    assert_eq!(get(&server, &job).status, 200);
}

#[test]
fn unknown_requests_get_404() {
    let server = server();
    let unknown = json!({"status": "NOT_FOUND", "detail": "Request not found"});
    for path in ["", "/status", "/status/stream", "/response"] {
        let path = format!("/queue/acme/paint/requests/00000000{path}");
        assert_eq!(get(&server, &path).status_and_json(), (404, unknown.clone()), "{path}");
    }
    let cancel = put(&server, "/queue/acme/paint/requests/00000000/cancel");
    assert_eq!(cancel.status_and_json(), (404, json!({"status": "NOT_FOUND"})));
}

#[test]
fn a_job_is_found_below_its_own_app_only() {
    let server = server();
    let job = submit_to(&server, "acme/paint/fast", &json!({}));
    let (_, id) = job.rsplit_once('/').expect("an id");
    assert_eq!(job, format!("/queue/acme/paint/requests/{id}"));
    assert_eq!(get(&server, &format!("/queue/acme/everything/requests/{id}/status")).status, 404);
    assert_eq!(get(&server, &format!("/queue/acme/paint/fast/requests/{id}/status")).status, 404);
    assert_eq!(get(&server, &format!("{job}/status/")).status, 202);
}

#[test]
fn namespaces_are_part_of_the_app() {
    let server = server();
    let job = submit_to(&server, "workflows/acme/flow", &json!({"prompt": "x"}));
    assert!(job.starts_with("/queue/workflows/acme/flow/requests/"), "{job}");
    finish(&server, &job);
    assert_eq!(get(&server, &job).status_and_json(), (200, json!({"prompt": "x"})));
}

#[test]
fn a_wrong_method_on_a_request_gets_405() {
    let server = server();
    let job = submit(&server);
    for (method, path, allow) in [("POST", "status", "GET"), ("GET", "cancel", "PUT"), ("DELETE", "", "GET")] {
        let response = send_with_key(&server, method, &format!("{job}/{path}"), Some("Key a:b"), b"");
        assert_eq!((response.status, response.header("allow")), (405, Some(allow)));
    }
}

#[test]
fn the_status_stream_ends_with_completion_and_sends_each_line_once() {
    let server = server();
    let job = submit(&server);
    let response = get(&server, &format!("{job}/status/stream?logs=1"));
    assert_eq!(response.header("content-type"), Some("text/event-stream; charset=utf-8"));
    let events: Vec<Value> = response
        .text()
        .split_terminator("\n\n")
        .map(|event| serde_json::from_str(event.strip_prefix("data: ").expect("data")).expect("JSON"))
        .collect();
    let names: Vec<_> = events.iter().map(|event| event["status"].as_str().expect("a status")).collect();
    assert_eq!(names, ["IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]);
    let lines = events.iter().filter_map(|event| event["logs"].as_array()).flatten();
    let lines: Vec<_> = lines.map(|line| line["message"].as_str().expect("a message")).collect();
    assert_eq!(lines, ["Loading acme/paint", "step 1/2", "step 2/2"]);
}

#[test]
fn a_job_with_a_pace_of_zero_completes_at_once() {
    let server = start(Options { pace: Pace::Polls { queued: 0, running: 0 }, ..Options::default() });
    let job = submit(&server);
    assert_eq!(get(&server, &job).status, 200);
    assert_eq!(status(&server, &job).status, 200);
}

#[test]
fn a_clock_advances_jobs_without_polls() {
    let pace = Pace::Clock { queued: Duration::from_millis(5), running: Duration::from_millis(5) };
    let server = start(Options { pace, ..Options::default() });
    let job = submit(&server);
    let events = get(&server, &format!("{job}/status/stream"));
    assert!(events.text().trim_end().lines().last().is_some_and(|event| event.contains("COMPLETED")));
    assert_eq!(get(&server, &job).status, 200);
}

#[test]
fn the_oldest_finished_jobs_are_removed_first() {
    let server = start(Options { max_jobs: 3, ..Options::default() });
    let [pending, finished, other] = [(); 3].map(|()| submit(&server));
    finish(&server, &finished);
    let newest = submit(&server);
    assert_eq!(status(&server, &finished).status, 404);
    for kept in [&pending, &other, &newest] {
        assert_eq!(status(&server, kept).status, 202);
    }
    submit(&server);
    assert_eq!(status(&server, &pending).status, 404);
}
