//! `Job`: a request that the queue has accepted: its status, its result, its cancellation. `wait` has the methods that wait.

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

use crate::http::attempts::AttemptState;
use crate::http::deadline::Deadline;
use crate::http::exchange::JSON;
use crate::http::fal_url::JobAction;
use crate::http::headers::request_id;
use crate::http::retry::RetryClass;
use crate::http::route;
use crate::job::progress::ProgressCallbacks;
use crate::{Client, Endpoint, Error, ErrorKind, JobRef, ModelInput, Response, State, Status, StatusStream, trace};

/// A request that the queue has accepted, with the model's input type `E`.
///
/// A job can be saved as JSON and resumed later, also by another process.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Box<dyn std::error::Error>> {
/// let job = fal.call(input).submit().await?;
/// let saved = serde_json::to_string(&job)?;
///
/// let output = fal.resume::<E>(&saved)?.result().await?; // waits until it is completed
/// # Ok(()) }
/// ```
pub struct Job<E> {
    client: Client,
    job: JobRef,
    endpoint: PhantomData<fn() -> E>,
}

/// The time limit of a cancellation after the caller's own limit has passed.
const CANCEL_LIMIT: Duration = Duration::from_secs(10);

/// The outcome of [`Job::cancel`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cancellation {
    /// The server will try to stop the job. A model that is running may complete nevertheless.
    Requested,
    /// The job was already completed, possibly cancelled by a first attempt of this request whose response was lost. The
    /// result can be fetched: the output, or an error that the job was cancelled.
    AlreadyCompleted,
}

impl Client {
    /// Returns a job by its request id. Nothing is sent: an invalid id is an error of the job's first request.
    pub fn job<E: Endpoint>(&self, request_id: impl Into<String>) -> Job<E> {
        Job::new(self.clone(), JobRef::new(E::ID, request_id.into()))
    }

    /// Returns a job that was saved as JSON, by `serde_json::to_string(&job)` or from [`Error::job`]. With
    /// [`JsonInput`](crate::JsonInput) a job of any endpoint, whose output is JSON.
    ///
    /// # Errors
    /// If the string is not a saved job, or is a job of another endpoint.
    pub fn resume<E: ModelInput>(&self, saved: &str) -> Result<Job<E>, Error> {
        let invalid = |message: String| {
            let error = Error::new(ErrorKind::Resume, format!("invalid saved job{message}"));
            E::ENDPOINT.into_iter().fold(error, Error::with_endpoint)
        };
        let job: JobRef = serde_json::from_str(saved).map_err(|error| invalid(format!(": {error}")))?;
        let (id, endpoint) = (job.request_id(), job.endpoint());
        if let Some(expected) = E::ENDPOINT.filter(|expected| *expected != endpoint) {
            return Err(invalid(format!(" {id}: expected one of {expected}, found one of {endpoint}")));
        }
        if id.trim().is_empty() {
            return Err(invalid(": its request id is empty".to_owned()));
        }
        if E::ENDPOINT.is_none() {
            route::check_endpoint(endpoint).map_err(|error| invalid(format!(" {id}: {}", error.message())))?;
        }
        Ok(Job::new(self.clone(), job))
    }
}

impl<E: ModelInput> Job<E> {
    pub(crate) fn new(client: Client, job: JobRef) -> Self {
        Self { client, job, endpoint: PhantomData }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same job with another client of the same configuration.
    #[cfg(feature = "blocking")]
    pub(crate) fn with_client(self, client: &Client) -> Self {
        Self { client: client.clone(), ..self }
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.job.request_id()
    }

    /// The job without its client and its type, in the form that is saved.
    #[must_use]
    pub fn job_ref(&self) -> &JobRef {
        &self.job
    }

    /// Requests the status of the job.
    ///
    /// # Errors
    /// If the server cannot be reached, or does not know the job.
    pub async fn status(&self) -> Result<Status, Error> {
        self.request_status(false).await
    }

    /// Requests the status of the job with all log lines so far.
    ///
    /// # Errors
    /// If the server cannot be reached, or does not know the job.
    pub async fn status_with_logs(&self) -> Result<Status, Error> {
        self.request_status(true).await
    }

    /// Opens a stream of every change of the job's state until it is completed, on one long connection. It has no log lines.
    ///
    /// # Errors
    /// If the server cannot be reached, does not know the job, or does not respond with a stream. There is one
    /// attempt.
    pub async fn status_stream(&self) -> Result<StatusStream, Error> {
        self.open_status_stream(false).await.map_err(|error| error.with_job(&self.job))
    }

    /// Like [`status_stream`](Self::status_stream), with the log: each status has the lines since the previous one.
    ///
    /// # Errors
    /// Those of [`status_stream`](Self::status_stream).
    pub async fn status_stream_with_logs(&self) -> Result<StatusStream, Error> {
        self.open_status_stream(true).await.map_err(|error| error.with_job(&self.job))
    }

    /// Cancels the job.
    ///
    /// # Errors
    /// If the server cannot be reached, or does not know the job.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        let mut deadline = self.client.deadline(self.client.config().timeout);
        let state = deadline.attempt_state();
        let cancelled =
            trace::span("cancel", self.job.endpoint(), deadline.limit(Box::pin(self.send_cancel(&state)))).await;
        cancelled.map_err(|error| error.with_job(&self.job))
    }

