//! Responses: JSON, errors, bytes and event streams.

use std::convert::Infallible;
use std::fmt::{self, Write as _};

use bytes::Bytes;
use http_body_util::channel::{Channel, Sender};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

pub(crate) type Body = UnsyncBoxBody<Bytes, Broken>;
pub(crate) type Reply = Response<Body>;

/// Name of the header that every response carries.
pub(crate) const REQUEST_ID: &str = "x-fal-request-id";

/// A body that ends in the middle, which closes the connection.
#[derive(Debug)]
pub(crate) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body ends here on purpose")
    }
}

impl std::error::Error for Broken {}

/// The connection is reset instead of a response.
#[derive(Debug)]
pub(crate) struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is reset on purpose")
    }
}

impl std::error::Error for Reset {}

/// In the extensions of a response that gets no request id.
#[derive(Clone, Copy)]
pub(crate) struct Anonymous;

/// A body that is sent at once.
pub(crate) fn full(body: impl Into<Bytes>) -> Body {
    Full::new(body.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// A body that is sent chunk by chunk, and the sender of its chunks.
pub(crate) fn channel() -> (Sender<Bytes>, Body) {
    let (sender, body) = Channel::<Bytes, Infallible>::new(1);
    (sender, body.map_err(|never: Infallible| match never {}).boxed_unsync())
}

pub(crate) fn bytes(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(full(body));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Reply {
    bytes(status, "application/json", body.to_string())
}

/// `{"detail": "<message>"}`.
pub(crate) fn detail(status: StatusCode, message: &str) -> Reply {
    json(status, &json!({ "detail": message }))
}

/// The response for a path that nothing serves.
pub(crate) fn unknown_path(path: &str) -> Reply {
    // A hostile path must not come back at full length.
    let path: String = path.trim_matches('/').chars().take(200).collect();
    let reply = detail(StatusCode::NOT_FOUND, &format!("Path /{path} not found"));
    with(reply, "x-fal-billable-units", "0")
}

/// The response for a path that is served with another method.
pub(crate) fn wrong_method(allow: &str) -> Reply {
    with(detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"), "allow", allow)
}

/// Sets a header; a value that HTTP cannot carry is left out.
pub(crate) fn with(mut reply: Reply, name: &'static str, value: &str) -> Reply {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
    reply
}

/// A server-sent event as it is on the wire.
pub(crate) fn event(name: Option<&str>, data: &str) -> String {
    let mut event = String::new();
    // Writing to a string cannot fail.
    if let Some(name) = name {
        let _ = writeln!(event, "event: {name}");
    }
    for line in data.lines() {
        let _ = writeln!(event, "data: {line}");
    }
    event + "\n"
}

/// The sending half of an event stream; sending fails once the client has disconnected.
pub(crate) struct Events(Sender<Bytes>);

impl Events {
    pub(crate) async fn data(&mut self, name: Option<&str>, data: &str) -> Result<(), Disconnected> {
        self.send(event(name, data)).await
    }

    pub(crate) async fn comment(&mut self, comment: &str) -> Result<(), Disconnected> {
        self.send(format!(": {comment}\n\n")).await
    }

    async fn send(&mut self, event: String) -> Result<(), Disconnected> {
        self.0.send_data(Bytes::from(event)).await.map_err(|_| Disconnected)
    }
}

/// The client has closed the connection.
pub(crate) struct Disconnected;

/// An event stream, and the half that fills it.
pub(crate) fn events() -> (Events, Reply) {
    let (sender, body) = channel();
    let mut reply = Response::new(body);
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (Events(sender), reply)
}
