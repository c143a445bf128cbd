//! `Wait`: waiting for a job that is there already, with everything that `subscribe` can show on the way. Made by
//! `Job::wait`; its `Terms` are those of a call as well.

use std::time::Duration;

use crate::http::exchange::Deadline;
use crate::job::progress::Watch;
use crate::{Client, Endpoint, Error, Job, LogLine, Response, Status, trace};

/// How a job is waited for.
pub(crate) struct Terms {
    pub(crate) watch: Watch,
    pub(crate) timeout: Option<Duration>,
    pub(crate) cancel_on_timeout: bool,
}

impl Terms {
    pub(crate) fn of(client: &Client) -> Self {
        let config = client.config();
        Self { watch: Watch::new(config.poll_interval), timeout: config.timeout, cancel_on_timeout: false }
    }

    /// Waits for a job within a limit that may have begun before.
    pub(crate) async fn wait<E: Endpoint>(
        mut self,
        job: &Job<E>,
        mut deadline: Deadline,
    ) -> Result<Response<E::Output>, Error> {
        let trail = deadline.trail();
        let result = deadline.limit(Box::pin(job.follow(&mut self.watch, &trail))).await;
        match result {
            Err(error) if self.cancel_on_timeout && deadline.is_over() => {
                let cancelled = job.try_cancel().await;
                Err(error.with_job(job.job_ref()).with_cancelled(cancelled))
            }
            result => result.map_err(|error| error.with_job(job.job_ref())),
        }
    }
}

/// Waiting for a job, with what a call's [`subscribe`](crate::Call::subscribe) offers: for jobs that were submitted
/// before, perhaps by another process.
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
#[must_use = "nothing is waited for until result is awaited"]
pub struct Wait<E> {
    job: Job<E>,
    terms: Terms,
}

impl<E: Endpoint> Wait<E> {
    pub(crate) fn new(job: Job<E>, terms: Terms) -> Self {
        Self { job, terms }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        self.job.client()
    }

    /// The same, by another client of the same settings.
    #[cfg(feature = "blocking")]
    pub(crate) fn by(self, client: &Client) -> Self {
        Self { job: self.job.by(client), ..self }
    }

    /// Asks for the model's log and shows each line once.
    pub fn logs(mut self, show: impl FnMut(&LogLine) + Send + 'static) -> Self {
        self.terms.watch.on_log(show);
        self
    }

    /// Shows every status, the last one included.
    pub fn on_status(mut self, show: impl FnMut(&Status) + Send + 'static) -> Self {
        self.terms.watch.on_status(show);
        self
    }

    /// The pause between two status requests. At least 10 ms.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.terms.watch.set_interval(interval);
        self
    }

    /// Has the server report every change on one long connection, see
    /// [`Call::follow_stream`](crate::Call::follow_stream).
    pub fn follow_stream(mut self) -> Self {
        self.terms.watch.set_stream();
        self
    }

    /// The limit, from now to the result. The job is left running, but see
    /// [`cancel_on_timeout`](Self::cancel_on_timeout); the error carries it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.terms.timeout = Some(timeout);
        self
    }

    /// Asks the server to stop the job when the limit passes, see
    /// [`Call::cancel_on_timeout`](crate::Call::cancel_on_timeout).
    pub fn cancel_on_timeout(mut self) -> Self {
        self.terms.cancel_on_timeout = true;
        self
    }

    /// Waits until the job is over, then fetches its result.
    ///
    /// # Errors
    /// Those of [`Job::result`].
    pub async fn result(self) -> Result<Response<E::Output>, Error> {
        let deadline = self.job.deadline(self.terms.timeout);
        trace::span("result", E::ID, Box::pin(self.terms.wait(&self.job, deadline))).await
    }
}

impl<E> std::fmt::Debug for Wait<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait").field("job", &self.job).finish_non_exhaustive()
    }
}
