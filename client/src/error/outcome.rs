//! `Outcome`: whether a failure is final, and what a program can do about it.

use super::{Error, ErrorKind};
use crate::JobRef;

/// What became of the request that an [`Error`] is about, see [`Error::outcome`].
///
/// ```
/// use fal_client::{Error, Outcome};
///
/// /// Whether the same input can be submitted without paying for it twice.
/// fn may_submit_again(error: &Error) -> bool {
///     matches!(error.outcome(), Outcome::NotAccepted | Outcome::Failed)
/// }
/// # let _ = may_submit_again;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No model runs because of this request: it was not sent, the server refused it, or it was not about a model. After the
    /// cause is removed, it can be sent again.
    NotAccepted,
    /// The server may have accepted the request, but no response says so. fal's dashboard lists its requests. To send it again
    /// may run (and bill) the model twice.
    Unknown,
    /// The job was accepted, and this error does not end it: it is running, or its result can be requested, now or later, by
    /// [`Error::job`] and [`Client::resume`](crate::Client::resume). To submit it again runs (and bills) the model twice.
    Fetchable,
    /// The request ended without an output, for example by an error of the model, or because the job was cancelled. There will
    /// be no output; the same input can be sent again as a new request.
    Failed,
    /// The model responded, but with what this version cannot read, or with more than a limit allows. [`Error::body`] has what was
    /// read. To send the request again runs (and bills) the model again.
    Unreadable,
}

impl Outcome {
    /// What a program or a person can do.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::NotAccepted => "nothing was accepted; remove the cause, then send it again",
            Self::Unknown => {
                "the request may have been accepted; look at fal's dashboard before you send it again, which may be billed twice"
            }
            Self::Fetchable => {
                "the job was accepted; request its result later with Client::resume and the job above instead of submitting again"
            }
            Self::Failed => "the request ended without an output; it can be sent again as a new request",
            Self::Unreadable => "the model responded, but its output cannot be read; sending it again is billed again",
        }
    }
}

impl Error {
    /// What became of the request: whether there can still be a result, and whether sending it again may be billed twice.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.0.ended {
            Some(Outcome::Failed) if self.job().is_some() => Outcome::Failed,
            _ if self.job().is_some() => Outcome::Fetchable,
            _ if self.may_have_been_accepted() => Outcome::Unknown,
            ended => ended.unwrap_or(Outcome::NotAccepted),
        }
    }

    /// Marks a response as the model's rather than one of a server in front of it.
    pub(crate) fn by_model(mut self, by_model: bool) -> Self {
        self.0.by_model = by_model;
        self
    }

    /// Whether the response is the model's: it has a request id.
    pub(crate) fn is_by_model(&self) -> bool {
        self.0.by_model
    }

    /// The error of a request that ended without an output.
    pub(crate) fn failed(self) -> Self {
        self.ended(Outcome::Failed)
    }

    fn ended(mut self, outcome: Outcome) -> Self {
        self.0.ended = Some(outcome);
        self
    }

    /// An error of the request for the result of a job. `reported` is whether its status states that it failed.
    pub(crate) fn of_result(self, reported: bool) -> Self {
        let status = self.status().filter(|_| self.is_by_model());
        let model_failed = status.is_some_and(|status| match status {
            // The queue sends these as well, about the request for the result instead of the job.
            401 | 403 | 404 | 408 | 429 | 502..=504 => self.is_retryable() == Some(false),
            400 => !self.body().is_some_and(|body| body.contains("still in progress")),
            status => status >= 400,
        });
        if reported || model_failed { self.failed() } else { self }
    }

    /// An error of a submission. If the head of a successful response had its id, the job is known.
    pub(crate) fn of_submission(self, endpoint: &str) -> Self {
        let accepted = self.may_have_been_accepted() && self.status().is_none_or(|status| status < 300);
        match self.request_id().filter(|_| accepted) {
            Some(id) => {
                let job = JobRef::new(endpoint, id.to_owned());
                self.with_job(&job)
            }
            None => self.with_endpoint(endpoint),
        }
    }

    /// An error of a direct run or a stream.
    pub(crate) fn of_run(self) -> Self {
        let hints = self.retry_hints();
        let not_run = hints.start_timeout || (hints.retryable == Some(true) && !hints.is_billed());
        match (self.kind(), self.status()) {
            (ErrorKind::Stream, None) => self.failed(),
            (ErrorKind::Decode | ErrorKind::TooLarge | ErrorKind::Stream, None | Some(200..=299)) => {
                self.ended(Outcome::Unreadable)
            }
            (_, Some(400 | 401 | 403 | 404 | 429)) => self,
            (_, Some(400..)) if self.is_by_model() && !not_run => self.failed(),
            _ => self,
        }
    }

    /// An output in a webhook delivery that cannot be read.
    #[cfg(feature = "webhook")]
    pub(crate) fn unreadable(self) -> Self {
        self.ended(Outcome::Unreadable)
    }
}
