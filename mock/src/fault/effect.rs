//! `Effect`: what goes wrong. In files, durations are in seconds.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::operation::Operation;

/// What goes wrong with a request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Effect {
    /// The response is this status and `{"detail": "<reason>"}`; nothing else happens.
    Status(u16),
    /// This is the response; nothing else happens. See [`Replace`](Self::Replace).
    Respond(Response),
    /// The response is this status and the HTML page of an nginx in front of fal, without a request id.
    Nginx(u16),
    /// The request waits before anything else happens. A run or stream waits for its runner: if its
    /// `x-fal-request-timeout` is shorter, the response has status 504. A webhook waits before its delivery.
    #[serde(deserialize_with = "seconds")]
    Delay(Duration),
    /// There is never a response.
    Stall,
    /// The connection is reset; nothing else happens. See [`LoseResponse`](Self::LoseResponse).
    Reset,
    /// The request takes effect, but the connection is reset instead of a response.
    LoseResponse,
    /// The request takes effect, but this is the response.
    Replace(Response),
    /// The connection is closed after this many bytes of the body.
    Cut(usize),
    /// The response stops after this many bytes of the body, and the connection stays open.
    StallAfter(usize),
    /// The response has this `content-type`.
    ContentType(String),
    /// The body ends after this many bytes, in a well-formed response: invalid JSON.
    Truncate(usize),
    /// A stream is cut in the middle of an event, after this many whole events.
    CutEvent(u32),
    /// A stream ends early with an event that is not an output.
    StreamEnd(StreamEnd),
    /// A job never starts; a run waits. Both end by `x-fal-request-timeout`, the job also by cancellation.
    NeverStart,
    /// A job starts but never completes, unless it is cancelled; a run waits forever.
    NeverComplete,
    /// A job completes with this error; for a run, it is the response.
    Fail(Failure),
    /// A webhook is delivered twice.
    Duplicate,
}

impl Effect {
    /// A response with this status and a `detail` message.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::Status(status)
    }

    /// The page of an nginx in front of fal, such as `Effect::nginx(503)`.
    #[must_use]
    pub fn nginx(status: u16) -> Self {
        Self::Nginx(status)
    }

    /// An error of the model itself: status and body of the result.
    #[must_use]
    pub fn fail(status: u16, body: Value) -> Self {
        Self::Fail(Failure { status, body, error: None, error_type: None })
    }

    /// Whether the effect applies to an operation.
    pub(crate) fn applies_to(&self, operation: Operation) -> bool {
        let starts = matches!(operation, Operation::Run | Operation::Stream | Operation::Submit);
        match self {
            Self::CutEvent(_) | Self::StreamEnd(_) => operation.is_stream(),
            Self::NeverStart | Self::NeverComplete | Self::Fail(_) => starts,
            Self::Duplicate => operation == Operation::Webhook,
            Self::Delay(_) => true,
            _ => operation != Operation::Webhook,
        }
    }
}

/// The response of a fault rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// HTTP status, 200 to 999.
    pub status: u16,
    /// Headers by name in lower case. Default of `content-type`: `application/json`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// Whether the header `x-fal-request-id` is left out. Default: `false`.
    #[serde(default)]
    pub anonymous: bool,
}

impl Response {
    /// A response with a status and a body. The body is JSON unless a `content-type` is set.
    #[must_use]
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: BTreeMap::new(), body: body.into(), anonymous: false }
    }

    /// Adds a header. The case of its name does not matter.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Leaves out the header `x-fal-request-id`.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }
}

/// How a job fails.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// HTTP status of the result, 400 to 999.
    pub status: u16,
    /// Body of the result.
    pub body: Value,
    /// `error` of the status. Default: `Invalid status code: <status>`.
    #[serde(default)]
    pub error: Option<String>,
    /// `error_type` of the status, and header `x-fal-error-type` of the result. Default: not sent.
    #[serde(default)]
    pub error_type: Option<String>,
}

/// The last event of a stream.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamEnd {
    /// The number of events before it. Default: 0.
    #[serde(default)]
    pub after: u32,
    /// Its name. Default: none.
    #[serde(default)]
    pub event: Option<String>,
    /// Its data.
    pub data: Value,
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    Duration::try_from_secs_f64(seconds).map_err(serde::de::Error::custom)
}
