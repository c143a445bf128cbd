//! What a caller can ask of the server beside the input: headers and query parameters of one request. Filled by the
//! setters of `Call`, read when the request is made.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::retry::Repeat;
use crate::http::route::encode;
use crate::{Error, ErrorKind, Lifecycle};

/// How urgent a job is in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// In turn. What the server does by itself.
    #[default]
    Normal,
    /// After all jobs of normal priority.
    Low,
}

/// Headers that decide who is asked, by whom, and how long the message is: they are the client's own.
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
    "x-fal-target-url",
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
    pub(crate) forget_io: bool,
    pub(crate) duplicates: bool,
}

impl Options {
    /// The query of a submission, with its question mark; empty when there is nothing to ask.
    pub(crate) fn query(&self) -> Result<String, Error> {
        let mut pairs = Vec::new();
        if let Some(url) = &self.webhook {
            // The URL may hold a secret of the caller, so it is not repeated.
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(refused("the address of a webhook must begin with https:// or http://"));
            }
            pairs.push(format!("fal_webhook={}", encode(url)));
        }
        if let Some(length) = self.max_queue_length {
            pairs.push(format!("fal_max_queue_length={length}"));
        }
        Ok(if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) })
    }

    /// Refuses what only the queue can do, for a call that goes past it.
    pub(crate) fn without_queue(&self) -> Result<(), Error> {
        let set = [
            ("webhook", self.webhook.is_some()),
            ("priority", self.priority.is_some()),
            ("max_queue_length", self.max_queue_length.is_some()),
        ];
        match set.iter().find(|(_, set)| *set) {
            Some((name, _)) => Err(refused(&format!("`{name}` works with submit and subscribe only"))),
            None => Ok(()),
        }
    }

    /// When the request may be sent again.
    pub(crate) fn repeat(&self) -> Repeat {
        let repeat = if self.duplicates { Repeat::DUPLICATES } else { Repeat::COSTLY };
        if self.max_queue_length.is_some() { repeat.not_when_busy() } else { repeat }
    }

    /// The headers of the request. What has a setter of its own wins over `header`.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, text) in &self.headers {
            let (name, value) = custom(name, text)?;
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
        set("x-fal-queue-priority", priority);
        set("x-fal-runner-hint", self.hint.as_deref().map(hint).transpose()?);
        set("x-fal-request-timeout", self.start_timeout.map(start_timeout).transpose()?);
        let lifecycle = self.lifecycle.as_ref().map(Lifecycle::header).transpose()?;
        set("x-fal-object-lifecycle-preference", lifecycle.flatten());
        set("x-fal-no-retry", self.no_retry.then_some(HeaderValue::from_static("1")));
        set("x-fal-store-io", self.forget_io.then_some(HeaderValue::from_static("0")));
        Ok(headers)
    }
}

/// A header of the caller. Its value may be a secret, so it is not repeated in errors and marked as sensitive.
fn custom(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(refused(&format!("{name:?} is no name of a header")));
    };
    if OWN_HEADERS.contains(&header.as_str()) {
        return Err(refused(&format!("the header {header} is set by the client itself")));
    }
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(refused(&format!("the value of the header {header} has a character that cannot stand there")));
    };
    value.set_sensitive(true);
    Ok((header, value))
}

fn hint(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| refused("the hint has a character that cannot stand in a header"))
}

/// Seconds as the JavaScript client writes them: `30`, `12.5`.
fn start_timeout(limit: Duration) -> Result<HeaderValue, Error> {
    if limit <= Duration::from_secs(1) {
        return Err(refused("the start timeout must be longer than 1 s"));
    }
    let text = limit.as_secs_f64().to_string();
    HeaderValue::from_str(&text).map_err(|_| refused("the start timeout has no text"))
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::Config, message)
}
