//! `AnswerBody`: the body of an answer, passed on chunk by chunk as it comes from fal, within limits of size and time.

use std::fmt;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// The body of an answer: that of fal as it comes, or a short one of the proxy's own.
pub struct AnswerBody(Inner);

enum Inner {
    Own(Option<Bytes>),
    Fal(Box<Passing>),
}

/// A body on its way.
struct Passing {
    body: fal_client::Body,
    /// Bytes that may still come.
    left: u64,
    /// The longest pause.
    pause: Duration,
    timer: Pin<Box<Sleep>>,
    over: bool,
}

/// Why the body of an answer ends before its end. The caller's connection is closed, so that it is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// It is larger than [`Proxy::max_response_bytes`](crate::Proxy::max_response_bytes).
    TooLarge,
    /// Nothing came for the time of a limit.
    Stalled,
    /// The connection to fal broke.
    Broken,
}

impl AnswerBody {
    pub(crate) fn full(body: impl Into<Bytes>) -> Self {
        Self(Inner::Own(Some(body.into())))
    }

    /// The body of an answer of fal's, with at most that many bytes and no longer pause.
    pub(crate) fn passing(body: fal_client::Body, most: u64, pause: Duration) -> Self {
        let timer = Box::pin(tokio::time::sleep(pause));
        Self(Inner::Fal(Box::new(Passing { body, left: most, pause, timer, over: false })))
    }
}

impl Passing {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, AnswerError>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let polled = match pin!(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(chunk))) => Some(self.passed(chunk)),
            Poll::Ready(Some(Err(_))) => Some(Err(AnswerError::Broken)),
            Poll::Ready(None) => None,
            Poll::Pending => match self.timer.as_mut().poll(cx) {
                Poll::Ready(()) => Some(Err(AnswerError::Stalled)),
                Poll::Pending => return Poll::Pending,
            },
        };
        self.over = !matches!(polled, Some(Ok(_)));
        Poll::Ready(polled)
    }

    fn passed(&mut self, chunk: Bytes) -> Result<Bytes, AnswerError> {
        self.left = self.left.checked_sub(chunk.len() as u64).ok_or(AnswerError::TooLarge)?;
        self.timer.as_mut().reset(Instant::now() + self.pause);
        Ok(chunk)
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = AnswerError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, AnswerError>>> {
        let polled = match &mut self.0 {
            Inner::Own(body) => Poll::Ready(body.take().map(Ok)),
            Inner::Fal(passing) => passing.poll(cx),
        };
        polled.map(|polled| polled.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Own(body) => body.is_none(),
            Inner::Fal(passing) => passing.over,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Own(body) => SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64)),
            Inner::Fal(_) => SizeHint::default(),
        }
    }
}

impl fmt::Debug for AnswerBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerBody(..)")
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the answer of fal is larger than the limit",
            Self::Stalled => "the answer of fal stopped coming",
            Self::Broken => "the connection to fal broke in the middle of an answer",
        })
    }
}

impl std::error::Error for AnswerError {}
