//! Streams: each event is a whole output.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use fal_mock::{Options, Pace};
use serde_json::{Value, json};

use crate::common::{fetch, post, server, start};

#[test]
fn a_stream_is_a_series_of_whole_outputs() {
    let server = server();
    let input = json!({"prompt": "a cat", "seed": 7, "image_size": {"width": 64, "height": 64}});
    let response = post(&server, "/run/acme/paint/stream", &input);
    assert_eq!((response.status, response.header("content-type")), (200, Some("text/event-stream; charset=utf-8")));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert!(response.header("x-fal-request-id").is_some());
    assert!(response.text().ends_with("\n\n"));
    let events: Vec<&str> = response.text().split_terminator("\n\n").collect();
    assert_eq!(events.iter().filter(|event| event.starts_with(':')).count(), 1);
    let data = events.iter().filter_map(|event| event.lines().find_map(|line| line.strip_prefix("data: ")));
    let outputs: Vec<Value> = data.map(|data| serde_json::from_str(data).expect("JSON")).collect();
    assert_eq!(outputs.len(), 4);
    for output in &outputs {
        assert_eq!((&output["prompt"], &output["seed"]), (&json!("a cat"), &json!(7)));
        assert_eq!(fetch(&server, output["images"][0]["url"].as_str().expect("a URL")).status, 200);
    }
    assert_eq!(outputs[3], post(&server, "/run/acme/paint", &input).json());
    assert_ne!(outputs[0]["images"], outputs[3]["images"]);
}

#[test]
fn an_invalid_input_is_refused_before_the_stream() {
    let server = server();
    let response = post(&server, "/run/acme/paint/stream", &json!({}));
    assert_eq!(response.status_and_json(), post(&server, "/run/acme/paint", &json!({})).status_and_json());
    assert_eq!(response.status, 422);
}

#[test]
fn endpoints_that_do_not_stream_have_no_stream() {
    let server = server();
    let response = post(&server, "/run/acme/paint/fast/stream", &json!({}));
    assert_eq!(response.status_and_json(), (404, json!({"detail": "Path /acme/paint/fast/stream not found"})));
    assert_eq!(post(&server, "/queue/acme/paint/stream", &json!({"prompt": "a cat"})).status, 404);
}

#[test]
fn a_client_that_disconnects_does_not_affect_others() {
    let pace = Pace::Clock { queued: Duration::ZERO, running: Duration::from_millis(40) };
    let server = start(Options { pace, ..Options::default() });
    for _ in 0..20 {
        let mut stream = TcpStream::connect(server.address()).expect("a connection");
        let body = "{\"prompt\":\"a cat\"}";
        let head = "POST /run/acme/paint/stream HTTP/1.1\r\nhost: x\r\nauthorization: Key a:b\r\n";
        write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).expect("a request");
        let mut first = [0; 16];
        stream.read_exact(&mut first).expect("a head");
        assert_eq!(&first[..12], b"HTTP/1.1 200");
    }
    let response = post(&server, "/run/acme/paint/stream", &json!({"prompt": "a cat"}));
    assert_eq!(response.text().matches("data: ").count(), 4);
}
