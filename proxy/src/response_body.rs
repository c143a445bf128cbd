//! `ResponseBody`: the body of a response, forwarded chunk by chunk from fal, within limits of size and time.

use std::fmt;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// The body of a response: fal's as it arrives, or one of the proxy.
pub struct ResponseBody(Inner);

enum Inner {
    Own(Option<Bytes>),
    Fal(Box<Forwarded>),
}

/// A body that is forwarded.
struct Forwarded {
    body: fal_client::Body,
    /// The number of bytes that may still arrive.
    remaining: u64,
    /// The longest pause.
    pause: Duration,
    timer: Pin<Box<Sleep>>,
    ended: bool,
}

/// Why the body of a response ends early. The caller's connection is closed, so that the response is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseBodyError {
    /// It is larger than [`Proxy::max_response_bytes`](crate::Proxy::max_response_bytes).
    TooLarge,
    /// No data arrived within a time limit.
    Stalled,
    /// The connection to fal broke.
    Broken,
}

impl ResponseBody {
    pub(crate) fn full(body: impl Into<Bytes>) -> Self {
        Self(Inner::Own(Some(body.into())))
    }

    /// The body of a response of fal, with limits of its bytes and its pauses.
    pub(crate) fn forwarded(body: fal_client::Body, maximum: u64, pause: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(pause));
        Self(Inner::Fal(Box::new(Forwarded { body, remaining: maximum, pause, timer, ended: false })))
    }
}

impl Forwarded {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, ResponseBodyError>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let polled = match pin!(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(chunk))) => Some(self.count(chunk)),
            Poll::Ready(Some(Err(_))) => Some(Err(ResponseBodyError::Broken)),
            Poll::Ready(None) => None,
            Poll::Pending => match self.timer.as_mut().poll(cx) {
                Poll::Ready(()) => Some(Err(ResponseBodyError::Stalled)),
                Poll::Pending => return Poll::Pending,
            },
        };
        self.ended = !matches!(polled, Some(Ok(_)));
        Poll::Ready(polled)
    }

    fn count(&mut self, chunk: Bytes) -> Result<Bytes, ResponseBodyError> {
        self.remaining = self.remaining.checked_sub(chunk.len() as u64).ok_or(ResponseBodyError::TooLarge)?;
        self.timer.as_mut().reset(Instant::now() + self.pause);
        Ok(chunk)
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = ResponseBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ResponseBodyError>>> {
        let polled = match &mut self.0 {
            Inner::Own(body) => Poll::Ready(body.take().map(Ok)),
            Inner::Fal(body) => body.poll(cx),
        };
        polled.map(|polled| polled.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Own(body) => body.is_none(),
            Inner::Fal(body) => body.ended,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Own(body) => SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64)),
            Inner::Fal(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseBody(..)")
    }
}

impl fmt::Display for ResponseBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the response of fal is larger than the limit",
            Self::Stalled => "the response of fal stalled",
            Self::Broken => "the connection to fal broke within a response",
        })
    }
}

impl std::error::Error for ResponseBodyError {}
