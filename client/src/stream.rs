//! `EventStream`: the partial outputs of a streaming model, from the server-sent events of a response.

use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};

mod decoder;
pub(crate) mod reader;

use crate::http::deadline::Deadline;
use crate::http::headers::request_id;
use crate::{Body, Client, Error, ErrorKind, ModelOutput, Response};
use reader::EventReader;

/// The partial outputs of a model, in order; the last one is the whole output.
///
/// A [`Stream`] of results. An error of the model or an event that cannot be read does
/// not end the stream; a broken connection, a passed time limit or an event over the size limit does.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error, StreamingEndpoint};
/// # async fn example<E: Endpoint + StreamingEndpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let mut events = fal.call(input).stream().await?;
/// while let Some(partial) = events.next().await {
///     println!("{}", partial?.raw());
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing unless it is read"]
pub struct EventStream<O> {
    reader: EventReader,
    endpoint: Cow<'static, str>,
    request_id: Option<String>,
    deadline: Deadline,
    output: PhantomData<fn() -> O>,
}

impl Client {
    /// Sends a request and returns the response if it is a stream of events.
    pub(crate) async fn open_stream(&self, request: Request<Bytes>) -> Result<http::Response<Body>, Error> {
        let authenticated = request.headers().contains_key(AUTHORIZATION);
        let response = self.open(request).await?;
        let is_stream = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("text/event-stream"));
        if response.status().is_success() && is_stream {
            return Ok(response);
        }
        let response = self.read(response).await?;
        if !response.status.is_success() {
            return Err(self.status_error(&response, authenticated));
        }
        let text = String::from_utf8_lossy(&response.body).into_owned();
        Err(Error::new(ErrorKind::Stream, "the response is not a stream of events")
            .with_status(response.status.as_u16())
            .with_request_id(request_id(&response.headers))
            .with_body(self.redact(text)))
    }
}

impl<O> EventStream<O> {
    pub(crate) fn new(
        client: Client,
        endpoint: Cow<'static, str>,
        response: http::Response<Body>,
        deadline: Deadline,
    ) -> Self {
        let request_id = request_id(response.headers());
        Self {
            reader: EventReader::new(client, response.into_body()),
            endpoint,
            request_id,
            deadline,
            output: PhantomData,
        }
    }

    /// The id of the request, if the server returned one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    fn with_context(&self, error: Error) -> Error {
        error.with_endpoint(&self.endpoint).with_request_id(self.request_id.clone()).of_run()
    }
}

impl<O: ModelOutput> EventStream<O> {
    /// The next partial output; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Response<O>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn read(&self, data: String) -> Result<Response<O>, Error> {
        Response::read(self.reader.client(), data, self.request_id.clone())
    }
}

impl<O: ModelOutput> Stream for EventStream<O> {
    type Item = Result<Response<O>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.reader.has_ended() {
            return Poll::Ready(None);
        }
        if let Some(error) = this.deadline.poll(cx) {
            this.reader.end();
            return Poll::Ready(Some(Err(this.with_context(error))));
        }
        let item = ready!(this.reader.poll_next(cx));
        Poll::Ready(item.map(|data| data.and_then(|data| this.read(data)).map_err(|error| this.with_context(error))))
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
