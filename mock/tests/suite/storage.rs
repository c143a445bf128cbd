//! Uploads by both protocols, and how long they are kept.

use fal_mock::{Options, Server};
use serde_json::{Value, json};

use crate::common::{Reply, fetch, get, post, send, server, start};

const KEY: (&str, &str) = ("authorization", "Key id:secret");

/// The path of a URL of this server.
fn path<'a>(server: &Server, url: &'a Value) -> &'a str {
    url.as_str().and_then(|url| url.strip_prefix(server.url())).expect("a URL of this server")
}

fn initiate(server: &Server, kind: &str) -> Value {
    let file = json!({"content_type": "text/plain", "file_name": "a file.txt"});
    let response = post(server, &format!("/rest/storage/upload/{kind}?storage_type=fal-cdn-v3"), &file);
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()
}

/// Sends the whole of an announced file.
fn put(server: &Server, announced: &Value, body: &[u8]) -> Reply {
    send(server, "PUT", path(server, &announced["upload_url"]), &[], body)
}

fn upload(server: &Server, body: &[u8]) -> String {
    let announced = initiate(server, "initiate");
    assert_eq!(put(server, &announced, body).status, 200);
    announced["file_url"].as_str().expect("a URL").to_owned()
}

/// The path of a part of an announced file, or of its completion. The query stays at the end.
fn below(server: &Server, announced: &Value, last: &str) -> String {
    let (path, query) = path(server, &announced["upload_url"]).split_once('?').expect("a query");
    format!("{path}/{last}?{query}")
}

fn token(server: &Server) -> String {
    let response = post(server, "/rest/storage/auth/token?storage_type=fal-cdn-v3", &json!({})).json();
    assert_eq!((&response["token_type"], &response["base_url"]), (&json!("Bearer"), &json!(server.cdn_url())));
    assert!(response["expires_at"].as_str().is_some_and(|time| time.ends_with("+00:00")), "{response}");
    format!("Bearer {}", response["token"].as_str().expect("a token"))
}

#[test]
fn an_announced_file_is_uploaded_and_downloaded() {
    let server = server();
    let announced = initiate(&server, "initiate");
    let url = announced["file_url"].as_str().expect("a URL");
    assert!(url.starts_with(&server.cdn_url()) && url.ends_with("/a_file.txt"), "{url}");
    assert_eq!(fetch(&server, url).status, 404);
    let response = put(&server, &announced, b"hello");
    assert_eq!(response.status, 200);
    let file = fetch(&server, url);
    assert_eq!((file.status, file.body.as_slice()), (200, b"hello".as_slice()));
    assert_eq!((file.header("content-type"), file.header("content-length")), (Some("text/plain"), Some("5")));
    let head = send(&server, "HEAD", path(&server, &announced["file_url"]), &[], b"");
    assert_eq!((head.header("content-length"), head.body.len()), (Some("5"), 0));
}

