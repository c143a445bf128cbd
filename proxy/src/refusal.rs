//! `Refusal`: why a request got no answer of fal's. Made everywhere; becomes the JSON answer `{"detail": ...}`.

use std::fmt;
use std::sync::Arc;

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, Response, StatusCode};

use crate::AnswerBody;

/// Why a request got no answer of fal's.
///
/// It is sent as `{"detail": "<text>"}`, and is in the extensions of the answer, where a layer that logs finds it with
/// its [`cause`](Self::cause).
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    detail: String,
    allow: Option<String>,
    cause: Option<Arc<fal_client::Error>>,
}

impl Refusal {
    /// A refusal with a status of your choice, and a text for the caller.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), allow: None, cause: None }
    }

    /// 401: who is calling?
    #[must_use]
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403: this caller may not do that.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    pub(crate) fn wrong_method(allowed: &[Method]) -> Self {
        let allowed = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let refusal = Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("The method must be one of {allowed}"));
        Self { allow: Some(allowed), ..refusal }
    }

    /// fal gave no answer, or none that can be passed on.
    pub(crate) fn bad_gateway(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, detail)
    }

    pub(crate) fn caused_by(self, cause: fal_client::Error) -> Self {
        Self { cause: Some(Arc::new(cause)), ..self }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The text for the caller.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Why fal could not be reached, where that is the reason. Not for the caller.
    #[must_use]
    pub fn cause(&self) -> Option<&fal_client::Error> {
        self.cause.as_deref()
    }

    pub(crate) fn into_response(self) -> Response<AnswerBody> {
        let body = serde_json::json!({ "detail": self.detail }).to_string();
        let mut answer = Response::new(AnswerBody::full(body));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        answer.extensions_mut().insert(self);
        answer
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status.as_u16(), self.detail)
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}
