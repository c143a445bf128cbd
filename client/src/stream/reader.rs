//! `EventReader`: the data of the events in a response, for `EventStream` and `StatusStream`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::decoder::{Decoder, Event, Malformed};
use crate::error::response::from_event;
use crate::{Body, Client, Error, ErrorKind};

pub(crate) struct EventReader {
    client: Client,
    body: Body,
    /// Bytes that are not decoded yet.
    chunk: Bytes,
    decoder: Decoder,
    ended: bool,
}

impl EventReader {
    pub(crate) fn new(client: Client, body: Body) -> Self {
        let decoder = Decoder::new(client.config().event_limit);
        Self { client, body, chunk: Bytes::new(), decoder, ended: false }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Ends the stream.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// The data of the next event. An event that reports an error is an error, after which events continue; an error of the
    /// connection is the last item.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<String, Error>>> {
        while !self.ended {
            if let Some(data) = self.decoded(|decoder, chunk| decoder.next(chunk)) {
                return Poll::Ready(Some(data));
            }
            if !self.chunk.is_empty() {
                continue;
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(self.client.broken("the stream was interrupted", &error))));
                }
                None => {
                    self.ended = true;
                    return Poll::Ready(self.decoded(|decoder, _| decoder.finish()));
                }
            }
        }
        Poll::Ready(None)
    }

    /// The data of an event from the decoder, or its error.
    fn decoded(
        &mut self,
        next: impl FnOnce(&mut Decoder, &mut Bytes) -> Result<Option<Event>, Malformed>,
    ) -> Option<Result<String, Error>> {
        match next(&mut self.decoder, &mut self.chunk) {
            Ok(event) => self.data(event?),
            Err(malformed) => {
                self.ended = true;
                Some(Err(self.malformed(&malformed)))
            }
        }
    }

    /// The data of an event; an event without data is ignored.
    fn data(&self, event: Event) -> Option<Result<String, Error>> {
        let data = event.data.filter(|data| !data.trim().is_empty())?;
        let is_error = event.name == "error";
        Some(if is_error { Err(from_event(self.client.redact(data))) } else { Ok(data) })
    }

    fn malformed(&self, malformed: &Malformed) -> Error {
        match malformed {
            Malformed::TooLarge => {
                let limit = self.client.config().event_limit;
                Error::new(ErrorKind::TooLarge, format!("an event is larger than the limit of {limit} bytes"))
            }
            Malformed::NotUtf8(error) => {
                Error::new(ErrorKind::Decode, format!("the stream is not valid UTF-8: {error}"))
            }
        }
    }
}
