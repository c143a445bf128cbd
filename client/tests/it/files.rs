//! Rules of `FileRef`: what is sent, and what is refused.

use fal_client::{Config, ErrorKind, FileRef};

use crate::model::{Input, Lora, OUTPUT};
use crate::script::{KEY, Script, json};

fn with(image: FileRef) -> Input {
    Input { image: Some(image), ..Input::new("a cat") }
}

async fn sent(input: Input) -> serde_json::Value {
    let script = Script::new([json(200, OUTPUT)]);
    script.client().call(input).run().await.unwrap();
    serde_json::from_str(&script.seen()[0].body).unwrap()
}

/// A new file in the target folder of the tests.
fn file(name: &str, content: &[u8]) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}

#[tokio::test]
async fn urls_and_data_uris_are_sent_unchanged() {
    assert_eq!(sent(with(FileRef::url("https://x/y.png"))).await["image"], "https://x/y.png");
    let uri = "data:image/png;base64,AAEC";
    assert_eq!(sent(with(FileRef::data_uri(uri))).await["image"], uri);
}

#[tokio::test]
async fn bytes_and_paths_are_sent_as_data_uris_at_any_depth() {
    let bytes = FileRef::bytes("image/png", vec![0, 1, 2]);
    let mut input = with(bytes);
    input.loras = vec![Lora::new(FileRef::path(file("tiny.webp", b"\xFF\xFE")))];
    let sent = sent(input).await;
    assert_eq!(sent["image"], "data:image/png;base64,AAEC");
    assert_eq!(sent["loras"][0]["path"], "data:image/webp;base64,//4=");
}

#[tokio::test]
async fn an_unreadable_file_is_an_error_with_its_path_and_nothing_is_sent() {
    for path in ["/no/such/cat.png", env!("CARGO_MANIFEST_DIR")] {
        let script = Script::new([]);
        let error = script.client().call(with(FileRef::path(path))).submit().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::File);
        assert!(error.to_string().contains(path), "{error}");
    }
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_with_a_way_out_before_anything_is_sent() {
    let path = file("large.bin", &[0; 11]);
    for image in [FileRef::path(&path), FileRef::bytes("image/png", vec![0; 11])] {
        let script = Script::new([]);
        let client = script.client_with(Config::new(KEY).file_limit(10).inline_limit(2));
        let mut input = with(FileRef::bytes("image/png", vec![0; 5]));
        input.loras = vec![Lora::new(image)];
        let error = client.call(input).run().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::File);
        assert!(error.to_string().contains("FileRef::url"), "{error}");
    }
}

#[tokio::test]
async fn the_inline_limit_is_inclusive() {
    let path = file("inline.bin", &[0; 11]);
    for image in [FileRef::path(&path), FileRef::bytes("image/png", vec![0; 11])] {
        let script = Script::new([json(200, OUTPUT)]);
        let client = script.client_with(Config::new(KEY).inline_limit(11));
        client.call(with(image)).run().await.unwrap();
        assert!(script.seen()[0].body.contains(";base64,"));
    }
}

#[test]
fn a_local_file_has_no_json_form_before_the_call() {
    let error = serde_json::to_string(&with(FileRef::bytes("a/b", vec![1]))).unwrap_err();
    assert!(error.to_string().starts_with("`image`: a file in memory or on disk"), "{error}");
    let read: FileRef = serde_json::from_str("\"https://x/y\"").unwrap();
    assert_eq!(read, FileRef::url("https://x/y"));
}

#[test]
fn debug_does_not_print_a_whole_data_uri() {
    let long = format!("{:?}", FileRef::data_uri("data:".repeat(1000)));
    assert!(long.len() < 120 && long.contains("5000 bytes"), "{long}");
}