#[test]
fn a_file_can_be_downloaded_as_its_lifecycle_allows() {
    let server = server();
    let file = json!({"content_type": "text/plain", "file_name": "a.txt"}).to_string();
    let by_initiate = |lifecycle: &str| {
        let headers = [KEY, ("x-fal-object-lifecycle", lifecycle)];
        let announced = send(&server, "POST", "/rest/storage/upload/initiate", &headers, file.as_bytes()).json();
        assert_eq!(put(&server, &announced, b"hello").status, 200);
        announced["file_url"].as_str().expect("a URL").to_owned()
    };
    let token = token(&server);
    let by_token = |lifecycle: &str| {
        let headers = [("authorization", token.as_str()), ("x-fal-object-lifecycle", lifecycle)];
        let response = send(&server, "POST", "/cdn/files/upload", &headers, b"hello").json();
        response["access_url"].as_str().expect("a URL").to_owned()
    };
    for (lifecycle, others, owner) in [
        (r#"{"expiration_duration_seconds":0}"#, 404, 404),
        (r#"{"expiration_duration_seconds":3600}"#, 200, 200),
        (r#"{"initial_acl":{"default":"forbid","rules":[]}}"#, 403, 200),
        (r#"{"initial_acl": {"default": "hide"}}"#, 404, 200),
    ] {
        for url in [by_initiate(lifecycle), by_token(lifecycle)] {
            let own = get(&server, url.strip_prefix(server.url()).expect("a URL of this server"));
            assert_eq!((fetch(&server, &url).status, own.status), (others, owner), "{lifecycle} {url}");
        }
    }
}

#[test]
fn a_picture_can_be_downloaded_as_the_lifecycle_of_its_call_allows() {
    let server = server();
    let preference = ("x-fal-object-lifecycle-preference", r#"{"initial_acl":{"default":"forbid"}}"#);
    let picture = |headers: &[(&str, &str)]| {
        let response = send(&server, "POST", "/run/acme/paint", headers, br#"{"prompt":"a cat"}"#).json();
        let url = response["images"][0]["url"].as_str().expect("a URL").to_owned();
        (fetch(&server, &url).status, get(&server, url.strip_prefix(server.url()).expect("a path")).status)
    };
    assert_eq!(picture(&[KEY, preference]), (403, 200));
    assert_eq!(picture(&[KEY]), (200, 200));
}

#[test]
fn parts_are_joined_by_number_in_any_order() {
    let server = server();
    let announced = initiate(&server, "initiate-multipart");
    let mut parts = Vec::new();
    for (number, bytes) in [(2, b"loopback".as_slice()), (1, b"old "), (1, b"hello ")] {
        let response = send(&server, "PUT", &below(&server, &announced, &number.to_string()), &[], bytes);
        let body = response.json();
        assert_eq!((response.status, &body["partNumber"]), (200, &json!(number)));
        assert_eq!(response.header("etag"), body["etag"].as_str());
        parts.push(body);
    }
    parts.remove(1);
    let complete = below(&server, &announced, "complete");
    let response = send(&server, "POST", &complete, &[], json!({"parts": parts}).to_string().as_bytes());
    assert_eq!((response.status, &response.json()["access_url"]), (200, &announced["file_url"]));
    assert_eq!(fetch(&server, announced["file_url"].as_str().expect("a URL")).body, b"hello loopback");
}

#[test]
fn an_upload_cannot_be_completed_with_parts_that_were_not_sent() {
    let server = server();
    let announced = initiate(&server, "initiate-multipart");
    let part = send(&server, "PUT", &below(&server, &announced, "1"), &[], b"x").json();
    let complete = below(&server, &announced, "complete");
    let wrong = [
        json!({}),
        json!({"parts": []}),
        json!({"parts": [{}, {}]}),
        json!({"parts": [{"partNumber": 1, "etag": "other"}]}),
        json!({"parts": [part.clone(), {"partNumber": 2, "etag": part["etag"]}]}),
        json!({"parts": [{"partNumber": -1, "etag": part["etag"]}]}),
    ];
    for body in wrong {
        let response = send(&server, "POST", &complete, &[], body.to_string().as_bytes());
        assert_eq!((response.status, response.json()["detail"].is_string()), (400, true), "{body}");
    }
    assert_eq!(send(&server, "PUT", &below(&server, &announced, "0"), &[], b"x").status, 400);
    assert_eq!(send(&server, "PUT", &below(&server, &announced, "10001"), &[], b"x").status, 400);
    let done = json!({"parts": [part]}).to_string();
    let complete = || send(&server, "POST", &complete, &[], done.as_bytes()).status;
    assert_eq!([complete(), complete()], [200, 200], "again, because the response may have been lost");
}

#[test]
fn an_upload_needs_its_signed_url() {
    let server = server();
    let announced = initiate(&server, "initiate");
    let whole = path(&server, &announced["upload_url"]);
    let (bare, _) = whole.split_once('?').expect("a query");
    assert_eq!(send(&server, "PUT", bare, &[], b"x").status, 403);
    assert_eq!(send(&server, "PUT", &format!("{bare}?signature=x"), &[KEY], b"x").status, 403);
    assert_eq!(send(&server, "PUT", &format!("{bare}/1?signature=x"), &[], b"x").status, 403);
    assert_eq!(put(&server, &announced, b"x").status, 200);
}

#[test]
fn announcing_needs_a_key_a_name_and_a_type() {
    let server = server();
    assert_eq!(send(&server, "POST", "/rest/storage/upload/initiate", &[], b"{}").status, 401);
    let response = post(&server, "/rest/storage/upload/initiate", &json!({"file_name": 1}));
    let places: Vec<_> = (0..2).map(|index| response.json()["detail"][index]["loc"].clone()).collect();
    assert_eq!((response.status, places), (422, vec![json!(["body", "file_name"]), json!(["body", "content_type"])]));
}

#[test]
fn a_file_is_posted_with_the_token_and_downloaded() {
    let server = server();
    let token = token(&server);
    let headers = [("authorization", token.as_str()), ("content-type", "text/css"), ("x-fal-file-name", "x.css")];
    let response = send(&server, "POST", "/cdn/files/upload", &headers, b"raw");
    assert_eq!(response.status, 200);
    let url = response.json()["access_url"].as_str().expect("a URL").to_owned();
    assert!(url.ends_with("/x.css"), "{url}");
    let file = fetch(&server, &url);
    assert_eq!((file.header("content-type"), file.body.as_slice()), (Some("text/css"), b"raw".as_slice()));
    for headers in [[("authorization", "Bearer other")].as_slice(), &[]] {
        assert_eq!(send(&server, "POST", "/cdn/files/upload", headers, b"raw").status, 401);
    }
    let unnamed = send(&server, "POST", "/cdn/files/upload", &[KEY], b"raw").json();
    assert!(unnamed["access_url"].as_str().is_some_and(|url| url.ends_with("/upload.bin")));
}

#[test]
fn parts_are_sent_below_the_file_with_the_token() {
    let server = server();
    let token = token(&server);
    let headers = [("authorization", token.as_str()), ("content-type", "text/plain"), ("x-fal-file-name", "x.txt")];
    let announced = send(&server, "POST", "/cdn/files/upload/multipart", &headers, b"").json();
    let upload = announced["uploadId"].as_str().expect("an id");
    let file = path(&server, &announced["access_url"]);
    let part = |number: u32, bytes: &[u8]| {
        let response = send(&server, "PUT", &format!("{file}/multipart/{upload}/{number}"), &headers, bytes);
        json!({"partNumber": number, "etag": response.header("etag").expect("a tag")})
    };
    let parts = [part(3, b"ghij"), part(1, b"012"), part(2, b"3456")];
    let complete = format!("{file}/multipart/{upload}/complete");
    assert_eq!(send(&server, "POST", &complete, &[], b"{}").status, 401);
    assert_eq!(send(&server, "PUT", &format!("{file}/multipart/{upload}/4"), &[], b"x").status, 401);
    let response = send(&server, "POST", &complete, &headers, json!({"parts": parts}).to_string().as_bytes());
    assert_eq!((response.status, &response.json()["access_url"]), (200, &announced["access_url"]));
    assert_eq!(fetch(&server, announced["access_url"].as_str().expect("a URL")).body, b"0123456ghij");
}

#[test]
fn uploads_may_exceed_max_body_and_are_not_recorded() {
    let server = start(Options { max_body: 1000, ..Options::default() });
    let body: Vec<u8> = (0..300_000_u32).map(|index| (index / 7) as u8).collect();
    let url = upload(&server, &body);
    assert_eq!(fetch(&server, &url).body, body);
    let requests = server.requests();
    let request = requests.iter().find(|request| request.method == "PUT").expect("the upload");
    assert_eq!((request.body.len(), request.body_size), (0, 300_000));
}

#[test]
fn the_oldest_files_are_removed_for_new_ones() {
    let server = start(Options { max_upload_bytes: 1 << 20, ..Options::default() });
    let urls: Vec<_> = (0..3_u8).map(|byte| upload(&server, &vec![byte; 400_000])).collect();
    let kept: Vec<_> = urls.iter().map(|url| fetch(&server, url).status).collect();
    assert_eq!(kept, [404, 200, 200]);
    let announced = initiate(&server, "initiate");
    let response = put(&server, &announced, &vec![0; 2 << 20]);
    assert_eq!((response.status, response.json()["detail"].is_string()), (413, true));
    assert_eq!(fetch(&server, &upload(&server, b"small")).body, b"small");
}

#[test]
fn the_parts_of_a_file_are_never_removed_for_each_other() {
    let server = start(Options { max_upload_bytes: 1 << 20, ..Options::default() });
    upload(&server, &[0; 400_000]);
    let announced = initiate(&server, "initiate-multipart");
    let part = |number: u32| {
        send(&server, "PUT", &below(&server, &announced, &number.to_string()), &[], &vec![1; 400_000]).status
    };
    assert_eq!([part(1), part(2), part(3), part(2)], [200, 200, 413, 413]);
}

#[test]
fn unknown_uploads_and_files_get_404() {
    let server = server();
    for path in ["/cdn/files/7/x.txt", "/cdn/nothing", "/cdn", "/rest/nothing", "/rest"] {
        assert_eq!(get(&server, path).status, 404, "{path}");
    }
    let headers = [KEY];
    assert_eq!(send(&server, "PUT", "/cdn/files/7/x.txt/multipart/7/1", &headers, b"x").status, 404);
    assert_eq!(send(&server, "POST", "/cdn/files/7/x.txt/multipart/7/complete", &headers, b"{}").status, 404);
    let other = upload(&server, b"x").replace("a_file.txt", "other.txt");
    assert_eq!(fetch(&server, &other).status, 404);
}
