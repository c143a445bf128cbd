//! The interface between the client and an HTTP library: sending a request, and sleeping.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_util::TryStreamExt;

#[cfg(feature = "transport")]
mod address;
#[cfg(feature = "transport")]
mod connect;
#[cfg(feature = "transport")]
pub(crate) mod hyper;
#[cfg(feature = "transport")]
mod tls;

/// The interface to an HTTP library.
///
/// An implementation must not follow redirects and must not send a request twice: the client decides
/// about both.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the response as soon as its head has arrived.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

    /// Sends a request with a streamed body, so that a file need not be in memory as a whole. The length of the body
    /// is in the header `content-length`.
    ///
    /// By default, reads the body to its end and then calls [`send`](Self::send).
    fn send_body(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, mut chunks) = request.into_parts();
            let mut body = BytesMut::new();
            while let Some(chunk) = chunks.try_next().await? {
                body.extend_from_slice(&chunk);
            }
            self.send(http::Request::from_parts(head, body.freeze())).await
        })
    }

    /// Waits for the duration.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Runs work that blocks its thread, such as reading a file, and waits for its end.
    ///
    /// By default, runs it on this thread before it returns. A transport of a runtime should run it on the threads which
    /// that runtime has for such work.
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) -> BoxFuture<'static, ()> {
        work();
        Box::pin(std::future::ready(()))
    }
}

/// The body of a response, or of a large request: a stream of chunks.
pub struct Body(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl Body {
    /// A body from a stream of chunks.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(chunks))
    }

    /// A body of one chunk.
    pub fn full(content: impl Into<Bytes>) -> Self {
        Self::new(futures_util::stream::iter([Ok(content.into())]))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(..)")
    }
}

/// A failure below HTTP.
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
}

/// The kind of a [`TransportError`]: whether the request may have reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the request was not sent.
    Connect,
    /// A reused connection was closed before any of the request was sent over it.
    Unsent,
    /// The request is invalid or not supported, such as https without a TLS backend. It was not sent.
    Config,
    /// A time limit passed; the request may have been sent.
    Timeout,
    /// Anything else; the request may have been sent.
    Other,
}

impl TransportErrorKind {
    /// Whether the request was certainly not sent.
    #[must_use]
    pub fn not_sent(self) -> bool {
        matches!(self, Self::Connect | Self::Unsent | Self::Config)
    }
}

impl TransportError {
    /// Creates an error.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {}
