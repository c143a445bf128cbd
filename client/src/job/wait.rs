//! `Wait`: waiting for a submitted job, with the options of `subscribe`. A call uses the same `WaitOptions`.

use std::time::Duration;

use crate::http::deadline::Deadline;
use crate::job::progress::ProgressCallbacks;
use crate::{Client, Error, ErrorKind, Job, LogLine, ModelInput, Response, Status, trace};

/// The shortest pause between two status requests, so that no setting can flood the server.
const LEAST_INTERVAL: Duration = Duration::from_millis(10);

/// Refuses a poll interval that is too short.
pub(crate) fn check_interval(interval: Duration) -> Result<(), Error> {
    if interval >= LEAST_INTERVAL {
        return Ok(());
    }
    let message = format!("invalid poll interval of {interval:?}: expected at least {LEAST_INTERVAL:?}");
    Err(Error::new(ErrorKind::Config, message))
}

/// How to wait for a job.
pub(crate) struct WaitOptions {
    pub(crate) callbacks: ProgressCallbacks,
    pub(crate) timeout: Option<Duration>,
    pub(crate) cancel_on_timeout: bool,
}

impl WaitOptions {
    pub(crate) fn new(client: &Client) -> Self {
        let config = client.config();
        Self {
            callbacks: ProgressCallbacks::new(config.poll_interval),
            timeout: config.timeout,
            cancel_on_timeout: false,
        }
    }

    /// The setters that only waiting supports, and whether each is set.
    pub(crate) fn setters(&self) -> [(&'static str, bool); 5] {
        [
            ("logs", self.callbacks.wants_logs()),
            ("on_status", self.callbacks.wants_status()),
            ("poll_interval", self.callbacks.has_interval()),
            ("follow_stream", self.callbacks.uses_stream()),
            ("cancel_on_timeout", self.cancel_on_timeout),
        ]
    }

    /// Refuses settings that cannot work. Before anything is sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_interval(self.callbacks.interval())?;
        if self.cancel_on_timeout && self.timeout.is_none() {
            let message = "`cancel_on_timeout` has no time limit: set `timeout`, here or in Config, or remove `cancel_on_timeout`";
            return Err(Error::new(ErrorKind::Config, message));
        }
        Ok(())
    }

    /// Waits for a job within a limit that may have begun before.
    pub(crate) async fn wait<E: ModelInput>(
        mut self,
        job: &Job<E>,
        mut deadline: Deadline,
    ) -> Result<Response<E::Output>, Error> {
        let state = deadline.attempt_state();
        let result = deadline.limit(Box::pin(job.follow(&mut self.callbacks, &state))).await;
        match result {
            Err(error) if self.cancel_on_timeout && deadline.has_passed() => {
                let cancelled = job.try_cancel().await;
                Err(error.with_job(job.job_ref()).with_cancelled(cancelled))
            }
            result => result.map_err(|error| error.with_job(job.job_ref())),
        }
    }
}

/// Waiting for a submitted job with the options of [`Call::subscribe`](crate::Call::subscribe). Another process may have
/// submitted it.
///
/// ```no_run
/// # use std::time::Duration;
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, saved: &str) -> Result<(), Error> {
/// let output = fal
///     .resume::<E>(saved)?
///     .wait()
///     .logs(|line| eprintln!("{}", line.message))
///     .timeout(Duration::from_secs(300))
///     .result()
///     .await?;
/// # Ok(()) }
/// ```
#[must_use = "does nothing until result is awaited"]
pub struct Wait<E> {
    job: Job<E>,
    options: WaitOptions,
}

impl<E: ModelInput> Job<E> {
    /// Waits until the job is completed, then fetches its result. Requests the status at once, then at the client's poll
    /// interval, without a time limit or within the client's overall limit. [`wait`](Self::wait) has other limits and
    /// callbacks.
    ///
    /// # Errors
    /// If the job failed (the error is the model's own response), if the server cannot be reached,
    /// if the time limit passes. An error does not cancel the job: call this again.
    pub async fn result(&self) -> Result<Response<E::Output>, Error> {
        self.clone().wait().result().await
    }

    /// Waits for the job with its own limits and callbacks.
    pub fn wait(self) -> Wait<E> {
        let options = WaitOptions::new(self.client());
        Wait { job: self, options }
    }
}

impl<E: ModelInput> Wait<E> {
    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        self.job.client()
    }

    /// The same wait with another client of the same configuration.
    #[cfg(feature = "blocking")]
    pub(crate) fn with_client(self, client: &Client) -> Self {
        Self { job: self.job.with_client(client), ..self }
    }

    /// Requests the log of the model and calls `on_line` once for each line.
    pub fn logs(mut self, on_line: impl FnMut(&LogLine) + Send + 'static) -> Self {
        self.options.callbacks.on_log(on_line);
        self
    }

    /// Calls `on_status` for every status, including the last one.
    pub fn on_status(mut self, on_status: impl FnMut(&Status) + Send + 'static) -> Self {
        self.options.callbacks.on_status(on_status);
        self
    }

    /// The pause between two status requests. Less than 10 ms is an error.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.options.callbacks.set_interval(interval);
        self
    }

    /// Follows the job by the status stream, see
    /// [`Call::follow_stream`](crate::Call::follow_stream).
    pub fn follow_stream(mut self) -> Self {
        self.options.callbacks.set_stream();
        self
    }

    /// The time limit until the result. The job continues afterwards, but see
    /// [`cancel_on_timeout`](Self::cancel_on_timeout); the error has the job.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Cancels the job if the limit passes, see [`Call::cancel_on_timeout`](crate::Call::cancel_on_timeout). Without a limit
    /// this is an error.
    pub fn cancel_on_timeout(mut self) -> Self {
        self.options.cancel_on_timeout = true;
        self
    }

    /// Waits until the job is completed, then fetches its result.
    ///
    /// # Errors
    /// Those of [`Job::result`], and of kind [`Config`](ErrorKind::Config) if a setting cannot work. Nothing is sent then.
    pub async fn result(self) -> Result<Response<E::Output>, Error> {
        self.options.check().map_err(|error| error.with_endpoint(self.job.job_ref().endpoint()))?;
        let deadline = self.job.deadline(self.options.timeout);
        trace::span("result", self.job.job_ref().endpoint(), Box::pin(self.options.wait(&self.job, deadline))).await
    }
}

impl<E> std::fmt::Debug for Wait<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait").field("job", &self.job).finish_non_exhaustive()
    }
}
