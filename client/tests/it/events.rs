//! Rules of streams: how bytes become items, and what ends a stream.

use std::time::Duration;

use bytes::Bytes;
use fal_client::{Config, Error, ErrorKind, EventStream, TransportError, TransportErrorKind};
use futures_util::FutureExt;

use crate::model::{Input, Output};
use crate::script::{KEY, Reply, Script, events, json};

async fn open(reply: Reply, config: Config) -> Result<EventStream<Output>, Error> {
    let script = Script::new([reply]);
    let stream = script.client_with(config).call(Input::new("a cat")).stream().await;
    assert_eq!(script.lines(), ["POST http://fal.test/run/acme/painter/fast/stream"]);
    assert!(script.seen()[0].header("accept").contains("text/event-stream"));
    stream
}

/// The seeds of the outputs, and the kinds of the errors, in order.
async fn read_with(reply: Reply, config: Config) -> Vec<Result<i64, ErrorKind>> {
    let mut stream = open(reply, config).await.unwrap();
    let mut items = Vec::new();
    while let Some(item) = stream.next().await {
        items.push(item.map(|output| output.seed.unwrap()).map_err(|error| error.kind()));
    }
    assert!(stream.next().await.is_none(), "a stream that ended stays ended");
    items
}

async fn read(chunks: &[&[u8]]) -> Vec<Result<i64, ErrorKind>> {
    read_with(events(chunks), Config::new(KEY)).await
}

fn event(seed: i64) -> String {
    format!("data: {{\"images\":[],\"seed\":{seed}}}\n\n")
}

#[tokio::test]
async fn partial_outputs_arrive_in_order_and_comments_are_skipped() {
    let text = format!(": hello\n\n{}: keep-alive\n\nevent: message\nid: 7\n{}", event(1), event(2));
    assert_eq!(read(&[text.as_bytes()]).await, [Ok(1), Ok(2)]);
    let mut stream = open(events(&[event(3).as_bytes()]), Config::new(KEY)).await.unwrap();
    assert_eq!(stream.request_id(), Some("stream-id"));
    assert_eq!(stream.next().await.unwrap().unwrap().request_id(), Some("stream-id"));
}

#[tokio::test]
async fn the_size_of_the_chunks_does_not_matter() {
    let text = format!(
        "\u{FEFF}{}data: {{\"images\":[{{\"url\":\"ä€😀\"}}],\ndata: \"seed\":2}}\r\n\r\n{}",
        event(1),
        event(3)
    );
    let one_by_one: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
    assert_eq!(read(&one_by_one).await, [Ok(1), Ok(2), Ok(3)]);
    let carriage_returns = format!("{}{}", event(1), event(2)).replace('\n', "\r");
    assert_eq!(read(&[carriage_returns.as_bytes()]).await, [Ok(1), Ok(2)]);
}

#[tokio::test]
async fn a_split_at_any_byte_has_the_same_items() {
    let comment = "\u{FEFF}: ä\r\n";
    let carriage_returns = event(1).replace('\n', "\r");
    let split = "id: \0\ndata:{\"images\":[{\"url\":\"€\"}],\r\ndata: \"seed\":7}\n\n";
    let text = [comment, &carriage_returns, split, &event(2)].concat();
    for at in 0..=text.len() {
        let (head, tail) = text.as_bytes().split_at(at);
        assert_eq!(read(&[head, tail]).await, [Ok(1), Ok(7), Ok(2)], "cut at {at}");
    }
}

#[tokio::test]
async fn every_form_of_a_line_is_decoded() {
    let json = r#"{"images":[],"seed":1}"#;
    for text in [
        format!("data:{json}\n\n"),
        format!("data: {json}\n\n"),
        format!("data:  {json}\n\n"),
        format!("retry: 10\nid: 7\nid\nunknown: x\ndata: {json}\nnonsense\n\n"),
        format!("id: a\0b\ndata: {json}\n\n"),
        format!("data\ndata: {json}\ndata\n\n"),
        format!("\n\n\r\r\r\n\r\ndata: {json}\r\r"),
        format!(":\n:: \ndata: {json}\r\n\r\n"),
        format!("event: \ndata: {json}\n\n"),
    ] {
        assert_eq!(read(&[text.as_bytes()]).await, [Ok(1)], "{text:?}");
    }
}

#[tokio::test]
async fn an_event_is_returned_when_it_is_complete_and_not_when_the_next_one_arrives() {
    for ends in ["\n\n", "\r\n\r\n", "\r\r"] {
        let chunk = Bytes::from(event(1).trim_end().to_owned() + ends);
        let mut stream = open(Reply::Open(chunk), Config::new(KEY)).await.unwrap();
        let first = stream.next().now_or_never().unwrap_or_else(|| panic!("{ends:?} is waited behind"));
        assert_eq!(first.unwrap().unwrap().seed, Some(1));
        assert!(stream.next().now_or_never().is_none());
    }
}

