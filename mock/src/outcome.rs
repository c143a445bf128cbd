//! `Outcome`: the response of a model, small enough to be kept with a job.

use bytes::Bytes;
use hyper::StatusCode;

use crate::fault::Failure;
use crate::http::{self, Reply};
use crate::schema_io::{Violation, violations_body};
use crate::storage::Pictures;

#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) status: StatusCode,
    /// JSON.
    pub(crate) body: Bytes,
    /// Whether the URLs of pictures are replaced by their contents when the response is sent.
    pub(crate) inline: bool,
    /// The inference time that the model reports, in seconds.
    pub(crate) seconds: f64,
    /// The price, in units.
    pub(crate) units: u64,
    /// Message and type of a failure in the status of a job.
    pub(crate) error: Option<(String, Option<String>)>,
}

impl Outcome {
    pub(crate) fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), inline: false, seconds: 0.0, units: 0, error: None }
    }

    /// The response to an invalid input.
    pub(crate) fn invalid(violations: &[Violation]) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, violations_body(violations).to_string())
    }

    /// A failure that a fault rule injects.
    pub(crate) fn failed(failure: &Failure) -> Self {
        let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = failure.error.clone().unwrap_or_else(|| invalid_status(status));
        let error = Some((message, failure.error_type.clone()));
        Self { error, ..Self::new(status, failure.body.to_string()) }
    }

    /// Message and type of the error, if the outcome is one.
    pub(crate) fn error(&self) -> Option<(String, Option<String>)> {
        self.error.clone().or_else(|| (!self.status.is_success()).then(|| (invalid_status(self.status), None)))
    }

    /// The JSON as it is sent.
    pub(crate) async fn json(&self, pictures: &Pictures) -> Bytes {
        if self.inline { pictures.inline(&self.body).await } else { self.body.clone() }
    }

    /// The HTTP response.
    pub(crate) async fn reply(&self, pictures: &Pictures) -> Reply {
        let reply = http::bytes(self.status, "application/json", self.json(pictures).await);
        let reply = http::with(reply, "x-fal-billable-units", &self.units.to_string());
        let error_type = self.error.as_ref().and_then(|(_, error_type)| error_type.as_deref());
        let reply = error_type.into_iter().fold(reply, |reply, value| http::with(reply, "x-fal-error-type", value));
        if self.status.is_success() { reply } else { http::with(reply, "x-fal-retryable", "false") }
    }
}

fn invalid_status(status: StatusCode) -> String {
    format!("Invalid status code: {}", status.as_u16())
}
