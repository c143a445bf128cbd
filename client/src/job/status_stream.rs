//! `StatusStream`: every change of a job on one long answer. Made by `Job`; followed by `subscribe` where a call asks
//! for it.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use http::Method;

use crate::stream::reader::Reader;
use crate::{Body, Client, Error, JobRef, Status, TransportError, TransportErrorKind};

/// The server sends a comment every 15 s; after so long a silence the connection is taken to be dead.
const SILENCE: Duration = Duration::from_secs(50);

/// The statuses of a job as they change, until it is over.
///
/// A [`Stream`] of results, made by [`Job::status_stream`](crate::Job::status_stream). The log lines of a status are
/// those since the one before it. A connection that breaks, or brings nothing for 50 s, is an error and the end; the job
/// goes on, and can be asked for its status or streamed from again.
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
    reader: Reader,
    job: JobRef,
}

impl StatusStream {
    pub(crate) async fn open(client: &Client, job: &JobRef, url: &str) -> Result<Self, Error> {
        let request = client.request(Method::GET, url, "text/event-stream, application/json", None)?;
        // One attempt: asking again and again, which has its own, is the way out.
        let answer = client.within(client.config().request_timeout, client.open_stream(request));
        let answer = Box::pin(answer).await?;
        let body = Body::new(Watched::new(client.clone(), answer.into_body()));
        Ok(Self { reader: Reader::new(client.clone(), body), job: job.clone() })
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

/// A body that fails when nothing comes for too long.
struct Watched {
    client: Client,
    body: Body,
    silence: BoxFuture<'static, ()>,
}

impl Watched {
    fn new(client: Client, body: Body) -> Self {
        let silence = client.transport().sleep(SILENCE);
        Self { client, body, silence }
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(item) = Pin::new(&mut self.body).poll_next(cx) {
            self.silence = self.client.transport().sleep(SILENCE);
            return Poll::Ready(item);
        }
        match self.silence.as_mut().poll(cx) {
            Poll::Ready(()) => {
                let error = TransportError::new(TransportErrorKind::Timeout, "nothing came for too long");
                Poll::Ready(Some(Err(error)))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
