//! `Job`: a request the queue has accepted. Made by `submit`, by a saved job or by a request id; asks
//! for its status, waits for its result, cancels it.

pub(crate) mod job_ref;
pub(crate) mod progress;
pub(crate) mod status;
pub(crate) mod status_stream;
pub(crate) mod wait;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::Method;
use serde::{Serialize, Serializer};

use crate::http::exchange::{Deadline, JSON, request_id};
use crate::http::retry::{Repeat, Trail};
use crate::http::route;
use crate::job::progress::Watch;
use crate::job::wait::Terms;
use crate::{Client, Endpoint, Error, JobRef, Response, State, Status, StatusStream, Wait, trace};

/// A request that the queue has accepted, with the model's input type `E`.
///
/// A job survives the process: save it as JSON, resume it later.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Box<dyn std::error::Error>> {
/// let job = fal.call(input).submit().await?;
/// let saved = serde_json::to_string(&job)?;
///
/// let output = fal.resume::<E>(&saved)?.result().await?; // waits until it is done
/// # Ok(()) }
/// ```
pub struct Job<E> {
    client: Client,
    at: JobRef,
    endpoint: PhantomData<fn() -> E>,
}

/// How long an answer to a cancel is waited for after the caller's own limit has passed.
const CANCEL_LIMIT: Duration = Duration::from_secs(10);

/// What the server answered to [`Job::cancel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cancellation {
    /// The server will try to stop the job. A model that is running may complete all the same.
    Requested,
    /// The job was over already, perhaps by this very request, when the answer to its first attempt was lost. The result
    /// can be fetched: the output, or that the job was cancelled.
    AlreadyCompleted,
}

impl<E: Endpoint> Job<E> {
    pub(crate) fn new(client: Client, at: JobRef) -> Self {
        Self { client, at, endpoint: PhantomData }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same job, asked for by another client of the same settings.
    #[cfg(feature = "blocking")]
    pub(crate) fn by(self, client: &Client) -> Self {
        Self { client: client.clone(), ..self }
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.at.request_id()
    }

    /// The job without its client and its type, as it is saved.
    #[must_use]
    pub fn job_ref(&self) -> &JobRef {
        &self.at
    }

    /// Asks how far the job is.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not know the job.
    pub async fn status(&self) -> Result<Status, Error> {
        self.ask(false).await
    }

    /// Asks how far the job is, with all log lines so far.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not know the job.
    pub async fn status_with_logs(&self) -> Result<Status, Error> {
        self.ask(true).await
    }

    /// Every change of the job's state on one long connection, until it is over. Its log lines are left out.
    ///
    /// # Errors
    /// When the server cannot be reached, does not know the job, or does not answer with a stream. There is one
    /// attempt.
    pub async fn status_stream(&self) -> Result<StatusStream, Error> {
        self.open_statuses(false).await.map_err(|error| error.with_job(&self.at))
    }

    /// Like [`status_stream`](Self::status_stream), with the log: each status has the lines since the one before it.
    ///
    /// # Errors
    /// Those of [`status_stream`](Self::status_stream).
    pub async fn status_stream_with_logs(&self) -> Result<StatusStream, Error> {
        self.open_statuses(true).await.map_err(|error| error.with_job(&self.at))
    }

    /// Waits until the job is over, then fetches its result. Asks at once, then at the client's poll
    /// interval, for as long as it takes or the client's overall limit. [`wait`](Self::wait) has other limits, and
    /// shows what happens.
    ///
    /// # Errors
    /// When the job failed (the error is the model's own answer), when the server cannot be reached,
    /// when the time limit passes. The job is not cancelled by an error: try again.
    pub async fn result(&self) -> Result<Response<E::Output>, Error> {
        self.clone().wait().result().await
    }

    /// Waits for the job with limits and callbacks of its own.
    pub fn wait(self) -> Wait<E> {
        let terms = Terms::of(&self.client);
        Wait::new(self, terms)
    }

    /// Asks the server to stop the job.
    ///
    /// # Errors
    /// When the server cannot be reached, or does not know the job.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        let mut deadline = self.client.deadline(self.client.config().timeout);
        let trail = deadline.trail();
        let cancelled = trace::span("cancel", E::ID, deadline.limit(Box::pin(self.send_cancel(&trail)))).await;
        cancelled.map_err(|error| error.with_job(&self.at))
    }

    /// Asks the server to stop the job, once and not for long; says whether it will try.
    pub(crate) async fn try_cancel(&self) -> bool {
        let cancelled = self.client.within(CANCEL_LIMIT, self.send_cancel(&Trail::default())).await;
        matches!(cancelled, Ok(Cancellation::Requested))
    }

