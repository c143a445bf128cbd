//! The one error type of the crate. Made wherever a call can fail; carries what is needed to act on
//! it, above all the job, so that a result that was paid for is not lost.

use std::fmt;
use std::time::Duration;

use crate::{JobRef, TransportErrorKind, Violation, Violations};

mod advice;
mod answer;
mod code;
mod field;

pub(crate) use advice::{Advice, billable_units};
pub(crate) use answer::{from_answer, from_event};
pub use code::ErrorCode;
pub use field::{FieldError, Loc};

/// What went wrong with a call, and everything known about it.
///
/// `Display` gives one line that says what to do; the accessors give the parts. The API key is in
/// none of them.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    endpoint: Option<String>,
    request_id: Option<String>,
    job: Option<JobRef>,
    status: Option<u16>,
    body: Option<String>,
    error_type: Option<String>,
    fields: Vec<FieldError>,
    violations: Vec<Violation>,
    may_have_been_accepted: bool,
    attempts: u32,
    cancelled: bool,
    advice: Advice,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The sort of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the call is not set up right: no key, a malformed host, no TLS backend, an option that cannot be
    /// sent. Nothing was sent.
    Config,
    /// The input breaks documented limits, see [`Error::violations`]. Nothing was sent.
    Invalid,
    /// A local file cannot be read or is too large. The model was not called.
    File,
    /// The input has no JSON form. Nothing was sent.
    Encode,
    /// A saved job is malformed or belongs to another endpoint. Nothing was sent.
    Resume,
    /// The server refused the key (401).
    Unauthorized,
    /// The key may not do this (403).
    Forbidden,
    /// The server refused the input (422), see [`Error::fields`].
    Validation,
    /// The server answered with any other status that is no success.
    Status,
    /// The connection failed. See [`Error::may_have_been_accepted`].
    Transport,
    /// The time limit passed. A job that was submitted keeps running on the server, unless
    /// [`Error::is_cancelled`].
    Timeout,
    /// The answer has not the documented shape; [`Error::body`] has its text.
    Decode,
    /// The answer is larger than the configured limit.
    TooLarge,
    /// What was posted to a webhook is not from fal, is too old, or is no outcome of a job.
    Webhook,
    /// The model reported an error inside a stream, or the answer was no stream.
    Stream,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            endpoint: None,
            request_id: None,
            job: None,
            status: None,
            body: None,
            error_type: None,
            fields: Vec::new(),
            violations: Vec::new(),
            may_have_been_accepted: false,
            attempts: 0,
            cancelled: false,
            advice: Advice::default(),
            source: None,
        }))
    }

    /// The sort of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong, without the endpoint and request id that `Display` adds.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The endpoint id of the call.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.0.endpoint.as_deref()
    }

    /// The id of the request, to name in a support question.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The job, when the request was accepted before the error. Its result may still be had: save it
    /// with `to_string()` and hand it to [`Client::resume`](crate::Client::resume).
    #[must_use]
    pub fn job(&self) -> Option<&JobRef> {
        self.0.job.as_ref()
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The text of the answer. An error answer is cut after 1 MiB.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The server's code for the error, such as `runner_disconnected` or `content_policy_violation`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        self.0.error_type.as_deref()
    }

    /// The same as an enum, to match on.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.error_type().map(ErrorCode::from_wire)
    }

    /// The fields the server refused, and why.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// What the server refused at a path of the input, or below it: `fields_at("loras")` has `loras[0].scale` as well.
    /// A path is written as [`FieldError::path`] and [`Violation`] write it, with the names of the wire.
    pub fn fields_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a FieldError> {
        self.fields().iter().filter(move |field| {
            field.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// How much of its unit (a picture, a second, ...) the server bills for the failed request, if it says so.
    #[must_use]
    pub fn billable_units(&self) -> Option<f64> {
        self.0.advice.billable_units
    }

    /// The documented limits the input breaks, found before sending.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// Whether the request may have reached the server although no answer of it came back (the connection broke, a
    /// gateway answered 502 in its place), so that sending it again may run (and bill) the model twice. Always false when
    /// [`job`](Self::job) is known.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        self.0.may_have_been_accepted && self.0.job.is_none()
    }

    /// How often the request was sent, counting attempts that made no connection. 0 when it never came to that. See
    /// [`Retry`](crate::Retry).
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the server says that the same request may succeed later (`x-fal-retryable`).
    #[must_use]
    pub fn is_retryable(&self) -> Option<bool> {
        self.0.advice.retryable
    }

    /// How long the server asks to wait before the next request (`Retry-After`, in seconds or as a date).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.advice.retry_after
    }

    /// Whether the server agreed to stop the job when the time limit passed, see
    /// [`Call::cancel_on_timeout`](crate::Call::cancel_on_timeout).
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled
    }

    pub(crate) fn with_cancelled(mut self, cancelled: bool) -> Self {
        self.0.cancelled = cancelled;
        self
    }

    pub(crate) fn advice(&self) -> Advice {
        self.0.advice
    }

    pub(crate) fn with_advice(mut self, advice: Advice) -> Self {
        self.0.advice = advice;
        self
    }

    /// An error from before the model's request, such as that of an upload.
    pub(crate) fn before_sending(mut self, what: &str) -> Self {
        self.0.message = format!("{what}: {}", self.0.message);
        self.surely_not_accepted()
    }

    /// An error of a request that makes no model run, or that surely did not.
    pub(crate) fn surely_not_accepted(mut self) -> Self {
        self.0.may_have_been_accepted = false;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_endpoint(mut self, endpoint: &str) -> Self {
        self.0.endpoint.get_or_insert_with(|| endpoint.to_owned());
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = self.0.request_id.or(id);
        self
    }

    pub(crate) fn with_job(mut self, job: &JobRef) -> Self {
        self.0.endpoint = Some(job.endpoint().to_owned());
        self.0.request_id = Some(job.request_id().to_owned());
        self.0.job = Some(job.clone());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_body(mut self, body: String) -> Self {
        self.0.body = Some(body);
        self
    }

    pub(crate) fn with_error_type(mut self, error_type: Option<String>) -> Self {
        self.0.error_type = self.0.error_type.or(error_type);
        self
    }

    pub(crate) fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.0.fields = fields;
        self
    }

    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    pub(crate) fn perhaps_sent(mut self) -> Self {
        self.0.may_have_been_accepted = true;
        self
    }

    pub(crate) fn timeout(after: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("no result within {} s", after.as_secs_f64()))
    }

    pub(crate) fn transport(kind: TransportErrorKind, message: String) -> Self {
        let error = Self::new(
            match kind {
                TransportErrorKind::Timeout => ErrorKind::Timeout,
                TransportErrorKind::Config => ErrorKind::Config,
                _ => ErrorKind::Transport,
            },
            message,
        );
        if kind.surely_not_sent() {
            return error;
        }
        error.perhaps_sent()
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        let message = format!("the input breaks documented limits: {violations}");
        let mut error = Self::new(ErrorKind::Invalid, message);
        error.0.violations = violations.into_vec();
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = self.endpoint() {
            write!(f, "{endpoint}: ")?;
        }
        f.write_str(self.message())?;
        if self.attempts() > 1 {
            write!(f, ", after {} attempts", self.attempts())?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request {id})")?;
        }
        if self.kind() == ErrorKind::Timeout && self.job().is_some() {
            let end = if self.is_cancelled() { "; the job was asked to stop" } else { "; the job was left running" };
            f.write_str(end)?;
        }
        if self.may_have_been_accepted() {
            f.write_str("; the request may have been accepted all the same")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body: Option<String> = self.body().map(|body| body.chars().take(1000).collect());
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("endpoint", &self.0.endpoint)
            .field("request_id", &self.0.request_id)
            .field("job", &self.0.job)
            .field("status", &self.0.status)
            .field("error_type", &self.0.error_type)
            .field("fields", &self.0.fields)
            .field("violations", &self.0.violations)
            .field("cancelled", &self.0.cancelled)
            .field("attempts", &self.0.attempts)
            .field("may_have_been_accepted", &self.may_have_been_accepted())
            .field("body", &body)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
