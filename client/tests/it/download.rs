//! Downloads: without the key, from URLs and data URIs, never more than the limit.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fal_client::{Config, ErrorKind, Retry, TransportError, TransportErrorKind};
use futures_util::FutureExt;

use crate::script::{KEY, Reply, Script, json, response};

#[tokio::test]
async fn a_download_does_not_send_the_key() {
    let script = Script::new([json(200, "content")]);
    let content = script.client().download("https://files.example/a.png").await.unwrap();
    assert_eq!(content, "content");
    assert_eq!(script.lines(), ["GET https://files.example/a.png"]);
    assert!(!script.seen()[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_data_uri_is_decoded_without_a_request() {
    let script = Script::new([]);
    assert_eq!(script.client().download("data:text/plain;base64,aGk=").await.unwrap(), "hi");
    for bad in ["data:text/plain,hi", "data:;base64,?", "file:///etc/passwd", "cat.png"] {
        script.client().download(bad).await.unwrap_err();
    }
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_download_is_bounded_and_its_failure_is_an_error() {
    let script = Script::new([json(200, "0123456789"), json(404, "{}")]);
    let fal = script.client_with(Config::new(KEY).response_limit(9));
    assert_eq!(fal.download("https://a/b").await.unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(fal.download("https://a/b").await.unwrap_err().status(), Some(404));
}

/// A new empty folder.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

pub(crate) fn cut(text: &str) -> Reply {
    let broken = TransportError::new(TransportErrorKind::Other, "cut");
    Reply::Response(200, Vec::new(), vec![Ok(text.to_owned().into()), Err(broken)])
}

#[tokio::test]
async fn a_download_to_a_file_restarts_after_an_interruption_and_replaces_the_file() {
    let folder = folder("download_to");
    let path = folder.join("cat.mp4");
    std::fs::write(&path, "old, and longer than the new content").unwrap();
    let script = Script::new([response(503, &[], ""), cut("0123"), json(200, "0123456789")]);
    let size = script.client().download_to("https://files.example/cat.mp4", &path).await.unwrap();
    assert_eq!((size, std::fs::read_to_string(&path).unwrap()), (10, "0123456789".to_owned()));
    assert_eq!(names(&folder), ["cat.mp4"]);
    assert_eq!(script.seen().len(), 3);
    assert!(script.seen().iter().all(|seen| !seen.headers.contains_key("authorization")));
    script.client().download_to("data:text/plain;base64,aGk=", &path).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "hi");
}

#[tokio::test]
async fn a_download_to_a_file_that_fails_keeps_the_old_file_and_leaves_no_other() {
    let folder = folder("download_to_fails");
    let path = folder.join("cat.mp4");
    std::fs::write(&path, "old").unwrap();
    let cases: [(fn() -> Reply, ErrorKind); 4] = [
        (|| cut("0123"), ErrorKind::Transport),
        (|| response(404, &[], "no such file"), ErrorKind::Status),
        (|| response(200, &[], "0123456789"), ErrorKind::File),
        (|| Reply::Hang, ErrorKind::Timeout),
    ];
    for (reply, kind) in cases {
        let script = Script::new([reply()]);
        let config = Config::new(KEY).retry(Retry::never()).file_limit(9).request_timeout(Duration::from_secs(1));
        let error = script.client_with(config).download_to("https://a/b", &path).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_accepted()), (kind, false), "{error}");
    }
    // The future is dropped when the first chunk is written; the second never arrives.
    let script = Script::new([Reply::Open("0123".into())]);
    assert!(script.client().download_to("https://a/b", &path).now_or_never().is_none());
    assert_eq!((names(&folder), std::fs::read_to_string(&path).unwrap()), (vec!["cat.mp4".into()], "old".into()));
    let error = Script::new([json(200, "x")]).client().download_to("https://a/b", folder.join("no/such")).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::File);
}