    /// Waits for the job with the given callbacks, then fetches its result.
    pub(crate) async fn follow(&self, watch: &mut Watch, trail: &Trail) -> Result<Response<E::Output>, Error> {
        let status = match self.stream_status(watch).await {
            Some(status) => status,
            None => self.poll_status(watch, trail).await?,
        };
        let error_type = match status.state {
            State::Completed { error_type, .. } => error_type,
            _ => None,
        };
        let result = self.fetch(trail).await;
        result.map(|response| response.with_metrics(status.metrics)).map_err(|error| error.with_error_type(error_type))
    }

    /// The last status by stream; `None` where that was not wanted or failed.
    async fn stream_status(&self, watch: &mut Watch) -> Option<Status> {
        if !watch.by_stream() {
            return None;
        }
        // Whatever is wrong with the stream, asking again and again finds out the rest.
        let mut statuses = self.open_statuses(watch.wants_logs()).await.ok()?;
        while let Some(Ok(status)) = statuses.next().await {
            watch.show_event(&status);
            if status.is_completed() {
                return Some(status);
            }
        }
        None
    }

    async fn open_statuses(&self, logs: bool) -> Result<StatusStream, Error> {
        let returned = self.at.status_url().filter(|url| !url.contains('?')).map(|url| format!("{url}/stream"));
        let url = self.url(returned.as_deref(), "/status/stream")?;
        StatusStream::open(&self.client, &self.at, &format!("{url}?logs={}", u8::from(logs))).await
    }

    async fn poll_status(&self, watch: &mut Watch, trail: &Trail) -> Result<Status, Error> {
        loop {
            let status = self.read_status(Repeat::WAITING, watch.wants_logs(), trail).await?;
            watch.show(&status);
            if status.is_completed() {
                return Ok(status);
            }
            self.client.transport().sleep(watch.interval()).await;
        }
    }

    async fn ask(&self, logs: bool) -> Result<Status, Error> {
        let mut deadline = self.client.deadline(self.client.config().timeout);
        let trail = deadline.trail();
        let status =
            trace::span("status", E::ID, deadline.limit(Box::pin(self.read_status(Repeat::SAFE, logs, &trail)))).await;
        status.map_err(|error| error.with_job(&self.at))
    }

    async fn read_status(&self, repeat: Repeat, logs: bool, trail: &Trail) -> Result<Status, Error> {
        let url = self.url(self.at.status_url(), "/status")?;
        let joint = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{joint}logs={}", u8::from(logs));
        let request = self.client.request(Method::GET, &url, JSON, None)?;
        let answer = self.client.exchange(repeat, trail, &request).await?;
        let body = self.client.text(&answer)?;
        Status::read(&body)
            .map_err(|message| self.client.decode_error(&message, &body).with_status(answer.status.as_u16()))
    }

    async fn fetch(&self, trail: &Trail) -> Result<Response<E::Output>, Error> {
        let url = self.url(self.at.response_url(), "")?;
        let request = self.client.request(Method::GET, &url, JSON, None)?;
        let answer = self.client.exchange(Repeat::RESULT, trail, &request).await?;
        let body = self.client.text(&answer)?;
        let id = request_id(&answer.headers).unwrap_or_else(|| self.request_id().to_owned());
        Response::<E::Output>::read(&self.client, body, Some(id))
            .map(|response| response.with_headers(&answer.headers))
            .map_err(|error| error.with_status(answer.status.as_u16()).with_job(&self.at))
    }

    async fn send_cancel(&self, trail: &Trail) -> Result<Cancellation, Error> {
        let url = self.url(self.at.cancel_url(), "/cancel")?;
        let request = self.client.request(Method::PUT, &url, JSON, None)?;
        match self.client.exchange(Repeat::SAFE, trail, &request).await {
            Ok(_) => Ok(Cancellation::Requested),
            Err(error) if is_over(&error) => Ok(Cancellation::AlreadyCompleted),
            Err(error) => Err(error),
        }
    }

    /// A time limit that starts now.
    pub(crate) fn deadline(&self, after: Option<Duration>) -> Deadline {
        self.client.deadline(after)
    }

    fn url(&self, returned: Option<&str>, tail: &str) -> Result<String, Error> {
        let hosts = &self.client.config().hosts;
        route::job(hosts, E::ID, self.request_id(), returned, tail)
    }
}

fn is_over(error: &Error) -> bool {
    error.status() == Some(400) && error.body().is_some_and(|body| body.contains("ALREADY_COMPLETED"))
}

impl<E> Clone for Job<E> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), at: self.at.clone(), endpoint: PhantomData }
    }
}

impl<E> fmt::Debug for Job<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.at, f)
    }
}

impl<E> Serialize for Job<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.at.serialize(serializer)
    }
}
