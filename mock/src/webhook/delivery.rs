//! `Delivery`: what became of a webhook, for tests.
//! Written by `webhook`, bounded in number and bytes.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::Value;

use super::Message;

/// Bytes of deliveries that are kept in all; the newest one is kept whatever its size.
const MAX_BYTES: usize = 16 << 20;

/// A webhook that was delivered or given up.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// Where it went.
    pub url: String,
    /// The request whose end it tells.
    pub request_id: String,
    /// JSON: `request_id`, `gateway_request_id`, `status` (`OK` or `ERROR`), `payload`, and `error` where there is one.
    pub body: Bytes,
    /// How often it was sent, at most 5 times.
    pub attempts: u32,
    /// HTTP status of the last answer, if there was one.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
}

impl Delivery {
    /// Whether the receiver took it.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(super) fn new(url: &str, message: &Message) -> Self {
        let (url, request_id, body) = (url.to_owned(), message.request_id.clone(), message.body.clone());
        Self { url, request_id, body, attempts: 0, status: None, error: None }
    }
}

/// The newest deliveries.
pub(crate) struct Deliveries {
    entries: VecDeque<Delivery>,
    bytes: usize,
    most: usize,
}

impl Deliveries {
    pub(crate) fn new(most: usize) -> Self {
        Self { entries: VecDeque::new(), bytes: 0, most }
    }

    pub(crate) fn push(&mut self, delivery: Delivery) {
        self.bytes += delivery.body.len();
        self.entries.push_back(delivery);
        while self.entries.len() > self.most || (self.bytes > MAX_BYTES && self.entries.len() > 1) {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.body.len();
        }
    }

    pub(crate) fn entries(&self) -> Vec<Delivery> {
        self.entries.iter().cloned().collect()
    }
}
