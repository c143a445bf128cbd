//! The layouts in which clients reach the server: prefix, proxy, flat.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::common::{get, post, send, server};

const KEY: (&str, &str) = ("authorization", "Key id:secret");
const INPUT: &[u8] = b"{\"prompt\":\"a cat\",\"seed\":7}";

#[test]
fn a_proxy_target_decides_where_a_request_goes() {
    let server = server();
    let to = |method: &str, target: &str, body: &[u8]| {
        send(&server, method, "/", &[KEY, ("x-fal-target-url", target)], body)
    };
    let run = post(&server, "/run/acme/paint", &json!({"prompt": "a cat", "seed": 7}));
    assert_eq!(to("POST", "https://fal.run/acme/paint", INPUT).status_and_json(), run.status_and_json());
    let job = to("POST", "https://queue.fal.run/acme/paint", INPUT).json();
    let id = job["request_id"].as_str().expect("an id");
    let status = to("GET", &format!("https://queue.fal.run/acme/paint/requests/{id}/status?logs=1"), b"");
    assert_eq!((status.status, &status.json()["status"]), (202, &json!("IN_QUEUE")));
    let file = json!({"content_type": "text/plain", "file_name": "x.txt"}).to_string();
    let initiate = "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3";
    assert_eq!(to("POST", initiate, file.as_bytes()).status, 200);
    assert_eq!(server.requests().last().map(|request| request.url.clone()).as_deref(), Some(initiate));
}

#[test]
fn nothing_is_sent_to_a_proxy_target_outside_of_fal() {
    let server = server();
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("no waiting");
    let address = elsewhere.local_addr().expect("an address");
    let targets = [
        format!("http://{address}/acme/paint"),
        format!("https://{address}/acme/paint"),
        format!("https://fal.run@{address}/acme/paint"),
        "https://example.com/acme/paint".to_owned(),
        "https://fal.run.example.com/acme/paint".to_owned(),
        "not a URL".to_owned(),
    ];
    for target in targets {
        let response = send(&server, "POST", "/run/acme/paint", &[KEY, ("x-fal-target-url", &target)], INPUT);
        assert_eq!(response.status_and_json(), (400, json!("Invalid request")), "{target}");
    }
    assert!(elsewhere.accept().is_err(), "nobody connected");
}

#[test]
fn a_forwarded_host_decides_the_host_of_a_flat_path() {
    let server = server();
    let to = |host: &str, path: &str| send(&server, "POST", path, &[KEY, ("x-forwarded-host", host)], INPUT).json();
    assert_eq!(to("fal.run", "/acme/paint")["request_id"], Value::Null);
    assert_eq!(to("queue.fal.run", "/acme/paint")["images"], Value::Null);
    assert_eq!(to("rest.fal.ai", "/tokens/")["detail"][0]["loc"], json!(["body", "allowed_apps"]));
}

#[test]
fn without_a_forwarded_host_the_path_decides_the_host() {
    let server = server();
    let flat = |path: &str| send(&server, "POST", path, &[KEY], INPUT);
    let both = flat("/acme/paint").json();
    let run = post(&server, "/run/acme/paint", &json!({"prompt": "a cat", "seed": 7})).json();
    for (key, value) in run.as_object().expect("an object") {
        assert_eq!(&both[key], value, "{key}");
    }
    let id = both["request_id"].as_str().expect("an id");
    assert_eq!(both["status_url"], format!("{}/acme/paint/requests/{id}/status", server.queue_url()));
    assert_eq!(get(&server, &format!("/acme/paint/requests/{id}/status/")).status, 202);
    assert_eq!(flat("/acme/paint/stream").header("content-type"), Some("text/event-stream; charset=utf-8"));
    assert!(post(&server, "/tokens/", &json!({"allowed_apps": ["paint"]})).json().is_string());
    assert_eq!(flat("/files/upload").status, 200);
    assert_eq!(get(&server, "/.well-known/jwks.json").status, 200);
    assert_eq!(get(&server, "/files/none.png").status, 404);
    let refused = send(&server, "POST", "/acme/paint", &[KEY], b"{}");
    assert_eq!(refused.status_and_json(), post(&server, "/run/acme/paint", &json!({})).status_and_json());
}

#[test]
fn every_layout_needs_a_key() {
    let server = server();
    let headers: [&[(&str, &str)]; 3] =
        [&[], &[("x-forwarded-host", "fal.run")], &[("x-fal-target-url", "https://queue.fal.run/acme/paint")]];
    for headers in headers {
        assert_eq!(send(&server, "POST", "/acme/paint", headers, INPUT).status, 401, "{headers:?}");
    }
}
