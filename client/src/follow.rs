//! Waiting for a job by one long answer instead of many short ones: the stream of its statuses. Read by `Job::follow`,
//! which asks again and again when the stream fails in any way.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_util::StreamExt;
use http::Method;
use sse_stream::SseByteStream;

use crate::stream::bounded::Bounded;
use crate::watch::Watch;
use crate::{Body, Client, Error, Status, TransportError, TransportErrorKind};

/// The server sends a comment every 15 s; after so long a silence the connection is taken to be dead.
const SILENCE: Duration = Duration::from_secs(50);

impl Client {
    /// Shows every status that the stream brings. Gives the last one if the job is over, `None` if the stream ended
    /// or cannot be understood.
    pub(crate) async fn follow_stream(&self, url: &str, watch: &mut Watch) -> Result<Option<Status>, Error> {
        let request = self.request(Method::GET, url, "text/event-stream, application/json", None)?;
        // One attempt: asking again and again, which has its own, is the way out.
        let answer = self.within(self.config().request_timeout, self.open_stream(request)).await?;
        let body = Bounded::new(Body::new(Watched::new(self.clone(), answer.into_body())), self.config().event_limit);
        let pending = body.pending();
        let mut events = SseByteStream::new(body);
        while let Some(event) = events.next().await {
            let Ok(event) = event else { return Ok(None) };
            pending.reset();
            let Some(data) = event.data.filter(|data| !data.trim().is_empty()) else { continue };
            let Ok(status) = Status::read(&data) else { return Ok(None) };
            watch.show_event(&status);
            if status.is_completed() {
                return Ok(Some(status));
            }
        }
        Ok(None)
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
