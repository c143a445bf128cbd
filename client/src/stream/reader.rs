//! The events of one answer, as texts: decoded, bounded in size, errors told apart. Read by `EventStream` and
//! `StatusStream`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::decoder::{Decoder, Event, Malformed};
use crate::error::from_event;
use crate::{Body, Client, Error, ErrorKind};

pub(crate) struct Reader {
    client: Client,
    body: Body,
    /// What has come and was not decoded yet.
    chunk: Bytes,
    decoder: Decoder,
    over: bool,
}

impl Reader {
    pub(crate) fn new(client: Client, body: Body) -> Self {
        let decoder = Decoder::new(client.config().event_limit);
        Self { client, body, chunk: Bytes::new(), decoder, over: false }
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
            if let Some(data) = self.decoded(|decoder, chunk| decoder.next(chunk)) {
                return Poll::Ready(Some(data));
            }
            if !self.chunk.is_empty() {
                continue;
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.over = true;
                    let message = self.client.redact(format!("the stream broke off: {error}"));
                    return Poll::Ready(Some(Err(Error::transport(error.kind(), message).perhaps_sent())));
                }
                None => {
                    self.over = true;
                    return Poll::Ready(self.decoded(|decoder, _| decoder.finish()));
                }
            }
        }
        Poll::Ready(None)
    }

    /// The data of an event that the decoder has, or why it can have no more.
    fn decoded(
        &mut self,
        next: impl FnOnce(&mut Decoder, &mut Bytes) -> Result<Option<Event>, Malformed>,
    ) -> Option<Result<String, Error>> {
        match next(&mut self.decoder, &mut self.chunk) {
            Ok(event) => self.data(event?),
            Err(malformed) => {
                self.over = true;
                Some(Err(self.fault(&malformed)))
            }
        }
    }

    /// An event without data stands for nothing.
    fn data(&self, event: Event) -> Option<Result<String, Error>> {
        let data = event.data.filter(|data| !data.trim().is_empty())?;
        let is_error = event.name == "error";
        Some(if is_error { Err(from_event(self.client.redact(data))) } else { Ok(data) })
    }

    fn fault(&self, malformed: &Malformed) -> Error {
        match malformed {
            Malformed::TooLarge => {
                let limit = self.client.config().event_limit;
                Error::new(ErrorKind::TooLarge, format!("an event is larger than the limit of {limit} bytes"))
            }
            Malformed::NotText(error) => Error::new(ErrorKind::Decode, format!("the stream is no text: {error}")),
        }
    }
}
