//! Hands the body of a stream to the decoder in slices and stops when one event grows over the limit:
//! the decoder itself would buffer an endless event for ever.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::{Body, TransportError};

/// The size of a slice. Small enough that several events in one chunk do not count as one.
const SLICE: u64 = 64 << 10;

/// A body cut into slices, with a count of the bytes since the last event.
pub(crate) struct Bounded {
    body: Body,
    chunk: Bytes,
    limit: u64,
    slice: usize,
    pending: Pending,
    ended: bool,
}

/// The number of bytes handed to the decoder since its last event. Shared with the reader of events,
/// which resets it.
#[derive(Clone, Default)]
pub(crate) struct Pending(Arc<AtomicU64>);

impl Pending {
    pub(crate) fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    fn add(&self, bytes: usize) -> u64 {
        let bytes = bytes as u64;
        self.0.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes)
    }
}

/// Why a body cannot be read on.
#[derive(Debug)]
pub(crate) enum Fault {
    Transport(TransportError),
    TooLarge(u64),
}

impl Bounded {
    pub(crate) fn new(body: Body, limit: u64) -> Self {
        let slice = SLICE.min((limit / 4).max(1));
        Self {
            body,
            chunk: Bytes::new(),
            limit,
            slice: usize::try_from(slice).unwrap_or(usize::MAX),
            pending: Pending::default(),
            ended: false,
        }
    }

    pub(crate) fn pending(&self) -> Pending {
        self.pending.clone()
    }
}

impl Stream for Bounded {
    type Item = Result<Bytes, Fault>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while self.chunk.is_empty() {
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(Fault::Transport(error))));
                }
                None => {
                    self.ended = true;
                    // A last event without its blank line is whole as often as not; the decoder would
                    // drop it. If it is cut, its JSON says so.
                    return Poll::Ready(Some(Ok(Bytes::from_static(b"\n\n"))));
                }
            }
        }
        let slice = self.slice.min(self.chunk.len());
        let slice = self.chunk.split_to(slice);
        if self.pending.add(slice.len()) > self.limit {
            self.ended = true;
            self.chunk.clear();
            return Poll::Ready(Some(Err(Fault::TooLarge(self.limit))));
        }
        Poll::Ready(Some(Ok(slice)))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::TooLarge(limit) => write!(f, "an event is larger than {limit} bytes"),
        }
    }
}

impl std::error::Error for Fault {}
