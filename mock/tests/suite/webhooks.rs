//! Webhooks: their body and signature, their attempts, and the addresses that they are sent to.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fal_mock::{Delivery, Effect, Fault, Operation, Options, Server, Webhooks};
use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::common::{fetch, get, post, put, server, start};

/// A webhook as it arrived.
struct Arrived {
    head: String,
    body: Vec<u8>,
}

impl Arrived {
    fn header(&self, name: &str) -> &str {
        let found = self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        found.unwrap_or_else(|| panic!("{name} in {}", self.head))
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Listens on a free port, responds with these statuses and then with 200, and passes on the webhooks that arrive.
fn receiver(statuses: &[u16]) -> (SocketAddr, Receiver<Arrived>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (sender, arrived) = channel();
    let mut statuses: VecDeque<u16> = statuses.iter().copied().collect();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            take(stream.expect("a connection"), statuses.pop_front().unwrap_or(200), &sender);
        }
    });
    (address, arrived)
}

fn take(mut stream: TcpStream, status: u16, sender: &Sender<Arrived>) {
    let mut bytes = Vec::new();
    let end = loop {
        let mut some = [0; 4096];
        let count = stream.read(&mut some).expect("bytes");
        bytes.extend_from_slice(&some[..count]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a text head").to_ascii_lowercase();
    let arrived = Arrived { head, body: bytes.split_off(end + 4) };
    let length: usize = arrived.header("content-length").parse().expect("a length");
    let mut body = arrived.body;
    let have = body.len();
    body.resize(length, 0);
    stream.read_exact(&mut body[have..]).expect("a complete body");
    let response = format!("HTTP/1.1 {status} X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
    stream.write_all(response.as_bytes()).expect("a response");
    // The test may have ended.
    let _ = sender.send(Arrived { head: arrived.head, body });
}

fn submit(server: &Server, hook: &str, input: &Value) -> String {
    let hook: String = form_urlencoded::byte_serialize(hook.as_bytes()).collect();
    let response = post(server, &format!("/queue/acme/paint?fal_webhook={hook}"), input);
    assert_eq!(response.status, 200);
    response.json()["request_id"].as_str().expect("an id").to_owned()
}

fn next(arrived: &Receiver<Arrived>) -> Arrived {
    arrived.recv_timeout(Duration::from_secs(30)).expect("a webhook")
}

/// Waits until that many deliveries have succeeded or failed.
fn deliveries(server: &Server, count: usize) -> Vec<Delivery> {
    for _ in 0..3000 {
        let deliveries = server.deliveries();
        if deliveries.len() >= count {
            return deliveries;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{count} deliveries");
}

#[test]
fn the_end_of_a_job_is_delivered_and_signed() {
    let server = server();
    let (address, arrived) = receiver(&[]);
    let input = json!({"prompt": "a cat", "seed": 7});
    let id = submit(&server, &format!("http://{address}/hook?x=1&y=2"), &input);
    let hook = next(&arrived);
    assert!(hook.head.starts_with("post /hook?x=1&y=2 http/1.1"), "{}", hook.head);
    assert_eq!(hook.header("host"), address.to_string());
    let payload = post(&server, "/run/acme/paint", &input).json();
    let expected = json!({"request_id": id, "gateway_request_id": id, "status": "OK", "payload": payload});
    assert_eq!(hook.json(), expected);
    verify(&server, &hook, &id);
    let delivery = deliveries(&server, 1).remove(0);
    assert_eq!((delivery.attempts, delivery.status, delivery.is_delivered()), (1, Some(200), true));
    assert_eq!((delivery.request_id.as_str(), delivery.json()), (id.as_str(), Some(expected)));
    let result = get(&server, &format!("/queue/acme/paint/requests/{id}"));
    assert_eq!(result.json(), payload);
}

/// Verifies the signature as a receiver does, over the raw bytes.
fn verify(server: &Server, hook: &Arrived, id: &str) {
    let keys = fetch(server, &format!("{}/.well-known/jwks.json", server.rest_url())).json();
    let key = &keys["keys"][0];
    assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
    let key = URL_SAFE_NO_PAD.decode(key["x"].as_str().expect("a key")).expect("base64");
    let timestamp = hook.header("x-fal-webhook-timestamp");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time").as_secs();
    assert!(now.abs_diff(timestamp.parse().expect("seconds")) < 300);
    assert_eq!(hook.header("x-fal-webhook-request-id"), id);
    let user = hook.header("x-fal-webhook-user-id");
    let hash = hex(digest(&SHA256, &hook.body).as_ref());
    let signature = unhex(hook.header("x-fal-webhook-signature"));
    let key = UnparsedPublicKey::new(&ED25519, key);
    let message = format!("{id}\n{user}\n{timestamp}\n{hash}");
    assert!(key.verify(message.as_bytes(), &signature).is_ok());
    assert!(key.verify(message.replace(id, "other").as_bytes(), &signature).is_err());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|index| u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).expect("hex")).collect()
}

#[test]
fn failures_and_cancellations_are_delivered_as_errors() {
    let server = server();
    let (address, arrived) = receiver(&[]);
    let hook = format!("http://{address}/");
    submit(&server, &hook, &json!({}));
    let refused = next(&arrived).json();
    assert_eq!((&refused["status"], &refused["error"]), (&json!("ERROR"), &json!("Invalid status code: 422")));
    assert_eq!(refused["payload"]["detail"][0]["loc"], json!(["body", "prompt"]));
    server.add_fault(Fault::new(Effect::NeverComplete));
    let id = submit(&server, &hook, &json!({"prompt": "a cat"}));
    assert_eq!(put(&server, &format!("/queue/acme/paint/requests/{id}/cancel")).status, 202);
    let cancelled = next(&arrived).json();
    assert_eq!((&cancelled["status"], &cancelled["error"]), (&json!("ERROR"), &json!("Request was cancelled")));
}

#[test]
fn a_delivery_is_retried_after_an_error_of_the_receiver() {
    let server = server();
    let (address, arrived) = receiver(&[500, 429]);
    submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    let bodies = [next(&arrived).body, next(&arrived).body, next(&arrived).body];
    assert!(bodies[0] == bodies[1] && bodies[1] == bodies[2]);
    let delivery = deliveries(&server, 1).remove(0);
    assert_eq!((delivery.attempts, delivery.status), (3, Some(200)));
}

#[test]
fn a_delivery_fails_after_five_attempts() {
    let server = server();
    let (address, _arrived) = receiver(&[500; 20]);
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    submit(&server, &format!("http://{closed}/"), &json!({"prompt": "a cat"}));
    let mut deliveries = deliveries(&server, 2);
    deliveries.sort_by_key(|delivery| delivery.status);
    let outcomes: Vec<_> = deliveries.iter().map(|it| (it.attempts, it.status, it.error.is_some())).collect();
    assert_eq!(outcomes, [(5, None, true), (5, Some(500), false)]);
}

#[test]
fn redirects_are_not_followed() {
    let server = server();
    let (address, _arrived) = receiver(&[307]);
    submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    let delivery = deliveries(&server, 1).remove(0);
    assert_eq!((delivery.attempts, delivery.status, delivery.is_delivered()), (1, Some(307), false));
}

#[test]
fn webhooks_stay_on_this_machine() {
    let server = server();
    // These addresses are reserved for documentation.
    let hooks = ["http://192.0.2.1/", "http://[2001:db8::1]/", "https://127.0.0.1/", "file:///etc/passwd", "x", ""];
    for hook in hooks {
        submit(&server, hook, &json!({"prompt": "a cat"}));
    }
    for delivery in deliveries(&server, hooks.len()) {
        assert_eq!((delivery.attempts, delivery.status, delivery.error.is_some()), (1, None, true), "{delivery:?}");
    }
}

#[test]
fn webhooks_can_be_off() {
    let server = start(Options { webhooks: Webhooks::Off, ..Options::default() });
    let (address, arrived) = receiver(&[]);
    submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    assert_eq!(deliveries(&server, 1)[0].error.as_deref(), Some("webhooks are off"));
    assert!(arrived.try_recv().is_err());
}

#[test]
fn a_webhook_can_be_delivered_twice() {
    let server = server();
    server.add_fault(Fault::new(Effect::Duplicate).endpoint("acme/paint").on(Operation::Webhook).times(1));
    let (address, arrived) = receiver(&[]);
    let id = submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    let both = [next(&arrived).json(), next(&arrived).json()];
    assert_eq!((&both[0]["request_id"], &both[0]), (&json!(id), &both[1]));
    submit(&server, &format!("http://{address}/"), &json!({"prompt": "a cat"}));
    assert_eq!(deliveries(&server, 3).len(), 3);
}
