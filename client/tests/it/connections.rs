//! Rules of connections, against real sockets: how long an idle connection is kept, what happens if it was closed, when it
//! is closed, and the time limit for making one.

use std::io::{Read, Write};
use std::time::Duration;

use fal_client::{Client, Config, ErrorKind, Hosts, Retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::loopback::{read_request, unused_address};
use crate::model::{Input, OUTPUT};
use crate::script::KEY;

fn config(base: &str) -> Config {
    let config = Config::new(KEY).hosts(Hosts::local(base)).retry(Retry::never());
    config.request_timeout(Duration::from_secs(10))
}

fn kept(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = listener.local_addr().unwrap().to_string();
    (listener, base)
}

/// The remaining bytes until the connection is closed.
async fn rest(socket: &mut TcpStream) -> String {
    let mut rest = String::new();
    let reading = tokio::time::timeout(Duration::from_secs(10), socket.read_to_string(&mut rest));
    reading.await.expect("the connection stays open").unwrap();
    rest
}

/// Responds to every request on every connection; reports the number of the connection of each request.
async fn keep_alive_server() -> (Client, mpsc::UnboundedReceiver<usize>) {
    let (listener, base) = listen().await;
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for number in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let sender = sender.clone();
            tokio::spawn(async move {
                while read_request(&mut socket).await.contains("\r\n\r\n") {
                    sender.send(number).unwrap();
                    socket.write_all(kept(OUTPUT).as_bytes()).await.unwrap();
                }
            });
        }
    });
    (Client::new(config(&format!("http://{base}"))).unwrap(), receiver)
}

#[tokio::test]
async fn a_connection_is_used_again_but_not_after_20_seconds() {
    let (client, mut connections) = keep_alive_server().await;
    let mut connection = async || {
        client.call(Input::new("a")).run().await.unwrap();
        connections.recv().await
    };
    assert_eq!((connection().await, connection().await), (Some(0), Some(0)));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(21)).await;
    tokio::time::resume();
    assert_eq!(connection().await, Some(1));
}

#[test]
fn a_request_over_a_connection_that_was_closed_before_is_not_sent() {
    // The runtime polls its sockets after each step, and there is always another step before that of the connection: so
    // the connection detects that it is closed when it has the request, but has not sent it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().event_interval(1).build().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::new(config(&format!("http://{}", listener.local_addr().unwrap()))).unwrap();
    let (close, wait) = std::sync::mpsc::channel();
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        assert_ne!(socket.read(&mut [0; 4096]).unwrap(), 0);
        socket.write_all(kept(OUTPUT).as_bytes()).unwrap();
        wait.recv().unwrap();
        listener
    });
    let (error, listener) = runtime.block_on(async {
        tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
        client.call(Input::new("a")).run().await.unwrap();
        close.send(()).unwrap();
        let listener = server.join().unwrap();
        (client.call(Input::new("a")).submit().await.unwrap_err(), listener)
    });
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("closed before the request was sent"), "{error}");
    assert!(!error.may_have_been_accepted(), "{error}");
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "the transport sends nothing a second time by itself");
}

#[tokio::test]
async fn a_call_that_is_dropped_closes_its_connection() {
    let (listener, base) = listen().await;
    let client = Client::new(config(&format!("http://{base}"))).unwrap();
    let call = tokio::spawn(client.call(Input::new("a")).run());
    let (mut socket, _) = listener.accept().await.unwrap();
    read_request(&mut socket).await;
    call.abort();
    assert_eq!(rest(&mut socket).await, "");
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let (listener, base) = listen().await;
    let client = Client::new(config(&format!("http://{base}"))).unwrap();
    let call = tokio::spawn(client.call(Input::new("a")).stream());
    let (mut socket, _) = listener.accept().await.unwrap();
    read_request(&mut socket).await;
    socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n").await.unwrap();
    drop(call.await.unwrap().unwrap());
    assert_eq!(rest(&mut socket).await, "");
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls"))]
#[tokio::test]
async fn the_time_limit_to_connect_includes_tls_and_nothing_is_sent_after_it() {
    let (listener, base) = listen().await;
    let silent = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut hello = Vec::new();
        socket.read_to_end(&mut hello).await.unwrap();
        hello
    });
    let config = config(&format!("https://{base}"));
    let config = config.connect_timeout(Duration::from_millis(200));
    let error = Client::new(config).unwrap().call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.may_have_been_accepted(), "{error}");
    assert!(
        error.to_string().contains(&format!("cannot connect to https://{base}: no connection within 0.2 s")),
        "{error}"
    );
    assert_eq!(silent.await.unwrap()[0], 22, "a TLS handshake record");
}

#[tokio::test]
async fn an_error_has_the_host_but_neither_user_nor_query() {
    let (_taken, base) = unused_address();
    let client = Client::new(config("http://127.0.0.1:1")).unwrap();
    let error = client.download(&format!("http://me:word@{base}/a?signature=abc")).await.unwrap_err().to_string();
    assert!(error.contains(&format!("cannot connect to http://{base}: ")), "{error}");
    assert!(!error.contains("word") && !error.contains("abc"), "{error}");
}

#[tokio::test]
async fn a_url_without_a_valid_host_or_port_is_refused() {
    let client = Client::new(config("http://127.0.0.1:1")).unwrap();
    for url in ["http://127.0.0.1:99999/a?b=c", "http://127.0.0.1:x/a?b=c", "http://münchen.example/a?b=c", "http:///a"]
    {
        let error = client.download(url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{url}: {error}");
        assert!(!error.to_string().contains("b=c"), "{error}");
    }
}
