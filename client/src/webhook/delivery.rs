//! `Delivery`: the body of a webhook delivery, with the output or the error of a job.

use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use crate::error::response::from_response;
use crate::{Error, ErrorKind, ModelOutput, Response};

/// The outcome of a job, from a webhook delivery.
///
/// ```
/// use fal_client::{Json, webhook::Delivery};
///
/// // A server uses `Client::webhook`, which verifies the delivery; tests read one without its signature.
/// let body = br#"{"request_id": "7", "status": "OK", "payload": {"seed": 5}}"#;
/// let delivery = Delivery::<Json>::read_unverified(body)?;
/// assert_eq!(delivery.request_id(), "7");
/// assert_eq!(delivery.into_result()?["seed"], 5);
/// # Ok::<(), fal_client::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Delivery<O> {
    request_id: String,
    gateway_request_id: Option<String>,
    result: Result<Response<O>, Error>,
}

impl<O> Delivery<O> {
    /// The id of the request, as [`Job::request_id`](crate::Job::request_id) returned it.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The first id of the request, if the platform ran it again under another.
    #[must_use]
    pub fn gateway_request_id(&self) -> Option<&str> {
        self.gateway_request_id.as_deref()
    }

    /// The output, or the error of the job.
    ///
    /// # Errors
    /// Those of [`into_result`](Self::into_result).
    pub fn result(&self) -> Result<&Response<O>, &Error> {
        self.result.as_ref()
    }

    /// The output.
    ///
    /// # Errors
    /// If the model failed: the error is that of [`Job::result`](crate::Job::result), with the model's own
    /// response as its body. If the output is not JSON, or does not have the documented form: of kind
    /// [`Decode`](ErrorKind::Decode), and the result may still be available by [`Client::job`](crate::Client::job).
    pub fn into_result(self) -> Result<Response<O>, Error> {
        self.result
    }
}

impl<O: ModelOutput> Delivery<O> {
    /// Reads the body of a delivery without verifying that it is from fal. For tests, and after
    /// [`Keys::verify`](super::Keys::verify).
    ///
    /// # Errors
    /// If the bytes are not the outcome of a job.
    pub fn read_unverified(body: &[u8]) -> Result<Self, Error> {
        Self::read(body, false)
    }

    /// Reads the body of a delivery. Unless it is strict, missing fields of the output are corrected.
    pub(super) fn read(body: &[u8], strict: bool) -> Result<Self, Error> {
        let invalid = |why: &str| Error::new(ErrorKind::Webhook, format!("invalid body of a webhook delivery: {why}"));
        let body: Map<String, Value> = serde_json::from_slice(body).map_err(|error| invalid(&error.to_string()))?;
        let string = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let request_id =
            string("request_id").filter(|id| !id.is_empty()).ok_or_else(|| invalid("missing `request_id`"))?;
        let payload = body.get("payload").filter(|payload| !payload.is_null());
        let result = match string("status").as_deref() {
            Some("OK") => output(payload, string("payload_error"), &request_id, strict),
            Some("ERROR") => Err(failure(payload, string("error")).failed()),
            other => return Err(invalid(&format!("expected the status OK or ERROR, found {other:?}"))),
        };
        let result = result.map_err(|error| error.with_request_id(Some(request_id.clone())));
        Ok(Self { request_id, gateway_request_id: string("gateway_request_id"), result })
    }
}

fn output<O: ModelOutput>(
    payload: Option<&Value>,
    why: Option<String>,
    id: &str,
    strict: bool,
) -> Result<Response<O>, Error> {
    let Some(payload) = payload else {
        let why = why.unwrap_or_else(|| "the field `payload` is missing".to_owned());
        return Err(Error::new(ErrorKind::Decode, format!("the delivery has no output: {why}")).unreadable());
    };
    Response::parse(payload.to_string(), Some(id.to_owned()), strict)
        .map_err(|(message, raw)| Error::new(ErrorKind::Decode, message).with_body(raw).unreadable())
}

/// The error of the model, from its status in `error` and its response in `payload`.
fn failure(payload: Option<&Value>, why: Option<String>) -> Error {
    let body = payload.map(Value::to_string).unwrap_or_default();
    let why = why.unwrap_or_default();
    let code = why.strip_prefix("Invalid status code: ").and_then(|code| code.trim().parse().ok());
    match code.and_then(|code: u16| StatusCode::from_u16(code).ok()).filter(|status| !status.is_success()) {
        Some(status) => from_response(status, &HeaderMap::new(), body, true),
        None => Error::new(ErrorKind::Status, format!("the model failed: {why}")).with_body(body),
    }
}