    /// Cancels the job within a short time limit; returns whether the server accepted.
    pub(crate) async fn try_cancel(&self) -> bool {
        let cancelled = self.client.within(CANCEL_LIMIT, self.send_cancel(&AttemptState::default())).await;
        matches!(cancelled, Ok(Cancellation::Requested))
    }

    /// Waits for the job with the given callbacks, then fetches its result.
    pub(crate) async fn follow(
        &self,
        callbacks: &mut ProgressCallbacks,
        state: &AttemptState,
    ) -> Result<Response<E::Output>, Error> {
        let status = match self.stream_status(callbacks).await {
            Some(status) => status,
            None => self.poll_status(callbacks, state).await?,
        };
        let (failed, error_type) = match status.state {
            State::Completed { error, error_type } => (error.is_some() || error_type.is_some(), error_type),
            _ => (false, None),
        };
        let result = self.fetch(state).await;
        result
            .map(|response| response.with_metrics(status.metrics))
            .map_err(|error| error.of_result(failed).with_error_type(error_type))
    }

    /// Follows the status stream to the last status; `None` if the stream is not enabled or has failed.
    async fn stream_status(&self, callbacks: &mut ProgressCallbacks) -> Option<Status> {
        if !callbacks.uses_stream() {
            return None;
        }
        // Whatever the error of the stream is, polling continues from here.
        let mut statuses = self.open_status_stream(callbacks.wants_logs()).await.ok()?;
        while let Some(Ok(status)) = statuses.next().await {
            callbacks.report_event(&status);
            if status.is_completed() {
                return Some(status);
            }
        }
        None
    }

    async fn open_status_stream(&self, logs: bool) -> Result<StatusStream, Error> {
        let returned = self.job.status_url().filter(|url| !url.contains('?')).map(|url| format!("{url}/stream"));
        let url = self.url(returned.as_deref(), JobAction::StatusStream)?;
        StatusStream::open(&self.client, &self.job, &format!("{url}?logs={}", u8::from(logs))).await
    }

    async fn poll_status(&self, callbacks: &mut ProgressCallbacks, state: &AttemptState) -> Result<Status, Error> {
        loop {
            let status = self.read_status(RetryClass::WAITING, callbacks.wants_logs(), state).await?;
            callbacks.report(&status);
            if status.is_completed() {
                return Ok(status);
            }
            self.client.transport().sleep(callbacks.interval()).await;
        }
    }

    async fn request_status(&self, logs: bool) -> Result<Status, Error> {
        let mut deadline = self.client.deadline(self.client.config().timeout);
        let state = deadline.attempt_state();
        let status = trace::span(
            "status",
            self.job.endpoint(),
            deadline.limit(Box::pin(self.read_status(RetryClass::IDEMPOTENT, logs, &state))),
        )
        .await;
        status.map_err(|error| error.with_job(&self.job))
    }

    async fn read_status(&self, class: RetryClass, logs: bool, state: &AttemptState) -> Result<Status, Error> {
        let url = self.url(self.job.status_url(), JobAction::Status)?;
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}logs={}", u8::from(logs));
        let request = self.client.request(Method::GET, &url, JSON, None)?;
        let mut response = self.client.exchange(class, state, &request).await?;
        let body = self.client.text(&mut response)?;
        Status::read(&body)
            .map_err(|message| self.client.decode_error(&message, &body).with_status(response.status.as_u16()))
    }

    async fn fetch(&self, state: &AttemptState) -> Result<Response<E::Output>, Error> {
        let url = self.url(self.job.response_url(), JobAction::Result)?;
        let request = self.client.request(Method::GET, &url, JSON, None)?;
        let mut response = self.client.exchange(RetryClass::RESULT, state, &request).await?;
        let body = self.client.text(&mut response)?;
        let id = request_id(&response.headers).unwrap_or_else(|| self.request_id().to_owned());
        Response::<E::Output>::read(&self.client, body, Some(id))
            .map(|output| output.with_headers(&response.headers))
            .map_err(|error| error.with_status(response.status.as_u16()).with_job(&self.job))
    }

    async fn send_cancel(&self, state: &AttemptState) -> Result<Cancellation, Error> {
        let url = self.url(self.job.cancel_url(), JobAction::Cancel)?;
        let request = self.client.request(Method::PUT, &url, JSON, None)?;
        match self.client.exchange(RetryClass::IDEMPOTENT, state, &request).await {
            Ok(_) => Ok(Cancellation::Requested),
            Err(error) if is_already_completed(&error) => Ok(Cancellation::AlreadyCompleted),
            Err(error) => Err(error),
        }
    }

    /// A time limit that starts now.
    pub(crate) fn deadline(&self, after: Option<Duration>) -> Deadline {
        self.client.deadline(after)
    }

    fn url(&self, returned: Option<&str>, action: JobAction) -> Result<String, Error> {
        let hosts = &self.client.config().hosts;
        route::job(hosts, self.job.endpoint(), self.request_id(), returned, action)
    }
}

fn is_already_completed(error: &Error) -> bool {
    error.status() == Some(400) && error.body().is_some_and(|body| body.contains("ALREADY_COMPLETED"))
}

impl<E> Clone for Job<E> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), job: self.job.clone(), endpoint: PhantomData }
    }
}

impl<E> fmt::Debug for Job<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.job, f)
    }
}

impl<E> Serialize for Job<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.job.serialize(serializer)
    }
}
