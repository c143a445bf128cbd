//! `EventStream`: the partial outputs of a streaming model. Reads server-sent events off the body of
//! the answer, bounded in size; gives typed items.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use sse_stream::{Sse, SseByteStream};

pub(crate) mod bounded;

use crate::error::from_event;
use crate::exchange::{Deadline, request_id};
use crate::{Body, Client, Error, ErrorKind, Response};
use bounded::{Bounded, Fault, Pending};

/// The partial outputs of a model, in order; the last one is the whole output.
///
/// A [`Stream`] of results. An item that is an error of the model or an event that cannot be read does
/// not end the stream; a broken connection, a passed time limit or an event over the size limit does.
///
/// ```no_run
/// # use fal_client::{Client, Error, StreamingEndpoint};
/// # async fn example<E: StreamingEndpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let mut events = fal.call(input).stream().await?;
/// while let Some(partial) = events.next().await {
///     println!("{}", partial?.raw());
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing unless it is read"]
pub struct EventStream<O> {
    client: Client,
    endpoint: &'static str,
    request_id: Option<String>,
    events: SseByteStream<Bounded>,
    pending: Pending,
    deadline: Deadline,
    over: bool,
    output: PhantomData<fn() -> O>,
}

impl Client {
    /// Sends a request and gives the answer if it is a stream of events.
    pub(crate) async fn open_stream(&self, request: Request<Bytes>) -> Result<http::Response<Body>, Error> {
        let keyed = request.headers().contains_key(AUTHORIZATION);
        let answer = self.open(request).await?;
        let is_stream = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("text/event-stream"));
        if answer.status().is_success() && is_stream {
            return Ok(answer);
        }
        let answer = self.read(answer).await?;
        if !answer.status.is_success() {
            return Err(self.refusal(&answer, keyed));
        }
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        Err(Error::new(ErrorKind::Stream, "the server did not answer with a stream of events")
            .with_status(answer.status.as_u16())
            .with_request_id(request_id(&answer.headers))
            .with_body(self.redact(text)))
    }
}

impl<O> EventStream<O> {
    pub(crate) fn new(
        client: Client,
        endpoint: &'static str,
        answer: http::Response<Body>,
        deadline: Deadline,
    ) -> Self {
        let request_id = request_id(answer.headers());
        let limit = client.config().event_limit;
        let body = Bounded::new(answer.into_body(), limit);
        Self {
            pending: body.pending(),
            events: SseByteStream::new(body),
            client,
            endpoint,
            request_id,
            deadline,
            over: false,
            output: PhantomData,
        }
    }

    /// The id of the request, if the server named one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    fn describe(&self, error: Error) -> Error {
        error.with_endpoint(self.endpoint).with_request_id(self.request_id.clone())
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

impl<O: DeserializeOwned> EventStream<O> {
    /// The next partial output; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Response<O>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The item an event stands for; an event without data stands for none.
    fn item(&self, event: Sse) -> Option<Result<Response<O>, Error>> {
        let data = event.data.filter(|data| !data.trim().is_empty())?;
        if event.event.as_deref() == Some("error") {
            return Some(Err(self.describe(from_event(self.client.redact(data)))));
        }
        let item = Response::read(&self.client, data, self.request_id.clone());
        Some(item.map_err(|error| self.describe(error)))
    }
}

impl<O: DeserializeOwned> Stream for EventStream<O> {
    type Item = Result<Response<O>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        while !this.over {
            if let Some(error) = this.deadline.poll(cx) {
                this.over = true;
                return Poll::Ready(Some(Err(this.describe(error))));
            }
            match ready!(Pin::new(&mut this.events).poll_next(cx)) {
                Some(Ok(event)) => {
                    this.pending.reset();
                    if let Some(item) = this.item(event) {
                        return Poll::Ready(Some(item));
                    }
                }
                Some(Err(error)) => {
                    this.over = true;
                    let error = this.fault(&error);
                    return Poll::Ready(Some(Err(this.describe(error))));
                }
                None => this.over = true,
            }
        }
        Poll::Ready(None)
    }
}

impl<O> fmt::Debug for EventStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("endpoint", &self.endpoint)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
