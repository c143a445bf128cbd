//! `Error`: the only error type of the crate. It carries what is needed to act on it, above all the job, so that a result
//! that is billed is not lost.

use std::fmt;
use std::time::Duration;

use crate::{JobRef, TransportError, TransportErrorKind, Violation, Violations};

mod code;
mod field;
mod outcome;
pub(crate) mod response;
mod retry_hints;
mod shortened;

use retry_hints::RetryHints;

pub use code::ErrorCode;
pub use field::{FieldError, Loc};
pub use outcome::Outcome;

/// Why a call failed, and everything that is known about it.
///
/// `Display` writes one line that states the way out; `Debug`, which `main` prints, adds a few lines about the kind, the job and
/// what to do. The accessors return the parts. None of them contains the API key, and neither `Display` nor `Debug` repeats the
/// input or the body of a response. [`source`](std::error::Error::source) is the cause, such as a [`TransportError`].
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, ErrorKind, Outcome};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Box<dyn std::error::Error>> {
/// match fal.call(input).await {
///     Ok(output) => println!("{}", output.raw()),
///     Err(error) if error.kind() == ErrorKind::Validation => {
///         for field in error.fields() {
///             println!("{}: {}", field.path(), field.msg); // such as `num_images: Input should be ...`
///         }
///     }
///     Err(error) => match (error.outcome(), error.job()) {
///         // The job may still have a result, for `Client::resume`.
///         (Outcome::Fetchable, Some(job)) => std::fs::write("job.json", job.to_string())?,
///         _ => return Err(error.into()),
///     },
/// }
/// # Ok(()) }
/// ```
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
    by_model: bool,
    /// How the request ended, if the response states it.
    ended: Option<Outcome>,
    attempts: u32,
    cancelled: bool,
    exhausted: bool,
    retry_hints: RetryHints,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration or an option is invalid: no key, a malformed host, no TLS backend, a value that cannot be a header.
    /// Nothing was sent.
    Config,
    /// The input violates documented limits, see [`Error::violations`]. Nothing was sent.
    Invalid,
    /// A local file cannot be read or is too large. The model was not called.
    File,
    /// The input cannot be serialized as JSON. Nothing was sent.
    Encode,
    /// A saved job is malformed or belongs to another endpoint. Nothing was sent.
    Resume,
    /// The server refused the key (401).
    Unauthorized,
    /// The key has no permission for the request (403).
    Forbidden,
    /// The server refused the input (422), see [`Error::fields`].
    Validation,
    /// The server responded with another status that is not a success.
    Status,
    /// The connection failed. See [`Error::may_have_been_accepted`].
    Transport,
    /// A time limit passed. A submitted job continues on the server, unless
    /// [`Error::is_cancelled`].
    Timeout,
    /// The response does not have the documented form; [`Error::body`] has its body.
    Decode,
    /// The response is larger than the configured limit.
    TooLarge,
    /// A webhook delivery is not from fal, is too old, or does not contain the outcome of a job.
    Webhook,
    /// The model reported an error within a stream, or the response was not a stream.
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
            by_model: false,
            ended: None,
            attempts: 0,
            cancelled: false,
            exhausted: false,
            retry_hints: RetryHints::default(),
            source: None,
        }))
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The message, without the endpoint and request id that `Display` adds.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The endpoint id of the call.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.0.endpoint.as_deref()
    }

    /// The id of the request, for support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The job, if the request was accepted before the error. Its result may still be available: save the job
    /// by `to_string()` and pass it to [`Client::resume`](crate::Client::resume).
    #[must_use]
    pub fn job(&self) -> Option<&JobRef> {
        self.0.job.as_ref()
    }

    /// The HTTP status of the response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The body of the response. That of an error response is cut after 1 MiB.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// The server's code for the error, such as `runner_disconnected` or `content_policy_violation`.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        self.0.error_type.as_deref()
    }

    /// [`error_type`](Self::error_type) as an enum, to match on.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.error_type().map(ErrorCode::from_wire)
    }

    /// The fields that the server refused, and why.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// The fields that the server refused at a path of the input or below it: `fields_at("loras")` includes `loras[0].scale`.
    /// A path has the form of [`FieldError::path`] and [`Violation`], with the JSON names of the fields.
    pub fn fields_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a FieldError> {
        self.fields().iter().filter(move |field| {
            field.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// How many units (images, seconds, ...) the server bills for the failed request, if it states that.
    #[must_use]
    pub fn billable_units(&self) -> Option<f64> {
        self.0.retry_hints.billable_units
    }

    /// The documented limits that the input violates, found before sending.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// Whether the server may have accepted the request although its response did not arrive (the connection broke, or a
    /// gateway responded with 502 instead), so that sending it again may run (and bill) the model twice. Always false if
    /// [`job`](Self::job) is known.
    #[must_use]
    pub fn may_have_been_accepted(&self) -> bool {
        self.0.may_have_been_accepted && self.0.job.is_none()
    }

    /// The number of attempts, including those that made no connection. 0 if there was none. See [`Retry`](crate::Retry).
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same request may succeed later, if the server states that (`x-fal-retryable`).
    #[must_use]
    pub fn is_retryable(&self) -> Option<bool> {
        self.0.retry_hints.retryable
    }

    /// How long the server requests to wait before the next request (`Retry-After`, in seconds or as a date).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_hints.retry_after
    }

    /// Whether the server accepted the cancellation of the job when the time limit passed, see
    /// [`Call::cancel_on_timeout`](crate::Call::cancel_on_timeout).
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled
    }

    /// Whether the request was not sent again because the retries of the client are used up, see
    /// [`Retry::budget`](crate::Retry::budget).
    #[must_use]
    pub fn is_retry_budget_exhausted(&self) -> bool {
        self.0.exhausted
    }

    pub(crate) fn with_exhausted(mut self, exhausted: bool) -> Self {
        self.0.exhausted = exhausted;
        self
    }

    pub(crate) fn with_cancelled(mut self, cancelled: bool) -> Self {
        self.0.cancelled = cancelled;
        self
    }

    pub(crate) fn retry_hints(&self) -> RetryHints {
        self.0.retry_hints
    }

    pub(crate) fn with_retry_hints(mut self, retry_hints: RetryHints) -> Self {
        self.0.retry_hints = retry_hints;
        self
    }

    /// An error from before the model's request, such as that of an upload.
    pub(crate) fn before_sending(mut self, context: &str) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self.unambiguous()
    }

    /// An error of a request that certainly did not make a model run.
    pub(crate) fn unambiguous(mut self) -> Self {
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

    /// An error of a request that the server may have accepted.
    pub(crate) fn ambiguous(mut self) -> Self {
        self.0.may_have_been_accepted = true;
        self
    }

    pub(crate) fn timeout(after: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("no result within {} s", after.as_secs_f64()))
    }

    /// The error for a failure below HTTP, whose message has no secrets. The source is the same failure, for its kind.
    pub(crate) fn transport(cause: TransportError) -> Self {
        let kind = match cause.kind() {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Config => ErrorKind::Config,
            _ => ErrorKind::Transport,
        };
        let sent = !cause.kind().not_sent();
        let error = Self::new(kind, cause.to_string()).with_source(cause);
        if sent { error.ambiguous() } else { error }
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        let message = format!("the input violates documented limits: {violations}");
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
        if self.is_retry_budget_exhausted() {
            f.write_str("; not sent again, because the retry budget of the client is exhausted")?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request {id})")?;
        }
        if self.kind() == ErrorKind::Timeout && self.job().is_some() {
            let end = if self.is_cancelled() { "; the job is being cancelled" } else { "; the job continues" };
            f.write_str(end)?;
        }
        if self.may_have_been_accepted() {
            f.write_str("; the request may have been accepted nevertheless")?;
        }
        Ok(())
    }
}

/// A few lines for people, since `main` prints an error in this form: the message, what is known, and what to do. No content of
/// a response is among them.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}\n  kind: {:?}", self.kind())?;
        if let Some(status) = self.status() {
            write!(f, "\n  HTTP status: {status}")?;
        }
        if let Some(error_type) = self.error_type() {
            write!(f, "\n  error type: {error_type}")?;
        }
        if let Some(job) = self.job() {
            write!(f, "\n  job: {job}")?;
        }
        if let Some(body) = self.body() {
            write!(f, "\n  body: {} bytes", body.len())?;
        }
        write!(f, "\n  outcome: {:?}: {}", self.outcome(), self.outcome().advice())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
