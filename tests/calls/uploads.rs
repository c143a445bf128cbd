//! Uploads over HTTP: the storage receives the same bytes from every source of content, and the key is not sent with the content.

use std::sync::Arc;

use fal_client::{Expiration, Lifecycle, Upload};
use fal_mock::{Effect, Fault, Operation, Server};
use fal_models::{Client, Config, FileRef, Hosts, ideogram_v3_remix};
use futures_util::stream;

/// Returns bytes whose values depend on their position.
fn content(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8).collect()
}

/// Creates a client with small limits.
fn small(server: &Server) -> Client {
    let config = Config::new("id:secret").hosts(Hosts::local(server.url()));
    Client::new(config.inline_limit(1 << 10).multipart_threshold(1 << 20).part_size(300 << 10)).expect("a client")
}

/// Returns the requests without host and query, each with whether it had a key.
fn summary(server: &Server) -> Vec<(String, bool)> {
    let path = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    let line = |method: &str, at: &str| format!("{method} {}", path(at).replace(|c: char| c.is_ascii_digit(), ""));
    let requests = server.requests();
    requests.iter().map(|it| (line(&it.method, &it.path), it.header("authorization").is_some())).collect()
}

#[tokio::test]
async fn content_from_every_source_can_be_downloaded_after_the_upload() {
    let (server, _) = crate::connect();
    let fal = small(&server);
    let folder = tempfile::tempdir().expect("a folder");
    for size in [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
        let bytes = content(size);
        let path = folder.path().join("data.bin");
        std::fs::write(&path, &bytes).expect("written");
        let pieces: Vec<_> = bytes.chunks(77_777).map(|piece| Ok(piece.to_vec().into())).collect();
        for upload in [
            Upload::bytes("application/x-data", bytes.clone()),
            Upload::path(&path).content_type("application/x-data"),
            Upload::reader("application/x-data", std::io::Cursor::new(bytes.clone())),
            Upload::stream("application/x-data", stream::iter(pieces)),
        ] {
            let what = format!("{upload:?}, {size} bytes");
            let url = fal.upload(upload).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            let fetched = fal.download(&url).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(fetched == bytes, "{what}: {} bytes came back", fetched.len());
        }
    }
}

#[tokio::test]
async fn only_the_request_for_an_upload_url_has_the_key() {
    let (server, _) = crate::connect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("talk.mp3");
    std::fs::write(&path, content(900 << 10)).expect("written");
    let hour = Lifecycle::new().expires(Expiration::Hour);
    small(&server).upload(Upload::path(&path).lifecycle(hour)).await.expect("a URL");
    let requests = server.requests();
    let [initiate, put] = &requests[..] else { panic!("{:?}", summary(&server)) };
    assert_eq!(initiate.url, "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3");
    let expected = serde_json::json!({"content_type": "audio/mpeg", "file_name": "talk.mp3"});
    assert_eq!(initiate.json().expect("JSON"), expected);
    let lifecycle = initiate.header("x-fal-object-lifecycle");
    assert_eq!(lifecycle, Some(r#"{"expiration_duration_seconds":3600}"#));
    assert_eq!((put.method.as_str(), put.header("content-type")), ("PUT", Some("audio/mpeg")));
    assert_eq!((put.body_size, put.header("content-length")), (900 << 10, Some("921600")));
    assert_eq!((put.header("authorization"), put.header("transfer-encoding")), (None, None));

    server.clear_requests();
    small(&server).upload(Upload::bytes("a/b", content(1 << 21))).await.expect("a URL");
    let keys: Vec<bool> = server.requests().iter().map(|request| request.header("authorization").is_some()).collect();
    assert_eq!(keys, [true, false, false, false, false, false, false, false, false], "{:?}", summary(&server));
}

#[tokio::test]
async fn a_failed_request_of_an_upload_is_retried() {
    let (server, _) = crate::connect();
    let fal = small(&server);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.bin");
    for (operation, size, effect) in [
        (Operation::Upload, 900 << 10, Effect::Reset),
        (Operation::Upload, 900 << 10, Effect::status(503)),
        (Operation::Part, 1 << 21, Effect::Reset),
        (Operation::Part, 1 << 21, Effect::nginx(502)),
        (Operation::Complete, 1 << 21, Effect::status(503)),
        (Operation::Initiate, 10, Effect::status(429)),
    ] {
        let what = format!("{operation:?} {effect:?}");
        server.add_fault(Fault::new(effect).on(operation).times(1));
        std::fs::write(&path, content(size)).expect("written");
        let url = fal.upload(Upload::path(&path)).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(fal.download(&url).await.expect("the file") == content(size), "{what}");
    }
}

#[tokio::test]
async fn a_call_uploads_the_files_of_its_input_and_sends_urls() {
    let (server, _) = crate::connect();
    let fal = small(&server);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cat.png");
    std::fs::write(&path, content(5000)).expect("written");
    let huge = FileRef::bytes("image/webp", content(1 << 21));
    let input = ideogram_v3_remix::Input::new("remix", FileRef::path(&path)).image_urls([
        huge,
        FileRef::path(&path),
        FileRef::bytes("image/png", "tiny"),
    ]);
    fal.ideogram_v3_remix(input).subscribe().await.expect("an output");
    let requests = server.requests();
    let submitted = requests.iter().find(|request| request.url.starts_with("https://queue.fal.run/")).expect("one");
    let sent = submitted.json().expect("JSON");
    let url = |at: &str| sent.pointer(at).and_then(serde_json::Value::as_str).expect("a URL").to_owned();
    assert_eq!(url("/image_url"), url("/image_urls/1"), "the same file is uploaded once");
    assert!(fal.download(&url("/image_url")).await.expect("the file") == content(5000));
    assert!(fal.download(&url("/image_urls/0")).await.expect("the file") == content(1 << 21));
    assert!(url("/image_urls/2").starts_with("data:image/png;base64,"));
}

#[tokio::test]
async fn concurrent_uploads_do_not_mix() {
    let (server, _) = crate::connect();
    let fal = Arc::new(small(&server));
    let uploads = (0..6_usize).map(|number| {
        let fal = Arc::clone(&fal);
        tokio::spawn(async move {
            let bytes = content((1 << 20) + number * 100_000);
            let url = fal.upload(Upload::bytes("a/b", bytes.clone())).await.expect("a URL");
            fal.download(&url).await.expect("the file") == bytes
        })
    });
    for upload in uploads.collect::<Vec<_>>() {
        assert!(upload.await.expect("no panic"));
    }
}
