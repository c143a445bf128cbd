//! Turns an HTTP response without success into an `Error`. Reads the bodies that fal is known to send: `detail` as a string
//! or a list, `error_type`, HTML pages.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::field::FieldError;
use super::retry_hints::RetryHints;
use super::shortened::shorten;
use super::{Error, ErrorKind};
use crate::http::headers::{ERROR_TYPE, REQUEST_TIMEOUT_TYPE, text_header};

/// The error for a response with the given status, headers and (already redacted) body. `authenticated` is whether the request
/// had the key: without it, a 401 or 403 is not about the key.
pub(crate) fn from_response(status: StatusCode, headers: &HeaderMap, body: String, authenticated: bool) -> Error {
    let json: Value = serde_json::from_str(&body).unwrap_or_default();
    let (detail, fields) = detail(&json, status);
    let detail = detail.unwrap_or_else(|| excerpt(&body, &json));
    let kind = match status.as_u16() {
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        422 => ErrorKind::Validation,
        _ => ErrorKind::Status,
    };
    let error_type = json.get("error_type").and_then(Value::as_str);
    let error_type = error_type
        .or_else(|| text_header(headers, ERROR_TYPE))
        .or_else(|| fields.first().map(|field| field.error_type.as_str()))
        .filter(|error_type| !error_type.is_empty())
        .map(str::to_owned);
    Error::new(kind, message(if authenticated { kind } else { ErrorKind::Status }, status, headers, &detail))
        .with_status(status.as_u16())
        .with_error_type(error_type)
        .with_fields(fields)
        .with_retry_hints(RetryHints::read(headers))
        .with_body(body)
}

/// The error for an event in which a model reports a failure within a stream.
pub(crate) fn from_event(data: String) -> Error {
    let json: Value = serde_json::from_str(&data).unwrap_or_default();
    let (detail, fields) = detail(&json, StatusCode::OK);
    let detail = detail.unwrap_or_else(|| excerpt(&data, &json));
    let error_type = json.get("error_type").and_then(Value::as_str).map(str::to_owned);
    Error::new(ErrorKind::Stream, format!("the model reported an error in the stream: {detail}"))
        .with_error_type(error_type)
        .with_fields(fields)
        .with_body(data)
}

fn message(kind: ErrorKind, status: StatusCode, headers: &HeaderMap, detail: &str) -> String {
    let code = status.as_u16();
    let mut message = match kind {
        ErrorKind::Unauthorized => format!(
            "the server refused the API key ({code}): check FAL_KEY, or make a key at \
             https://fal.ai/dashboard/keys"
        ),
        ErrorKind::Forbidden => format!("the API key has no permission for this request ({code})"),
        ErrorKind::Validation => format!("the server refused the input ({code})"),
        _ if status.is_redirection() => {
            format!("the server responded with a redirect ({code}), which is not followed")
        }
        _ => match status.canonical_reason() {
            Some(reason) => format!("the server responded with {code} {reason}"),
            None => format!("the server responded with {code}"),
        },
    };
    if code == 504 && text_header(headers, REQUEST_TIMEOUT_TYPE) == Some("user") {
        message.push_str(" (the request did not start within the start timeout)");
    }
    if !detail.is_empty() {
        message.push_str(": ");
        message.push_str(detail);
    }
    message
}

/// The message in `detail`, and its fields.
fn detail(json: &Value, status: StatusCode) -> (Option<String>, Vec<FieldError>) {
    // Without `detail`, the body itself may be the list of fields.
    match json.get("detail").or_else(|| Some(json).filter(|json| json.is_array())) {
        Some(Value::String(text)) if status == StatusCode::UNPROCESSABLE_ENTITY => {
            (Some(shorten(text)), vec![FieldError::whole(text)])
        }
        Some(Value::String(text)) => (Some(shorten(text)), Vec::new()),
        Some(Value::Array(entries)) => {
            let fields: Vec<_> = entries.iter().map(FieldError::read).collect();
            let texts: Vec<_> = fields.iter().map(FieldError::to_string).collect();
            (Some(shorten(&texts.join("; "))), fields)
        }
        Some(Value::Null) | None => (None, Vec::new()),
        Some(other) => (Some(excerpt(&other.to_string(), other)), Vec::new()),
    }
}

/// The excerpt of a body without `detail`: its message, or its first words. Other JSON could repeat the input.
fn excerpt(body: &str, json: &Value) -> String {
    let text = ["message", "error", "msg"].iter().find_map(|name| json.get(name).and_then(Value::as_str));
    match (text, json) {
        (Some(text), _) => shorten(text),
        (None, Value::Null) => shorten(body),
        (None, _) => format!("a response of {} bytes", body.len()),
    }
}
