//! HTTP at every host: keys, ids, unknown paths, bodies, methods.

use std::io::{ErrorKind, Read as _, Write as _};
use std::time::Duration;

use crate::common::{catalog, exchange, fetch, get, post, request, send, send_with_key, server, start};
use fal_mock::{Effect, Fault, Operation, Options, Server};
use serde_json::json;

#[test]
fn requests_without_a_valid_key_get_401() {
    let server = server();
    for path in
        ["/run/acme/paint", "/run/acme/paint/stream", "/queue/acme/paint", "/queue/acme/paint/requests/1/status"]
    {
        let response = send_with_key(&server, "POST", path, Some("Key bad:key"), b"{}");
        assert_eq!(
            response.status_and_json(),
            (401, json!({"detail": "No user found for Key ID and Secret"})),
            "{path}"
        );
        assert!(response.header("x-fal-request-id").is_some());
        assert_eq!(send_with_key(&server, "POST", path, None, b"{}").status, 401);
    }
}

#[test]
fn every_response_has_its_own_request_id() {
    let server = server();
    let paths = ["/", "/run/acme/paint", "/queue/acme/paint/requests/1", "/nothing/here", "/files/x.png"];
    let ids: Vec<_> =
        paths.iter().map(|path| get(&server, path).header("x-fal-request-id").map(str::to_owned)).collect();
    for (index, id) in ids.iter().enumerate() {
        assert_eq!(id.as_ref().map(String::len), Some(36), "{}", paths[index]);
        assert!(!ids[..index].contains(id));
    }
}

#[test]
fn unknown_paths_get_404_with_the_path() {
    let server = server();
    for path in ["run/acme/nothing", "queue/acme/nothing", "run/acme/paint/fast/stream"] {
        let response = post(&server, &format!("/{path}"), &json!({}));
        let below = path.split_once('/').map_or("", |(_, below)| below);
        assert_eq!(response.status_and_json(), (404, json!({"detail": format!("Path /{below} not found")})));
        assert_eq!(response.header("x-fal-billable-units"), Some("0"));
    }
    assert_eq!(get(&server, "/elsewhere").status_and_json(), (404, json!({"detail": "Path /elsewhere not found"})));
    assert_eq!(get(&server, "/files/../x").status, 404);
}

#[test]
fn a_wrong_method_gets_405_with_the_allowed_methods() {
    let server = server();
    let cases = [
        ("DELETE", "/run/acme/paint", "GET, POST"),
        ("GET", "/run/acme/paint/stream", "POST"),
        ("PUT", "/queue/acme/paint", "GET, POST"),
        ("GET", "/rest/storage/upload/initiate", "POST"),
        ("POST", "/rest/.well-known/jwks.json", "GET"),
        ("GET", "/cdn/files/upload", "POST"),
        ("POST", "/cdn/files/7/x.txt", "GET, HEAD"),
    ];
    for (method, path, allow) in cases {
        let response = send_with_key(&server, method, path, Some("Key id:secret"), b"");
        assert_eq!(response.status_and_json(), (405, json!({"detail": "Method Not Allowed"})), "{path}");
        assert_eq!(response.header("allow"), Some(allow));
    }
}

#[test]
fn the_input_of_a_get_request_is_its_query() {
    let server = server();
    let response = get(&server, "/run/acme/paint?prompt=a+b%26c&seed=7&guidance=2.5&prompt_strength=1");
    let body = response.json();
    assert_eq!((response.status, &body["prompt"], &body["seed"]), (200, &json!("a b&c"), &json!(7)));
    assert_eq!(get(&server, "/run/acme/paint?prompt=123").json()["prompt"], "123");
    assert_eq!(get(&server, "/run/acme/paint?prompt=abc&seed=x").json()["detail"][0]["loc"], json!(["body", "seed"]));
    assert_eq!(get(&server, "/queue/acme/paint?prompt=abc").json()["status"], "IN_QUEUE");
}

#[test]
fn a_request_without_a_body_has_an_empty_input_if_no_field_is_required() {
    let server = server();
    assert_eq!(send_with_key(&server, "POST", "/run/acme/paint/fast", Some("Key a:b"), b"").status, 200);
    assert_eq!(send_with_key(&server, "POST", "/run/acme/paint", Some("Key a:b"), b"").status, 422);
}

#[test]
fn a_trailing_slash_is_ignored() {
    let server = server();
    assert_eq!(post(&server, "/run/acme/paint/fast/", &json!({})).status, 200);
    assert_eq!(post(&server, "/queue/acme/paint/fast/", &json!({})).status, 200);
    assert_eq!(post(&server, "/run/acme/paint/stream/", &json!({"prompt": "a cat"})).status, 200);
}

#[test]
fn bodies_that_are_not_json_get_422() {
    let server = server();
    let run = |body: &[u8]| send_with_key(&server, "POST", "/run/acme/paint", Some("Key a:b"), body);
    let response = run(b"{\"prompt\":\n oops}");
    assert_eq!((response.status, &response.json()["detail"][0]["type"]), (422, &json!("json_invalid")));
    assert_eq!(response.json()["detail"][0]["loc"], json!(["body", 12]));
    assert_eq!(run(b"").json()["detail"][0]["loc"], json!(["body"]));
    assert_eq!(run(b"[1]").json()["detail"][0]["type"], "model_attributes_type");
    assert_eq!(run(&[b'['; 100_000]).status, 422);
    assert_eq!(run(b"\xff\xfe").status, 422);
}

