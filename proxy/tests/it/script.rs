//! A scripted fal that records every request, and the proxy before it.

use std::collections::VecDeque;
use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fal_client::{Body, Transport, TransportError, TransportErrorKind};
use fal_proxy::{Client, Config, Endpoints, Proxy, ResponseBody, everyone};
use futures_core::future::BoxFuture;
use futures_util::stream;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;

pub(crate) const KEY: &str = "the-key-id:the-key-secret";

/// The reaction of fal to one request.
pub(crate) enum Reply {
    Response(Response<Body>),
    Fail(TransportErrorKind),
    Hang,
}

/// A request that fal received.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

pub(crate) struct Script {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        Arc::new(Self { replies: Mutex::new(replies.into_iter().collect()), seen: Mutex::default() })
    }

    /// A client of this fal with fal's own hosts and the key.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::with_transport(Config::new(KEY), Arc::clone(self) as Arc<dyn Transport>).unwrap()
    }

    /// A proxy for everyone, with two endpoints.
    pub(crate) fn proxy(self: &Arc<Self>) -> Proxy {
        Proxy::new(self.client(), endpoints(), everyone)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'static, Result<Response<Body>, TransportError>> {
        let line = format!("{} {}", request.method(), request.uri());
        let (head, body) = request.into_parts();
        let reply = self.replies.lock().unwrap().pop_front().unwrap_or_else(|| panic!("no reply left for {line}"));
        self.seen.lock().unwrap().push(Seen { line, headers: head.headers, body });
        match reply {
            Reply::Response(response) => Box::pin(ready(Ok(response))),
            Reply::Fail(kind) => {
                Box::pin(ready(Err(TransportError::new(kind, format!("no route to 10.0.0.1, {KEY}")))))
            }
            Reply::Hang => Box::pin(pending()),
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

pub(crate) fn endpoints() -> Endpoints {
    Endpoints::only(["fal-ai/flux/dev", "fal-ai/imagen4/**"]).unwrap()
}

/// A response of fal with a JSON body.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    let response = Response::builder().status(status).header("content-type", "application/json");
    Reply::Response(response.body(Body::full(body.to_owned())).unwrap())
}

/// A response of fal whose body is a stream of chunks.
pub(crate) fn chunks(chunks: impl IntoIterator<Item = &'static str>, end: Option<TransportErrorKind>) -> Reply {
    let chunks: Vec<_> = chunks.into_iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))).collect();
    let end = end.map(|kind| Err(TransportError::new(kind, "cut")));
    Reply::Response(Response::new(Body::new(stream::iter(chunks.into_iter().chain(end)))))
}

/// A request like that of a browser's client.
pub(crate) fn request(method: &str, target: &str, body: &'static str) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method).uri("/api/fal/proxy").header("x-fal-target-url", target);
    request.header("content-type", "application/json").body(Full::from(body)).unwrap()
}

/// The status and body of a response.
pub(crate) async fn read(response: Response<ResponseBody>) -> (u16, String) {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The status and `detail` of a refusal; panics if the response has another form.
pub(crate) async fn refused(response: Response<ResponseBody>) -> (u16, String) {
    assert_eq!(response.headers()["content-type"], "application/json");
    let (status, text) = read(response).await;
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "{text}");
    (status, body["detail"].as_str().unwrap().to_owned())
}
