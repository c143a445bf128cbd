//! `StatusStream`: every change of a job's status, in one long response.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use http::Method;

use crate::stream::reader::EventReader;
use crate::{Body, Client, Error, JobRef, Status, TransportError, TransportErrorKind};

/// The server sends a comment every 15 s; without any data for this time the connection is considered broken.
const MAX_SILENCE: Duration = Duration::from_secs(50);

/// The statuses of a job as they change, until it is completed.
///
/// A [`Stream`] of results, made by [`Job::status_stream`](crate::Job::status_stream). The log lines of a status are
/// those since the previous one. A connection that breaks, or has no data for 50 s, is an error and ends the stream; the job
/// continues, and its status can be requested or streamed again.
///
/// ```no_run
/// # async fn example<E: fal_client::Endpoint>(job: fal_client::Job<E>) -> Result<(), fal_client::Error> {
/// let mut statuses = job.status_stream().await?;
/// while let Some(status) = statuses.next().await {
///     println!("{}", status?.state);
/// }
/// let output = job.result().await?;
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing unless it is read"]
pub struct StatusStream {
    reader: EventReader,
    job: JobRef,
}

impl StatusStream {
    pub(crate) async fn open(client: &Client, job: &JobRef, url: &str) -> Result<Self, Error> {
        let request = client.request(Method::GET, url, "text/event-stream, application/json", None)?;
        // One attempt: if it fails, the job is followed by status requests, which have their own attempts.
        let response = client.within(client.config().request_timeout, client.open_stream(request));
        let response = Box::pin(response).await?;
        let body = Body::new(SilenceLimited::new(client.clone(), response.into_body()));
        Ok(Self { reader: EventReader::new(client.clone(), body), job: job.clone() })
    }

    /// The next status; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Status, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn read(&mut self, data: &str) -> Result<Status, Error> {
        let status = Status::read(data).map_err(|message| self.reader.client().decode_error(&message, data))?;
        if status.is_completed() {
            self.reader.end();
        }
        Ok(status)
    }
}

impl Stream for StatusStream {
    type Item = Result<Status, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let item = ready!(this.reader.poll_next(cx));
        Poll::Ready(item.map(|data| data.and_then(|data| this.read(&data)).map_err(|error| error.with_job(&this.job))))
    }
}

impl fmt::Debug for StatusStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusStream").field("job", &self.job).finish_non_exhaustive()
    }
}

/// A body that fails if there is no data for too long.
struct SilenceLimited {
    client: Client,
    body: Body,
    silence: BoxFuture<'static, ()>,
}

impl SilenceLimited {
    fn new(client: Client, body: Body) -> Self {
        let silence = client.transport().sleep(MAX_SILENCE);
        Self { client, body, silence }
    }
}

impl Stream for SilenceLimited {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(item) = Pin::new(&mut self.body).poll_next(cx) {
            self.silence = self.client.transport().sleep(MAX_SILENCE);
            return Poll::Ready(item);
        }
        match self.silence.as_mut().poll(cx) {
            Poll::Ready(()) => {
                let error = TransportError::new(TransportErrorKind::Timeout, "no data for 50 s");
                Poll::Ready(Some(Err(error)))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
