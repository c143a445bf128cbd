//! The built-in transport against a real socket: bytes on the wire, redirects, refused connections.

use std::net::SocketAddr;

use bytes::Bytes;
use fal_client::{Body, Client, Config, ErrorKind, Hosts};
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

use crate::model::{Input, OUTPUT};
use crate::script::KEY;

/// Serves the given raw responses, one connection each; returns the raw requests.
async fn serve(responses: Vec<String>) -> (Client, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for response in responses {
            let (mut socket, _) = listener.accept().await.unwrap();
            requests.push(read_request(&mut socket).await);
            socket.write_all(response.as_bytes()).await.unwrap();
            socket.shutdown().await.unwrap();
        }
        requests
    });
    let client = Client::new(Config::new(KEY).hosts(Hosts::local(base))).unwrap();
    (client, server)
}

/// Reads a request to the end of its body.
pub(crate) async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let count = socket.read(&mut buffer).await.unwrap();
        text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if count == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return text;
        }
    }
}

/// An address without a listener, which no other program can use as long as the socket is open.
pub(crate) fn unused_address() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

pub(crate) fn response(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}")
}

#[tokio::test]
async fn a_run_and_a_cancellation_have_the_documented_bytes() {
    let (client, server) = serve(vec![response("200 OK", "", OUTPUT), response("202 Accepted", "", "{}")]).await;
    let output = client.call(Input::new("ä cat")).run().await.unwrap();
    assert_eq!(output.seed, Some(7));
    client.job::<Input>("r-1").cancel().await.unwrap();
    let requests = server.await.unwrap();
    assert!(requests[0].starts_with("POST /run/acme/painter/fast HTTP/1.1\r\n"), "{}", requests[0]);
    assert!(requests[0].contains("authorization: Key the-key-id:the-key-secret\r\n"));
    assert!(requests[0].ends_with(r#"{"prompt":"ä cat","steps":28,"loras":[],"format":"png"}"#));
    assert!(requests[1].starts_with("PUT /queue/acme/painter/requests/r-1/cancel HTTP/1.1\r\n"));
    assert!(requests[1].contains("content-length: 0\r\n"), "{}", requests[1]);
}

#[tokio::test]
async fn a_streamed_body_is_sent_with_its_content_length() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/a?b", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let request = read_request(&mut socket).await;
        socket.write_all(response("200 OK", "", "").as_bytes()).await.unwrap();
        request
    });
    let pieces = ["ab", "cd", "ef"].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
    let request = http::Request::put(url).header("content-length", 6).body(Body::new(stream::iter(pieces))).unwrap();
    let transport = Client::http_transport(&Config::new(KEY)).unwrap();
    assert_eq!(transport.send_body(request).await.unwrap().status(), 200);
    let request = server.await.unwrap();
    assert!(request.starts_with("PUT /a?b HTTP/1.1\r\n") && request.ends_with("\r\n\r\nabcdef"), "{request}");
    assert!(request.contains("content-length: 6\r\n") && !request.contains("transfer-encoding"), "{request}");
    assert!(request.contains("accept: */*\r\n"), "{request}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = response("307 Temporary Redirect", "location: /elsewhere\r\n", "");
    let (client, server) = serve(vec![redirect, response("200 OK", "", OUTPUT)]).await;
    let error = client.call(Input::new("a")).run().await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    server.abort();
}

#[tokio::test]
async fn a_stream_arrives_and_an_incomplete_body_is_an_error() {
    let event = "data: {\"images\":[],\"seed\":1}\n\n";
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";
    let whole = format!("{head}\r\n{event}");
    let cut = format!("{head}content-length: 9999\r\n\r\n{event}");
    let (client, server) = serve(vec![whole, cut]).await;
    let mut stream = client.call(Input::new("a")).stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().seed, Some(1));
    assert!(stream.next().await.is_none());
    let mut stream = client.call(Input::new("a")).stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().seed, Some(1));
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
    server.await.unwrap();
}

#[tokio::test]
async fn a_request_whose_connection_is_refused_is_not_sent() {
    let (_taken, address) = unused_address();
    let client = Client::new(Config::new(KEY).hosts(Hosts::local(format!("http://{address}")))).unwrap();
    let error = client.call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.may_have_been_accepted(), "{error}");
}

#[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls")))]
#[tokio::test]
async fn the_error_for_https_without_a_tls_backend_names_the_features() {
    let client = Client::new(Config::new(KEY)).unwrap();
    let error = client.call(Input::new("a")).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("rustls-ring"), "{error}");
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"))]
#[tokio::test]
async fn https_uses_tls_and_fails_against_a_plain_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut first = [0; 1];
        socket.read_exact(&mut first).await.unwrap();
        socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        first[0]
    });
    let client = Client::new(Config::new(KEY).hosts(Hosts::local(base))).unwrap();
    let error = client.call(Input::new("a")).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(!error.may_have_been_accepted(), "{error}");
    assert_eq!(server.await.unwrap(), 22, "a TLS handshake record");
}
