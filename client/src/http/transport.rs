//! What the client needs of an HTTP library: send a request, and sleep. Implemented by
//! `transport/hyper.rs` and by tests; used by every call.

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

/// An HTTP library, as the client sees it.
///
/// An implementation must not follow redirects and must not send a request twice: the client decides
/// both.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer as soon as its head is there.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

    /// Sends a request whose body comes in pieces, so that a file need not be in memory as a whole. The length of the body
    /// is in the header `content-length`.
    ///
    /// By default the body is read to its end and then sent by [`send`](Self::send).
    fn send_body(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, mut pieces) = request.into_parts();
            let mut body = BytesMut::new();
            while let Some(piece) = pieces.try_next().await? {
                body.extend_from_slice(&piece);
            }
            self.send(http::Request::from_parts(head, body.freeze())).await
        })
    }

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The body of an answer, or of a large request: a stream of chunks.
pub struct Body(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl Body {
    /// A body from a stream of chunks.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(chunks))
    }

    /// A body that is there at once.
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

/// The sort of a [`TransportError`]. What matters: whether the request may have reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the request was surely not sent.
    Connect,
    /// A connection of an earlier request was closed before anything of this one was sent over it.
    Unsent,
    /// The request could not be made at all, for instance https without a TLS backend. Not sent.
    Config,
    /// A time limit passed; the request may have been sent.
    Timeout,
    /// Anything else; the request may have been sent.
    Other,
}

impl TransportErrorKind {
    /// Whether the request surely did not reach the server.
    #[must_use]
    pub fn surely_not_sent(self) -> bool {
        matches!(self, Self::Connect | Self::Unsent | Self::Config)
    }
}

impl TransportError {
    /// An error with a message for people.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The sort of the error.
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
