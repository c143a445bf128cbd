//! Damages a response on its way out: cut, stalled, shortened, mislabelled.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::response::Parts;

use crate::fault::{Effect, Stalled, StalledRequest, StreamEnd};
use crate::http::{Body, Broken, Reply, event};

/// The same response, damaged by the effect. Effects of other kinds change nothing.
pub(crate) fn damage(reply: Reply, effect: &Effect, stalled: &Stalled) -> Reply {
    let (mut head, body) = reply.into_parts();
    let damage = match effect {
        Effect::ContentType(value) => return mislabelled(head, body, value),
        Effect::Cut(bytes) => Damage::bytes(*bytes, Then::Break),
        Effect::StallAfter(bytes) => Damage::bytes(*bytes, Then::Stall(stalled.clone())),
        Effect::Truncate(bytes) => Damage::bytes(*bytes, Then::End),
        Effect::CutEvent(events) => Damage::events(*events, Then::Break),
        Effect::StreamEnd(StreamEnd { after, event: name, data }) => {
            let last = event(name.as_deref(), &data.to_string());
            Damage::events(*after, Then::Send(last.into()))
        }
        _ => return Reply::from_parts(head, body),
    };
    if matches!(damage.then, Then::End) {
        // The length is set again, to that of the shorter body.
        head.headers.remove(CONTENT_LENGTH);
    }
    Reply::from_parts(head, Damaged { body, damage }.boxed_unsync())
}

fn mislabelled(mut head: Parts, body: Body, value: &str) -> Reply {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.headers.insert(CONTENT_TYPE, value);
    }
    Reply::from_parts(head, body)
}

/// A body that goes wrong at some position.
struct Damaged {
    body: Body,
    damage: Damage,
}

struct Damage {
    /// Bytes that still pass.
    bytes: usize,
    /// Events that still pass; `None` where bytes are counted.
    events: Option<u32>,
    then: Then,
}

enum Then {
    Break,
    Broken,
    Stall(Stalled),
    /// Stalls; counted for as long as the body lives.
    Stalling(StalledRequest),
    End,
    Send(Bytes),
}

impl Damage {
    fn bytes(bytes: usize, then: Then) -> Self {
        Self { bytes, events: None, then }
    }

    fn events(events: u32, then: Then) -> Self {
        Self { bytes: 0, events: Some(events), then }
    }

    /// The part of a frame that passes; `None` after everything that may pass has passed.
    fn pass(&mut self, mut data: Bytes) -> Option<Bytes> {
        match &mut self.events {
            // An event is one frame, and so is a comment.
            Some(_) if data.starts_with(b":") => Some(data),
            Some(0) => {
                self.events = None;
                (matches!(self.then, Then::Break)).then(|| data.split_to(data.len() / 2))
            }
            Some(events) => {
                *events -= 1;
                Some(data)
            }
            None if self.bytes == 0 => None,
            None => {
                data.truncate(self.bytes);
                self.bytes -= data.len();
                Some(data)
            }
        }
    }
}

impl hyper::body::Body for Damaged {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let this = &mut *self;
        if this.damage.events.is_none() && this.damage.bytes == 0 {
            return this.damage.end(context);
        }
        match std::task::ready!(Pin::new(&mut this.body).poll_frame(context)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => match this.damage.pass(data) {
                    Some(data) => Poll::Ready(Some(Ok(Frame::data(data)))),
                    None => this.damage.end(context),
                },
                Err(frame) => Poll::Ready(Some(Ok(frame))),
            },
            // A stream with fewer events ends in the same way.
            None if this.damage.events.is_some() => this.damage.end(context),
            other => Poll::Ready(other),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let whole = self.body.size_hint();
        match (&self.damage.then, whole.exact()) {
            (Then::End, Some(size)) => SizeHint::with_exact(size.min(self.damage.bytes as u64)),
            (Then::Break | Then::Stall(_), _) => whole,
            _ => SizeHint::default(),
        }
    }
}

impl Damage {
    /// What comes instead of the rest of the body.
    fn end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.events = None;
        match std::mem::replace(&mut self.then, Then::End) {
            Then::Break => {
                // Gives the connection a chance to send what has passed before it breaks.
                self.then = Then::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Then::Broken => Poll::Ready(Some(Err(Broken))),
            Then::Stall(stalled) => {
                // The request counts as stalled only after what has passed is sent.
                self.then = Then::Stalling(stalled.add());
                Poll::Pending
            }
            Then::Stalling(request) => {
                // Nothing wakes the connection again: it ends with the client or the server.
                self.then = Then::Stalling(request);
                Poll::Pending
            }
            Then::End => Poll::Ready(None),
            Then::Send(last) => Poll::Ready(Some(Ok(Frame::data(last)))),
        }
    }
}
