//! The events of one answer, as texts: decoded, bounded in size, errors told apart. Read by `EventStream` and
//! `StatusStream`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use sse_stream::{Sse, SseByteStream};

use super::bounded::{Bounded, Fault, Pending};
use crate::error::from_event;
use crate::{Body, Client, Error, ErrorKind};

pub(crate) struct Reader {
    client: Client,
    events: SseByteStream<Bounded>,
    pending: Pending,
    over: bool,
}

impl Reader {
    pub(crate) fn new(client: Client, body: Body) -> Self {
        let body = Bounded::new(body, client.config().event_limit);
        Self { pending: body.pending(), events: SseByteStream::new(body), client, over: false }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Nothing comes any more.
    pub(crate) fn end(&mut self) {
        self.over = true;
    }

    /// The data of the next event. An event that reports an error is an error; events go on behind it, but not behind
    /// one of the connection.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<String, Error>>> {
        while !self.over {
            match ready!(Pin::new(&mut self.events).poll_next(cx)) {
                Some(Ok(event)) => {
                    self.pending.reset();
                    if let Some(data) = self.data(event) {
                        return Poll::Ready(Some(data));
                    }
                }
                Some(Err(error)) => {
                    self.over = true;
                    return Poll::Ready(Some(Err(self.fault(&error))));
                }
                None => self.over = true,
            }
        }
        Poll::Ready(None)
    }

    /// An event without data stands for nothing.
    fn data(&self, event: Sse) -> Option<Result<String, Error>> {
        let data = event.data.filter(|data| !data.trim().is_empty())?;
        let is_error = event.event.as_deref() == Some("error");
        Some(if is_error { Err(from_event(self.client.redact(data))) } else { Ok(data) })
    }

    fn fault(&self, error: &sse_stream::Error) -> Error {
        let fault = match error {
            sse_stream::Error::Body(error) => error.downcast_ref::<Fault>(),
            _ => None,
        };
        match fault {
            Some(Fault::TooLarge(limit)) => {
                let message = format!("an event is larger than the limit of {limit} bytes");
                Error::new(ErrorKind::TooLarge, message)
            }
            Some(Fault::Transport(error)) => {
                let message = format!("the stream broke off: {error}");
                Error::transport(error.kind(), self.client.redact(message)).perhaps_sent()
            }
            None => Error::new(ErrorKind::Decode, self.client.redact(format!("the stream cannot be read: {error}"))),
        }
    }
}
