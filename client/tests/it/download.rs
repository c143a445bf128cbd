//! Downloads: without the key, from URLs and data URIs, never more than the limit.

use fal_client::{Config, ErrorKind};

use crate::script::{KEY, Script, json};

#[tokio::test]
async fn a_download_does_not_carry_the_key() {
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
