//! `JobRef`: what must be known to find a job again. Made from submit answers and saved jobs; carried
//! by every error after acceptance.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The address of a job: endpoint, request id and the URLs the queue named. Holds no key.
///
/// `Display` gives its JSON, to save and to hand to [`Client::resume`](crate::Client::resume).
#[derive(Clone, Eq)]
pub struct JobRef {
    endpoint: String,
    request_id: String,
    status_url: Option<String>,
    response_url: Option<String>,
    cancel_url: Option<String>,
}

crate::object!(JobRef { endpoint, request_id } {} { status_url, response_url, cancel_url });

impl Hash for JobRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.endpoint, &self.request_id).hash(state);
    }
}

/// The answer to a submission.
pub(crate) struct Submitted {
    request_id: String,
    status_url: Option<String>,
    response_url: Option<String>,
    cancel_url: Option<String>,
}

crate::object!(Submitted { request_id } {} { status_url, response_url, cancel_url });

impl Submitted {
    /// Reads the answer; one without a usable request id is no answer.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let answer: Self = serde_json::from_str(body).map_err(|error| error.to_string())?;
        if answer.request_id.trim().is_empty() {
            return Err("`request_id` is empty".into());
        }
        Ok(answer)
    }
}

impl JobRef {
    pub(crate) fn new(endpoint: &str, request_id: String) -> Self {
        Self { endpoint: endpoint.to_owned(), request_id, status_url: None, response_url: None, cancel_url: None }
    }

    pub(crate) fn submitted(endpoint: &str, answer: Submitted) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            request_id: answer.request_id,
            status_url: answer.status_url,
            response_url: answer.response_url,
            cancel_url: answer.cancel_url,
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
