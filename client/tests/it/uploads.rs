//! Rules of uploads: the requests of the official client, which of them have the key, the limits, and large files in calls.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{
    Body, Client, Config, ErrorKind, Expiration, FileRef, Hosts, Lifecycle, Retry, Transport, TransportError,
    TransportErrorKind, Upload,
};
use futures_core::future::BoxFuture;
use futures_util::stream;

use crate::model::{Input, Lora};
use crate::script::{KEY, Reply, Script, accepted, json, response};

pub(crate) const FILE: &str = "https://v3.fal.media/files/a/hello.txt";
const INITIATE: &str = "POST http://fal.test/rest/storage/upload/initiate?storage_type=fal-cdn-v3";

/// The response of the storage: the upload URL and the URL of the file.
pub(crate) fn upload_target(path: &str, file_url: &str) -> Reply {
    let upload_url = format!("https://upload.example.invalid/{path}?sig=abc");
    json(200, &serde_json::json!({"file_url": file_url, "upload_url": upload_url}).to_string())
}

pub(crate) fn ok() -> Reply {
    response(200, &[], "")
}

pub(crate) fn part(number: usize) -> Reply {
    json(200, &format!(r#"{{"partNumber":{number},"etag":"\"tag{number}\""}}"#))
}

pub(crate) fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// A client that uploads files over 4 bytes in parts of 3, two concurrently.
fn small(script: &Arc<Script>) -> Client {
    let config = Config::new(KEY).inline_limit(1).multipart_threshold(4).part_size(3).parallel_parts(2);
    script.client_with(config)
}

/// Asserts that only requests to the API have the key.
fn assert_key_stays(script: &Script) {
    for seen in script.seen() {
        let to_api = seen.url.starts_with("http://fal.test/");
        assert_eq!(seen.headers.contains_key("authorization"), to_api, "{}", seen.url);
        let everything = format!("{:?}{}{}", seen.headers, seen.url, seen.body);
        assert!(to_api || !everything.contains("the-key"), "{everything}");
    }
}

#[tokio::test]
async fn an_upload_requests_a_url_and_puts_the_content_there() {
    let script = Script::new([upload_target("put/a/hello.txt", FILE), ok()]);
    let minute = Lifecycle::new().expires(Expiration::Immediate);
    let upload = Upload::bytes("text/plain", "hello loopback").name("hello.txt").lifecycle(minute);
    assert_eq!(script.client().upload(upload).await.unwrap(), FILE);
    let [initiate, put] = &script.seen()[..] else { panic!("{:?}", script.lines()) };
    assert_eq!(initiate.line(), INITIATE);
    assert_eq!(initiate.body, r#"{"content_type":"text/plain","file_name":"hello.txt"}"#);
    assert_eq!(initiate.header("content-type"), "application/json");
    assert_eq!(initiate.header("x-fal-object-lifecycle"), r#"{"expiration_duration_seconds":60}"#);
    assert_eq!(put.line(), "PUT https://upload.example.invalid/put/a/hello.txt?sig=abc");
    assert_eq!((put.header("content-type"), put.body.as_str()), ("text/plain", "hello loopback"));
    assert!(!put.headers.contains_key("x-fal-object-lifecycle"));
    assert_key_stays(&script);
}

#[tokio::test]
async fn a_large_file_is_uploaded_in_parts() {
    let lifecycle = Lifecycle::new().expires(Expiration::Seconds(7200));
    let path = file("big.bin", b"abcdefgh");
    let upload = || Upload::path(&path).content_type("application/x-big").lifecycle(lifecycle.clone());
    let reader = Upload::reader("application/x-big", &b"abcdefgh"[..]).name("big.bin").lifecycle(lifecycle.clone());
    let bytes = Upload::bytes("application/x-big", "abcdefgh").name("big.bin").lifecycle(lifecycle.clone());
    for upload in [upload(), reader, bytes] {
        let script = Script::new([upload_target("multipart/a", FILE), part(1), part(2), part(3), json(200, "{}")]);
        assert_eq!(small(&script).upload(upload).await.unwrap(), FILE);
        let seen = script.seen();
        assert_eq!(
            script.lines(),
            [
                "POST http://fal.test/rest/storage/upload/initiate-multipart?storage_type=fal-cdn-v3",
                "PUT https://upload.example.invalid/multipart/a/1?sig=abc",
                "PUT https://upload.example.invalid/multipart/a/2?sig=abc",
                "PUT https://upload.example.invalid/multipart/a/3?sig=abc",
                "POST https://upload.example.invalid/multipart/a/complete?sig=abc",
            ]
        );
        assert_eq!(seen[0].body, r#"{"content_type":"application/x-big","file_name":"big.bin"}"#);
        assert_eq!(seen[0].header("x-fal-object-lifecycle"), r#"{"expiration_duration_seconds":7200}"#);
        assert_eq!([&*seen[1].body, &*seen[2].body, &*seen[3].body], ["abc", "def", "gh"]);
        assert!(!seen[1].headers.contains_key("content-type"));
        assert_eq!(seen[4].header("content-type"), "application/json");
        assert_eq!(
            seen[4].body,
            r#"{"parts":[{"partNumber":1,"etag":"\"tag1\""},{"partNumber":2,"etag":"\"tag2\""},{"partNumber":3,"etag":"\"tag3\""}]}"#
        );
        assert_key_stays(&script);
    }
}

#[tokio::test]
async fn the_threshold_is_inclusive_for_a_single_put() {
    let path = file("four.bin", b"abcd");
    for upload in [Upload::path(path), Upload::bytes("a/b", "abcd")] {
        let script = Script::new([upload_target("put/a", FILE), ok()]);
        small(&script).upload(upload).await.unwrap();
        assert_eq!((&*script.seen()[1].body, script.seen()[1].header("content-length")), ("abcd", "4"));
    }
}

#[tokio::test]
async fn content_that_can_be_read_only_once_is_uploaded_in_parts_if_it_is_longer_than_one() {
    for (content, requests) in [("", 2), ("abc", 2), ("abcd", 4)] {
        let pieces = content.split_inclusive('b').map(|piece| Ok(Bytes::from(piece))).collect::<Vec<_>>();
        let stream = Upload::stream("a/b", stream::iter(pieces));
        for upload in [Upload::reader("a/b", content.as_bytes()), stream] {
            let script = Script::new([upload_target("m", FILE), part(1), part(2), ok()]);
            let whole = Script::new([upload_target("m", FILE), ok()]);
            let script = if requests == 2 { whole } else { script };
            assert_eq!(small(&script).upload(upload).await.unwrap(), FILE);
            let bodies: String =
                script.seen()[1..].iter().filter(|seen| seen.method == "PUT").map(|seen| &*seen.body).collect();
            assert_eq!((bodies.as_str(), script.seen().len()), (content, requests));
        }
    }
}

#[tokio::test]
async fn a_local_file_is_read_again_for_every_attempt() {
    let path = file("again.bin", b"abcd");
    let script = Script::new([
        upload_target("put/a", FILE),
        response(503, &[], ""),
        Reply::Fail(TransportErrorKind::Other),
        ok(),
    ]);
    small(&script).upload(Upload::path(path)).await.unwrap();
    assert!(script.seen()[1..].iter().all(|seen| seen.body == "abcd"), "{:?}", script.seen());
    assert_eq!(script.seen().len(), 4);
}

/// A stream that fails, and one that removes a file while an upload URL is requested.
#[tokio::test]
async fn content_that_becomes_unreadable_is_an_error_of_the_file_and_not_retried() {
    let broken = stream::iter([Ok("ab".into()), Err(std::io::Error::other("the disk is gone"))]);
    let script = Script::new([]);
    let error = small(&script).upload(Upload::stream("a/b", broken)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("the disk is gone"), "{error}");

    let path = file("shrinks.bin", b"abcd");
    let script = Shrinks(Script::new([upload_target("put/a", FILE), ok()]), path.clone());
    let config = Config::new(KEY).hosts(Hosts::local("http://fal.test"));
    let client = Client::with_transport(config, Arc::new(script)).unwrap();
    let error = client.upload(Upload::path(&path)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::File, 1));
    assert!(error.to_string().contains("became shorter"), "{error}");
}

struct Shrinks(Arc<Script>, PathBuf);

impl Transport for Shrinks {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        std::fs::write(&self.1, "ab").unwrap();
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

#[tokio::test]
async fn a_reader_is_uploaded_in_parts_if_it_is_longer_than_one() {
    let script = Script::new([upload_target("put/a", FILE), ok()]);
    small(&script).upload(Upload::reader("a/b", &b"abc"[..])).await.unwrap();
    assert_eq!(script.seen()[1].body, "abc");
    let script = Script::new([upload_target("m", FILE), part(1), part(2), ok()]);
    small(&script).upload(Upload::reader("a/b", &b"abcd"[..])).await.unwrap();
    assert_eq!([&*script.seen()[1].body, &*script.seen()[2].body], ["abc", "d"]);
}

#[tokio::test]
async fn a_part_is_sent_again_by_itself_and_the_list_is_in_order() {
    let lost = Reply::Fail(TransportErrorKind::Other);
    let header_only = response(200, &[("etag", "\"tag1\"")], "ok");
    let late = Reply::Late(Box::new(header_only));
    let script = Script::new([upload_target("m", FILE), lost, part(2), late, part(3), ok()]);
    small(&script).upload(Upload::bytes("a/b", "abcdefgh")).await.unwrap();
    let lines = script.lines();
    assert_eq!(lines.iter().filter(|line| line.contains("/m/1?")).count(), 2, "{lines:#?}");
    let numbers: Vec<u64> = serde_json::from_str::<serde_json::Value>(&script.seen()[5].body).unwrap()["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["partNumber"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[tokio::test]
async fn a_part_without_etag_or_refused_ends_the_upload() {
    for (reply, kind) in [(ok(), ErrorKind::Decode), (response(403, &[], "expired"), ErrorKind::Forbidden)] {
        let script = Script::new([upload_target("m", FILE), reply, part(2), part(3), ok()]);
        let upload = Upload::bytes("a/b", "abcdefgh").name("big.bin");
        let error = small(&script).upload(upload).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains("cannot upload big.bin"), "{error}");
        assert!(!error.to_string().contains("key"), "a host without the key does not mean it: {error}");
        assert!(script.lines().iter().all(|line| !line.contains("complete")));
    }
}

/// Counts the bytes that are read from an endless reader.
struct Endless(Arc<AtomicUsize>);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(b'x');
        self.0.fetch_add(buffer.len(), Ordering::Relaxed);
        Ok(buffer.len())
    }
}

#[tokio::test]
async fn only_the_parts_in_transit_are_read() {
    let read = Arc::new(AtomicUsize::new(0));
    let script = Script::new([upload_target("m", FILE), Reply::Hang, Reply::Hang]);
    let config = Config::new(KEY).multipart_threshold(4).part_size(3).parallel_parts(2).timeout(Duration::from_secs(1));
    let upload = Upload::reader("a/b", Endless(read.clone()));
    let error = script.client_with(config).upload(upload).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(script.seen().len(), 3, "two parts at a time");
    assert!(read.load(Ordering::Relaxed) <= 6, "{read:?}");
}

#[tokio::test]
async fn a_file_has_a_size_limit_whatever_its_source() {
    let path = file("nine.bin", b"123456789");
    for upload in [Upload::path(path), Upload::bytes("a/b", "123456789")] {
        let script = Script::new([]);
        let client = script.client_with(Config::new(KEY).file_limit(8));
        assert_eq!(client.upload(upload).await.unwrap_err().kind(), ErrorKind::File);
    }
    let script = Script::new([upload_target("m", FILE), part(1), part(2)]);
    let config = Config::new(KEY).file_limit(8).multipart_threshold(4).part_size(3).parallel_parts(1);
    let upload = Upload::reader("a/b", std::io::repeat(b'x'));
    let error = script.client_with(config).upload(upload).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("8 bytes"), "{error}");
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn a_name_and_a_content_type_are_derived_if_they_are_not_given() {
    let path = file("a cat.webp", b"x");
    for (upload, name, content_type) in [
        (Upload::path(&path), "a cat.webp", "image/webp"),
        (Upload::from(&*path).content_type("image/png").name("b.png"), "b.png", "image/png"),
        (Upload::bytes("image/svg+xml", "x"), "file.svg", "image/svg+xml"),
        (Upload::bytes("application/octet-stream", "x"), "file.bin", "application/octet-stream"),
        (FileRef::bytes("image/png", &b"x"[..]).into(), "file.png", "image/png"),
        (FileRef::data_uri("data:text/plain;base64,eA==").into(), "file.plain", "text/plain"),
    ] {
        let script = Script::new([upload_target("p", FILE), ok()]);
        script.client().upload(upload).await.unwrap();
        let expected = serde_json::json!({"content_type": content_type, "file_name": name}).to_string();
        assert_eq!(script.seen()[0].body, expected);
        assert_eq!((script.seen()[1].header("content-type"), &*script.seen()[1].body), (content_type, "x"));
    }
}

#[tokio::test]
async fn a_url_and_an_invalid_file_send_nothing() {
    let script = Script::new([]);
    let client = script.client();
    assert_eq!(client.upload(FileRef::url("https://x/y.png")).await.unwrap(), "https://x/y.png");
    let error = client.upload(Upload::path("/no/such/cat.png")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("/no/such/cat.png"), "{error}");
    for content_type in ["", "a\nb"] {
        let error = client.upload(Upload::bytes(content_type, "x")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
    }
}

#[tokio::test]
async fn an_upload_url_that_is_not_https_is_refused_unless_the_api_is_plain_http() {
    for body in [
        r#"{"file_url":"https://a/b","upload_url":"ftp://a/b"}"#,
        r#"{"file_url":"javascript:1","upload_url":"https://a/b"}"#,
        r#"{"file_url":"https://a/b"}"#,
    ] {
        let script = Script::new([json(200, body)]);
        let error = script.client().upload(Upload::bytes("a/b", "x")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
    let plain = r#"{"file_url":"https://a/b","upload_url":"http://a/b"}"#;
    let script = Script::new([json(200, plain)]);
    let client = Client::with_transport(Config::new(KEY), script.clone()).unwrap();
    let error = client.upload(Upload::bytes("a/b", "x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn a_call_uploads_its_large_files_once_each_and_sends_their_urls() {
    let large = file("large.png", b"abcd");
    let (a, b) = ("https://v3.fal.media/files/a.png", "https://v3.fal.media/files/b");
    let script =
        Script::new([upload_target("a", a), ok(), upload_target("b", b), ok(), accepted("http://fal.test/queue")]);
    let mut input = Input::new("a cat");
    input.image = Some(FileRef::path(&large));
    input.loras =
        [FileRef::bytes("x/y", "efgh"), FileRef::path(large), FileRef::bytes("x/y", "i")].map(Lora::new).into();
    small(&script).call(input).submit().await.unwrap();
    let seen = script.seen();
    assert_eq!(seen.len(), 5, "{:#?}", script.lines());
    let sent: serde_json::Value = serde_json::from_str(&seen[4].body).unwrap();
    assert_eq!(sent["image"], a);
    assert_eq!(sent["loras"][0]["path"], b);
    assert_eq!(sent["loras"][1]["path"], a);
    assert_eq!(sent["loras"][2]["path"], "data:x/y;base64,aQ==");
    assert_key_stays(&script);
}

#[tokio::test]
async fn a_failed_upload_does_not_call_the_model() {
    let lost = || Reply::Fail(TransportErrorKind::Other);
    for replies in [vec![lost()], vec![upload_target("a", FILE), lost()], vec![json(401, "{}")], vec![Reply::Hang]] {
        let script = Script::new(replies);
        let config = Config::new(KEY).inline_limit(1).retry(Retry::never());
        let input = Input { image: Some(FileRef::bytes("image/png", "abcd")), ..Input::new("a cat") };
        let call = script.client_with(config).call(input).timeout(Duration::from_secs(5));
        let error = call.submit().await.unwrap_err();
        assert!(!error.may_have_been_accepted(), "{error}");
        assert_eq!(error.endpoint(), Some("acme/painter/fast"));
        assert!(script.lines().iter().all(|line| !line.contains("/queue/")));
    }
}
