//! The options of a call besides its input, as the headers and query parameters of its request.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::fal_url::{WEBHOOK_PARAMETER, encode};
use crate::http::headers::{
    NO_RETRY, OBJECT_LIFECYCLE_PREFERENCE, QUEUE_PRIORITY, REQUEST_TIMEOUT, RUNNER_HINT, STORE_IO, TARGET_URL,
};
use crate::http::retry::RetryClass;
use crate::{Error, ErrorKind, Lifecycle};

/// The priority of a job in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// In the order of submission, which is the server's default.
    #[default]
    Normal,
    /// After all jobs of normal priority.
    Low,
}

/// Headers that determine the server, the caller and the length of the message. The client sets them itself.
const OWN_HEADERS: [&str; 13] = [
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    TARGET_URL,
];

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) webhook: Option<String>,
    pub(crate) max_queue_length: Option<u32>,
    pub(crate) priority: Option<Priority>,
    pub(crate) hint: Option<String>,
    pub(crate) start_timeout: Option<Duration>,
    pub(crate) lifecycle: Option<Lifecycle>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) no_retry: bool,
    pub(crate) discard_io: bool,
    pub(crate) allow_duplicates: bool,
}

impl Options {
    /// The query of a submission with its question mark; empty if there are no parameters.
    pub(crate) fn query(&self) -> Result<String, Error> {
        let mut pairs = Vec::new();
        if let Some(url) = &self.webhook {
            // The URL may contain a secret of the caller, so the message does not repeat it.
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(invalid("invalid webhook URL: expected one that begins with https:// or http://"));
            }
            pairs.push(format!("{WEBHOOK_PARAMETER}={}", encode(url)));
        }
        if let Some(length) = self.max_queue_length {
            pairs.push(format!("fal_max_queue_length={length}"));
        }
        Ok(if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) })
    }

    /// The setters that only the queue supports, and whether each is set.
    pub(super) fn of_the_queue(&self) -> [(&'static str, bool); 3] {
        [
            ("webhook", self.webhook.is_some()),
            ("priority", self.priority.is_some()),
            ("max_queue_length", self.max_queue_length.is_some()),
        ]
    }

    /// In which cases the request may be sent again.
    pub(crate) fn retry_class(&self) -> RetryClass {
        let class = if self.allow_duplicates { RetryClass::DUPLICATES } else { RetryClass::BILLABLE };
        if self.max_queue_length.is_some() { class.without_429() } else { class }
    }

    /// The headers of the request. An option with its own setter takes precedence over `header`.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = custom(name, value)?;
            headers.insert(name, value);
        }
        let mut set = |name: &'static str, value: Option<HeaderValue>| {
            if let Some(value) = value {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        let priority = self.priority.map(|priority| match priority {
            Priority::Normal => HeaderValue::from_static("normal"),
            Priority::Low => HeaderValue::from_static("low"),
        });
        set(QUEUE_PRIORITY, priority);
        set(RUNNER_HINT, self.hint.as_deref().map(hint).transpose()?);
        set(REQUEST_TIMEOUT, self.start_timeout.map(start_timeout).transpose()?);
        let lifecycle = self.lifecycle.as_ref().map(Lifecycle::header).transpose()?;
        set(OBJECT_LIFECYCLE_PREFERENCE, lifecycle.flatten());
        set(NO_RETRY, self.no_retry.then_some(HeaderValue::from_static("1")));
        set(STORE_IO, self.discard_io.then_some(HeaderValue::from_static("0")));
        Ok(headers)
    }
}

/// A header of the caller. Its value may be a secret, so errors do not repeat it and it is marked as sensitive.
fn custom(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(invalid(&format!("invalid header name {name:?}")));
    };
    if OWN_HEADERS.contains(&header.as_str()) {
        return Err(invalid(&format!("invalid header {header}: the client sets it itself")));
    }
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(invalid(&format!(
            "invalid value of the header {header}: it contains a character that a header cannot have"
        )));
    };
    value.set_sensitive(true);
    Ok((header, value))
}

fn hint(hint: &str) -> Result<HeaderValue, Error> {
    let message = "invalid hint: it contains a character that a header cannot have";
    HeaderValue::from_str(hint).map_err(|_| invalid(message))
}

/// Seconds as the JavaScript client writes them: `30`, `12.5`.
fn start_timeout(limit: Duration) -> Result<HeaderValue, Error> {
    if limit <= Duration::from_secs(1) {
        return Err(invalid("invalid start timeout: it must be longer than 1 s"));
    }
    let seconds = limit.as_secs_f64().to_string();
    HeaderValue::from_str(&seconds).map_err(|_| invalid("invalid start timeout"))
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::Config, message)
}
