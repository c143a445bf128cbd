//! `Delivery`: the outcome of a webhook, for tests to inspect.

use bytes::Bytes;
use serde_json::Value;

use crate::shared::Entry;

/// A webhook that was delivered, or whose attempts have all failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The URL of the receiver.
    pub url: String,
    /// The request whose end the webhook reports.
    pub request_id: String,
    /// JSON: `request_id`, `gateway_request_id`, `status` (`OK` or `ERROR`), `payload`, and for errors `error`.
    pub body: Bytes,
    /// The number of attempts, at most 5.
    pub attempts: u32,
    /// HTTP status of the last response, if there was one.
    pub status: Option<u16>,
    /// Why there was no response.
    pub error: Option<String>,
}

impl Delivery {
    /// Whether the receiver accepted the webhook.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn new(url: &str, request_id: &str, body: Bytes) -> Self {
        let (url, request_id) = (url.to_owned(), request_id.to_owned());
        Self { url, request_id, body, attempts: 0, status: None, error: None }
    }
}

impl Entry for Delivery {
    const MAX_BYTES: usize = 16 << 20;

    fn size(&self) -> usize {
        self.body.len()
    }
}
