//! Turns an HTTP answer that is no success into an `Error`. Reads the body shapes fal is known to
//! send (`detail` as text or list, `error_type`, html pages), feeds every call.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{Advice, Error, ErrorKind, FieldError};
use crate::http::exchange::text_header;

/// The error for an answer with the given status, headers and (already redacted) body. `keyed` says whether the request
/// had the key: a host that got none does not mean the key when it refuses.
pub(crate) fn from_answer(status: StatusCode, headers: &HeaderMap, body: String, keyed: bool) -> Error {
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
        .or_else(|| text_header(headers, "x-fal-error-type"))
        .or_else(|| fields.first().map(|field| field.r#type.as_str()))
        .filter(|error_type| !error_type.is_empty())
        .map(str::to_owned);
    Error::new(kind, message(if keyed { kind } else { ErrorKind::Status }, status, headers, &detail))
        .with_status(status.as_u16())
        .with_error_type(error_type)
        .with_fields(fields)
        .with_advice(Advice::read(headers))
        .with_body(body)
}

/// The error for an event in which a model reports a failure in the middle of a stream.
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
        ErrorKind::Forbidden => format!("the API key may not do this ({code})"),
        ErrorKind::Validation => format!("the server refused the input ({code})"),
        _ if status.is_redirection() => {
            format!("the server answered with a redirect ({code}), which is not followed")
        }
        _ => match status.canonical_reason() {
            Some(reason) => format!("the server answered {code} {reason}"),
            None => format!("the server answered {code}"),
        },
    };
    if code == 504 && text_header(headers, "x-fal-request-timeout-type") == Some("user") {
        message.push_str(" (the request did not start within the start timeout)");
    }
    if !detail.is_empty() {
        message.push_str(": ");
        message.push_str(detail);
    }
    message
}

/// The text of `detail`, and the fields it names.
fn detail(json: &Value, status: StatusCode) -> (Option<String>, Vec<FieldError>) {
    // Without `detail`, the list of fields itself may be the body.
    match json.get("detail").or_else(|| Some(json).filter(|json| json.is_array())) {
        Some(Value::String(text)) if status == StatusCode::UNPROCESSABLE_ENTITY => {
            (Some(text.clone()), vec![FieldError::whole(text)])
        }
        Some(Value::String(text)) => (Some(text.clone()), Vec::new()),
        Some(Value::Array(entries)) => {
            let fields: Vec<_> = entries.iter().map(FieldError::read).collect();
            let texts: Vec<_> = fields.iter().map(FieldError::to_string).collect();
            (Some(shorten(&texts.join("; "))), fields)
        }
        Some(Value::Null) | None => (None, Vec::new()),
        Some(other) => (Some(shorten(&other.to_string())), Vec::new()),
    }
}

/// What to quote of a body without `detail`: nothing of an html page but its first words.
fn excerpt(body: &str, json: &Value) -> String {
    let text = ["message", "error"].iter().find_map(|name| json.get(name).and_then(Value::as_str));
    shorten(text.unwrap_or(body))
}

fn shorten(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().take(200).collect();
    let text = words.join(" ");
    match text.char_indices().nth(1000) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text,
    }
}
