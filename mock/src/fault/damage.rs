//! Damages an answer on its way out: cut, held back, shortened, mislabelled.
//! Part of `fault`; applied by `router` to the answer of a handler.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::response::Parts;

use super::{Effect, StreamEnd};
use crate::held::{Held, Hold};
use crate::reply::{Body, Broken, Reply, event};

/// The same answer, damaged as the effect says; other effects change nothing.
pub(crate) fn damage(reply: Reply, effect: &Effect, held: &Held) -> Reply {
    let (mut head, body) = reply.into_parts();
    let after = match effect {
        Effect::ContentType(value) => return mislabelled(head, body, value),
        Effect::Cut(bytes) => Damage::bytes(*bytes, Then::Break),
        Effect::StallAfter(bytes) => Damage::bytes(*bytes, Then::Wait(held.clone())),
        Effect::Truncate(bytes) => Damage::bytes(*bytes, Then::End),
        Effect::CutEvent(events) => Damage::events(*events, Then::Break),
        Effect::StreamEnd(StreamEnd { after, event: name, data }) => {
            let last = event(name.as_deref(), &data.to_string());
            Damage::events(*after, Then::Send(last.into()))
        }
        _ => return Reply::from_parts(head, body),
    };
    if matches!(after.then, Then::End) {
        // The shorter length is the right one of the shorter body.
        head.headers.remove(CONTENT_LENGTH);
    }
    Reply::from_parts(head, Damaged { body, damage: after }.boxed_unsync())
}

fn mislabelled(mut head: Parts, body: Body, value: &str) -> Reply {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.headers.insert(CONTENT_TYPE, value);
    }
    Reply::from_parts(head, body)
}

/// A body with something wrong at a place in it.
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
    Wait(Held),
    /// Waits; counted for as long as the body lives.
    Waiting(Hold),
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

    /// What passes of a frame; `None` when everything that may pass has.
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
            // A shorter stream ends as wrongly as a longer one.
            None if this.damage.events.is_some() => this.damage.end(context),
            other => Poll::Ready(other),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let whole = self.body.size_hint();
        match (&self.damage.then, whole.exact()) {
            (Then::End, Some(size)) => SizeHint::with_exact(size.min(self.damage.bytes as u64)),
            (Then::Break | Then::Wait(_), _) => whole,
            _ => SizeHint::default(),
        }
    }
}

impl Damage {
    /// What comes in place of the rest of the body.
    fn end(&mut self, context: &Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.events = None;
        match std::mem::replace(&mut self.then, Then::End) {
            Then::Break => {
                // What has passed is sent before the connection breaks, in the meantime.
                self.then = Then::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Then::Broken => Poll::Ready(Some(Err(Broken))),
            Then::Wait(held) => {
                // What has passed is sent before it counts.
                self.then = Then::Waiting(held.hold());
                Poll::Pending
            }
            Then::Waiting(hold) => {
                // Nobody wakes the connection again: it ends with the client or the server.
                self.then = Then::Waiting(hold);
                Poll::Pending
            }
            Then::End => Poll::Ready(None),
            Then::Send(last) => Poll::Ready(Some(Ok(Frame::data(last)))),
        }
    }
}
