//! `Refusal`: why a request was not forwarded, as the JSON response `{"detail": ...}`.

use std::fmt;
use std::sync::Arc;

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method, Response, StatusCode};

use crate::ResponseBody;

/// Why a request was refused, or why there is no response of fal.
///
/// It is sent as `{"detail": "<detail>"}`, and is in the extensions of the response, for layers that log it with
/// its [`cause`](Self::cause).
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    detail: String,
    allow: Option<String>,
    cause: Option<Arc<fal_client::Error>>,
}

impl Refusal {
    /// Creates a refusal with a status and a message for the caller.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), allow: None, cause: None }
    }

    /// 401: the caller is not authenticated.
    #[must_use]
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403: the caller has no permission.
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

    /// 502: fal did not respond, or its response cannot be forwarded.
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

    /// The message for the caller.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The error of the request to fal, if that is the reason. Not for the caller.
    #[must_use]
    pub fn cause(&self) -> Option<&fal_client::Error> {
        self.cause.as_deref()
    }

    pub(crate) fn into_response(self) -> Response<ResponseBody> {
        let body = serde_json::json!({ "detail": self.detail }).to_string();
        let mut response = Response::new(ResponseBody::full(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        response.extensions_mut().insert(self);
        response
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
