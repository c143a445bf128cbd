//! A transport with scripted responses that records every request. Time does not pass: a short sleep ends at once, and a
//! long one never ends.

use std::collections::VecDeque;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Body, Client, Config, Hosts, Retry, Transport, TransportError, TransportErrorKind};
use futures_core::future::BoxFuture;
use futures_util::{StreamExt, stream};

pub(crate) const KEY: &str = "the-key-id:the-key-secret";

/// The reaction of the script to one request.
pub(crate) enum Reply {
    Response(u16, Vec<(&'static str, String)>, Vec<Result<Bytes, TransportError>>),
    Fail(TransportErrorKind),
    Hang,
    /// The same, but after all replies that are ready at once.
    Late(Box<Reply>),
    /// A stream of these bytes that never ends.
    Open(Bytes),
}

/// One request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Default)]
pub(crate) struct Script {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    sleeps: Mutex<Vec<Duration>>,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        let replies = Mutex::new(replies.into_iter().collect());
        Arc::new(Self { replies, ..Self::default() })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        self.client_with(Config::new(KEY))
    }

    /// A client without retries.
    pub(crate) fn once(self: &Arc<Self>) -> Client {
        self.client_with(Config::new(KEY).retry(Retry::never()))
    }

    pub(crate) fn client_with(self: &Arc<Self>, config: Config) -> Client {
        let config = config.hosts(Hosts::local("http://fal.test/"));
        Client::with_transport(config, self.clone()).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    /// The pauses between attempts, without the time limits.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        let sleeps = self.sleeps.lock().unwrap();
        sleeps.iter().copied().filter(|sleep| *sleep < LONG).collect()
    }
}

const LONG: Duration = Duration::from_secs(100);

impl Transport for Script {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        self.seen.lock().unwrap().push(Seen {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            headers: request.headers().clone(),
            body: String::from_utf8(request.body().to_vec()).unwrap(),
        });
        let reply = self.replies.lock().unwrap().pop_front();
        match reply.unwrap_or_else(|| panic!("no reply left for {} {}", request.method(), request.uri())) {
            Reply::Hang => Box::pin(pending()),
            Reply::Late(reply) => {
                self.replies.lock().unwrap().push_front(*reply);
                self.seen.lock().unwrap().pop();
                let response = self.send(request);
                Box::pin(async {
                    tokio::task::yield_now().await;
                    response.await
                })
            }
            Reply::Open(chunk) => {
                let response = http::Response::builder().header("content-type", "text/event-stream");
                let response = response.header("x-fal-request-id", "stream-id");
                let chunks = stream::iter([Ok(chunk)]).chain(stream::pending());
                Box::pin(ready(Ok(response.body(Body::new(chunks)).unwrap())))
            }
            Reply::Fail(kind) => Box::pin(ready(Err(TransportError::new(kind, format!("cut, {KEY}"))))),
            Reply::Response(status, headers, chunks) => {
                let mut response = http::Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                Box::pin(ready(Ok(response.body(Body::new(stream::iter(chunks))).unwrap())))
            }
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleeps.lock().unwrap().push(duration);
        if duration >= LONG { Box::pin(pending()) } else { Box::pin(ready(())) }
    }
}

/// A response with the given headers.
pub(crate) fn response(status: u16, headers: &[(&'static str, &str)], body: &str) -> Reply {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Reply::Response(status, headers, vec![Ok(Bytes::copy_from_slice(body.as_bytes()))])
}

/// A JSON response with a request id.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    Reply::Response(
        status,
        vec![("content-type", "application/json".into()), ("x-fal-request-id", "header-id".into())],
        vec![Ok(Bytes::copy_from_slice(body.as_bytes()))],
    )
}

/// A stream response of the given chunks.
pub(crate) fn events(chunks: &[&[u8]]) -> Reply {
    Reply::Response(
        200,
        vec![("content-type", "text/event-stream; charset=utf-8".into()), ("x-fal-request-id", "stream-id".into())],
        chunks.iter().map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect(),
    )
}

/// The response to a submission, with URLs on the given host.
pub(crate) fn accepted(base: &str) -> Reply {
    json(
        200,
        &format!(
            r#"{{"status":"IN_QUEUE","request_id":"r-1","queue_position":1,"logs":null,"metrics":{{}},
                "response_url":"{base}/acme/painter/requests/r-1",
                "status_url":"{base}/acme/painter/requests/r-1/status",
                "cancel_url":"{base}/acme/painter/requests/r-1/cancel"}}"#
        ),
    )
}
