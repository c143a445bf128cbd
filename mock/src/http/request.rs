//! `Call`: a request with its body, as the handlers see it.

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderMap;
use uuid::Uuid;

use crate::fault::{Effect, Operation};
use crate::storage::Piece;

/// A new id of a request, an upload or a token: a random UUID.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// A request with its body.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path below the host, without slashes at both ends.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body of an upload; `body` is then empty.
    pub(crate) file: Option<Piece>,
    /// The id of this request. A response may carry another one.
    pub(crate) id: String,
    /// The fault to inject, and the operation that its rule matched.
    pub(crate) fault: Option<(Operation, Effect)>,
}

impl Call {
    /// The effect of the fault to inject.
    pub(crate) fn effect(&self) -> Option<&Effect> {
        self.fault.as_ref().map(|(_, effect)| effect)
    }

    /// How long the request may wait for its start: `x-fal-request-timeout`, in seconds.
    pub(crate) fn start_timeout(&self) -> Option<Duration> {
        let value = self.headers.get("x-fal-request-timeout")?.to_str().ok()?;
        Duration::try_from_secs_f64(value.trim().parse().ok()?).ok()
    }

    /// The first value of a parameter in the query.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}
