//! `JobRef`: what identifies a job. Every error after acceptance has one.

use std::fmt;
use std::hash::{Hash, Hasher};

/// What identifies a job: the endpoint, the request id and the URLs that the queue returned. It does not contain the key.
///
/// `Display` writes its JSON, to save it and pass it to [`Client::resume`](crate::Client::resume).
///
/// ```
/// use fal_client::JobRef;
///
/// let job: JobRef = serde_json::from_str(r#"{"endpoint": "fal-ai/flux-1/schnell", "request_id": "7"}"#)?;
/// assert_eq!((job.endpoint(), job.request_id()), ("fal-ai/flux-1/schnell", "7"));
/// assert_eq!(serde_json::from_str::<JobRef>(&job.to_string())?, job);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Eq)]
pub struct JobRef {
    endpoint: String,
    request_id: String,
    status_url: Option<String>,
    response_url: Option<String>,
    cancel_url: Option<String>,
}

crate::object!(JobRef { required: [endpoint, request_id], optional: [status_url, response_url, cancel_url] });

impl Hash for JobRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.endpoint, &self.request_id).hash(state);
    }
}

/// The response to a submission.
pub(crate) struct Submission {
    request_id: String,
    status_url: Option<String>,
    response_url: Option<String>,
    cancel_url: Option<String>,
}

crate::object!(Submission { required: [request_id], optional: [status_url, response_url, cancel_url] });

impl Submission {
    /// Reads the response. Without a request id it is invalid.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let submission: Self = serde_json::from_str(body).map_err(|error| error.to_string())?;
        if submission.request_id.trim().is_empty() {
            return Err("`request_id` is empty".into());
        }
        Ok(submission)
    }
}

impl JobRef {
    pub(crate) fn new(endpoint: &str, request_id: String) -> Self {
        Self { endpoint: endpoint.to_owned(), request_id, status_url: None, response_url: None, cancel_url: None }
    }

    pub(crate) fn submitted(endpoint: &str, submission: Submission) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            request_id: submission.request_id,
            status_url: submission.status_url,
            response_url: submission.response_url,
            cancel_url: submission.cancel_url,
        }
    }

    /// The endpoint id.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    pub(crate) fn status_url(&self) -> Option<&str> {
        self.status_url.as_deref()
    }

    pub(crate) fn response_url(&self) -> Option<&str> {
        self.response_url.as_deref()
    }

    pub(crate) fn cancel_url(&self) -> Option<&str> {
        self.cancel_url.as_deref()
    }
}

impl fmt::Display for JobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&json)
    }
}