#[test]
fn large_bodies_get_413() {
    let server = start(Options { max_body: 100, ..Options::default() });
    assert_eq!(post(&server, "/run/acme/paint", &json!({"prompt": "a cat"})).status, 200);
    let response = post(&server, "/run/acme/paint", &json!({"prompt": "a".repeat(100)}));
    assert_eq!(response.status, 413);
    assert!(response.json()["detail"].is_string());
    let chunked = b"POST /run/acme/paint HTTP/1.1\r\nhost: x\r\nauthorization: Key a:b\r\nconnection: close\r\n\
        transfer-encoding: chunked\r\n\r\n\
        40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n\
        40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n0\r\n\r\n";
    assert_eq!(exchange(server.address(), chunked).status, 413);
}

#[test]
fn requests_are_recorded_without_the_key() {
    let server = server();
    post(&server, "/run/acme/paint?x=1", &json!({"prompt": "a cat"}));
    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/run/acme/paint?x=1"));
    assert_eq!(request.header("authorization"), Some("Key [redacted]"));
    assert_eq!(request.header("host"), Some("localhost"));
    assert_eq!((request.url.as_str(), request.body_size), ("https://fal.run/acme/paint?x=1", 18));
    assert_eq!(request.json(), Some(json!({"prompt": "a cat"})));
    assert!(!format!("{requests:?}").contains("secret"));
    server.clear_requests();
    assert!(server.requests().is_empty());
}

#[test]
fn the_front_page_lists_the_endpoints() {
    let server = server();
    let response = fetch(&server, &format!("{}/", server.url()));
    assert_eq!((response.status, response.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for id in ["acme/paint", "acme/paint/fast", "workflows/acme/flow"] {
        assert!(response.text().contains(&format!("<code>{id}</code>")));
    }
}

#[test]
fn an_address_in_use_is_an_error() {
    let server = server();
    let second = Server::start(catalog(), Options { listen: server.address(), ..Options::default() });
    assert_eq!(second.map(|_| ()).map_err(|error| error.kind()), Err(std::io::ErrorKind::AddrInUse));
}

#[test]
fn a_dropped_server_no_longer_listens() {
    let server = server();
    let address = server.address();
    let idle = std::net::TcpStream::connect(address).expect("a connection");
    drop(server);
    assert!(std::net::TcpStream::connect(address).is_err());
    drop(idle);
}

#[test]
fn a_server_that_stops_closes_every_connection() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let server = server();
    let hook = format!("http://{}/", silent.local_addr().expect("an address"));
    post(&server, &format!("/queue/acme/paint?fal_webhook={hook}"), &json!({"prompt": "a cat"}));
    let delivery = silent.accept().expect("a delivery, which never gets a response");
    server.add_fault(Fault::new(Effect::Stall).on(Operation::Run));
    server.add_fault(Fault::new(Effect::StallAfter(10)).on(Operation::Stream));
    let key = [("authorization", "Key id:secret")];
    let run = request("POST", "/run/acme/paint", &key, b"{\"prompt\":\"a cat\"}");
    let stream = request("POST", "/run/acme/paint/stream", &key, b"{\"prompt\":\"a cat\"}");
    // Half a head, half a body, no response, half a response.
    let clients = [&run[..20], &run[..run.len() - 5], &run, &stream].map(|request| {
        let mut client = std::net::TcpStream::connect(server.address()).expect("a connection");
        client.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        client.write_all(request).expect("sent");
        client
    });
    while server.stalled() < 2 {
        std::thread::yield_now();
    }
    drop(server);
    for mut client in clients {
        let ended = client.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
        assert!(!matches!(ended, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "still open");
    }
    drop(delivery);
}

#[test]
fn many_concurrent_requests_all_get_a_response() {
    let server = server();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..16)
            .map(|worker| {
                let server = &server;
                scope.spawn(move || {
                    for round in 0..25 {
                        let seed = worker * 100 + round;
                        let response = post(server, "/run/acme/paint", &json!({"prompt": "a cat", "seed": seed}));
                        assert_eq!((response.status, response.json()["seed"].as_i64()), (200, Some(seed)));
                    }
                })
            })
            .collect();
        workers.into_iter().for_each(|worker| worker.join().expect("a worker without failures"));
    });
    assert_eq!(server.requests().len(), 400);
}

#[test]
fn a_page_on_this_machine_may_call_from_its_own_origin() {
    let server = server();
    let page = ("origin", "http://localhost:3000");
    let preflight = [
        page,
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,x-fal-target-url"),
    ];
    let allowed = send(&server, "OPTIONS", "/cdn/upload/7", &preflight, b"");
    assert_eq!((allowed.status, allowed.body.len()), (204, 0));
    assert_eq!(allowed.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert!(allowed.header("access-control-allow-methods").is_some_and(|methods| methods.contains("PUT")));
    assert_eq!(allowed.header("access-control-allow-headers"), Some("authorization,x-fal-target-url"));
    assert!(server.requests().is_empty(), "a preflight request is not recorded");

    let response = send(&server, "POST", "/run/acme/paint", &[page, ("authorization", "Key id:secret")], b"{}");
    assert_eq!(response.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(response.header("access-control-expose-headers"), Some("*"));
}

#[test]
fn a_page_from_another_machine_gets_no_permission() {
    let server = server();
    let page = ("origin", "https://example.com");
    let preflight =
        send(&server, "OPTIONS", "/run/acme/paint", &[page, ("access-control-request-method", "POST")], b"");
    assert_ne!(preflight.status, 204);
    let response = send(&server, "POST", "/run/acme/paint", &[page, ("authorization", "Key id:secret")], b"{}");
    for response in [preflight, response] {
        assert_eq!(response.header("access-control-allow-origin"), None);
    }
}