#[tokio::test]
async fn an_event_of_eight_megabytes_is_decoded_from_small_chunks() {
    let picture = "A".repeat(8 << 20);
    let text = format!("data: {{\"images\":[{{\"url\":\"data:image/png;base64,{picture}\"}}]}}\n\n{}", event(2));
    let chunks: Vec<&[u8]> = text.as_bytes().chunks(8 << 10).collect();
    let mut stream = open(events(&chunks), Config::new(KEY)).await.unwrap();
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!(first.images[0].url.len(), "data:image/png;base64,".len() + (8 << 20));
    assert_eq!(stream.next().await.unwrap().unwrap().seed, Some(2));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_hundred_thousand_events_are_decoded_from_one_chunk() {
    let text: String = (0..100_000).map(event).collect();
    let items = read(&[text.as_bytes()]).await;
    assert_eq!(items.len(), 100_000);
    assert!(items.into_iter().eq((0..100_000).map(Ok)));
}

#[tokio::test]
async fn an_event_without_data_is_ignored() {
    let text = format!("event: ping\n\nid: 4\n\ndata:\n\n{}", event(1));
    assert_eq!(read(&[text.as_bytes()]).await, [Ok(1)]);
}

#[tokio::test]
async fn an_error_event_is_an_error_with_its_detail_and_the_stream_continues() {
    let text = format!(
        "{}event: error\ndata: {{\"detail\":\"boom\",\"error_type\":\"runner_server_error\"}}\n\n{}",
        event(1),
        event(2)
    );
    assert_eq!(read(&[text.as_bytes()]).await, [Ok(1), Err(ErrorKind::Stream), Ok(2)]);
    let mut stream = open(events(&[text.as_bytes()]), Config::new(KEY)).await.unwrap();
    stream.next().await;
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("boom"), "{error}");
    assert_eq!(error.error_type(), Some("runner_server_error"));
    assert_eq!(error.request_id(), Some("stream-id"));
    assert_eq!(error.endpoint(), Some("acme/painter/fast"));
}

#[tokio::test]
async fn an_invalid_event_is_an_error_with_its_body_and_the_stream_continues() {
    let text = format!("data: {{\"images\":1}}\n\ndata: nonsense\n\n{}", event(1));
    let expected = [Err(ErrorKind::Decode), Err(ErrorKind::Decode), Ok(1)];
    assert_eq!(read(&[text.as_bytes()]).await, expected);
    let mut stream = open(events(&[text.as_bytes()]), Config::new(KEY)).await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.body(), Some("{\"images\":1}"));
}

#[tokio::test]
async fn a_last_event_without_its_blank_line_is_returned_and_an_incomplete_one_is_an_error() {
    for end in ["", "\n", "\r"] {
        let text = format!("{}{}{end}", event(1), event(2).trim_end());
        assert_eq!(read(&[text.as_bytes()]).await, [Ok(1), Ok(2)]);
    }
    let cut = format!("{}data: {{\"ima", event(1));
    assert_eq!(read(&[cut.as_bytes()]).await, [Ok(1), Err(ErrorKind::Decode)]);
}

#[tokio::test]
async fn a_broken_connection_ends_the_stream_with_an_error() {
    let reply = Reply::Response(
        200,
        vec![("content-type", "text/event-stream".into())],
        vec![
            Ok(Bytes::from(event(1))),
            Err(TransportError::new(TransportErrorKind::Other, "reset")),
            Ok(Bytes::from(event(2))),
        ],
    );
    let items = read_with(reply, Config::new(KEY)).await;
    assert_eq!(items, [Ok(1), Err(ErrorKind::Transport)]);
}

#[tokio::test]
async fn an_event_over_the_limit_ends_the_stream_but_many_small_ones_do_not() {
    let small: String = (0..100).map(event).collect();
    let config = || Config::new(KEY).event_limit(200);
    let items = read_with(events(&[small.as_bytes()]), config()).await;
    assert_eq!(items, (0..100).map(Ok).collect::<Vec<_>>());
    let large = format!("{}data: \"{}\"\n\n{}", event(1), "x".repeat(1000), event(2));
    for chunks in [vec![large.as_bytes()], large.as_bytes().chunks(7).collect()] {
        let items = read_with(events(&chunks), config()).await;
        assert_eq!(items, [Ok(1), Err(ErrorKind::TooLarge)]);
    }
    let alive = format!("{}{}", ": still at it\n\n".repeat(1000), event(1));
    assert_eq!(read_with(events(&[alive.as_bytes()]), config()).await, [Ok(1)], "comments are not part of an event");
}

#[tokio::test]
async fn invalid_utf8_is_an_error_and_no_panic() {
    assert_eq!(read(&[b"data: \xFF\xFE\n\n"]).await, [Err(ErrorKind::Decode)]);
}

#[tokio::test]
async fn the_status_is_checked_before_any_event_is_read() {
    let error = open(json(422, r#"{"detail":[{"loc":["body","prompt"],"msg":"short"}]}"#), Config::new(KEY)).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.fields()[0].path(), "prompt");
    assert_eq!(error.endpoint(), Some("acme/painter/fast"));
    let error = open(json(200, "{\"images\":[]}"), Config::new(KEY)).await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Stream, Some("{\"images\":[]}")));
}

#[tokio::test]
async fn an_error_status_takes_precedence_over_the_content_type() {
    let headers = vec![("content-type", "text/event-stream".into())];
    let reply = Reply::Response(500, headers, vec![Ok(Bytes::from(event(1)))]);
    let error = open(reply, Config::new(KEY)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(500)));
}

#[tokio::test]
async fn the_time_limit_ends_a_stream() {
    let script = Script::new([events(&[event(1).as_bytes()])]);
    let call = script.client().call(Input::new("a cat")).timeout(Duration::from_secs(1));
    let mut stream = call.stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    assert!(stream.next().await.is_none());
}
