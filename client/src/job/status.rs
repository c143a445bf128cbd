//! `Status`: what the queue says about a job. Read from status answers, tolerant of words and fields
//! of a newer server; fed to `on_status` and `logs`.

use std::fmt;

use serde_json::{Map, Value};

/// What the queue says about a job at one moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// How far the job is.
    pub state: State,
    /// All log lines so far; empty unless logs were asked for.
    pub logs: Vec<LogLine>,
    /// Measurements; known when the job is completed.
    pub metrics: Metrics,
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Waiting for a machine.
    InQueue {
        /// The number of requests in front of this one.
        position: Option<u64>,
    },
    /// Running.
    InProgress,
    /// Over. There is no state of failure: whether the job failed is told by its result.
    Completed {
        /// Why the job failed, if it did and the queue says so.
        error: Option<String>,
        /// The code of that error, such as `runner_disconnected`.
        error_type: Option<String>,
    },
    /// A word this version does not know. The job is not taken to be over.
    Unknown(String),
}

/// One line a model wrote while it ran.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LogLine {
    /// The text.
    pub message: String,
    /// The level, such as `INFO` or `STDERR`.
    pub level: Option<String>,
    /// Who wrote it, such as `USER`.
    pub source: Option<String>,
    /// When, in ISO 8601.
    pub timestamp: Option<String>,
}

/// Measurements of a job.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// How long the model ran, in seconds.
    pub inference_time: Option<f64>,
}

/// The queue's own word, with what goes with it.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InQueue { position: Some(position) } => write!(f, "IN_QUEUE, {position} ahead"),
            Self::InQueue { position: None } => f.write_str("IN_QUEUE"),
            Self::InProgress => f.write_str("IN_PROGRESS"),
            Self::Completed { error: Some(error), .. } => write!(f, "COMPLETED with an error: {error}"),
            Self::Completed { error: None, .. } => f.write_str("COMPLETED"),
            Self::Unknown(word) => f.write_str(word),
        }
    }
}

impl Status {
    /// Whether the job is over, so that its result can be fetched.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        matches!(self.state, State::Completed { .. })
    }

    /// Reads a status answer.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let value: Map<String, Value> =
            serde_json::from_str(body).map_err(|error| format!("the status is no JSON object: {error}"))?;
        let word = text(&value, "status").ok_or("the status answer has no `status`")?;
        let logs = value.get("logs").and_then(Value::as_array);
        let metrics = value.get("metrics").and_then(Value::as_object);
        Ok(Self {
            state: match word.as_str() {
                "IN_QUEUE" => State::InQueue { position: value.get("queue_position").and_then(Value::as_u64) },
                "IN_PROGRESS" => State::InProgress,
                "COMPLETED" => {
                    State::Completed { error: text(&value, "error"), error_type: text(&value, "error_type") }
                }
                _ => State::Unknown(word),
            },
            logs: logs.into_iter().flatten().filter_map(LogLine::read).collect(),
            metrics: Metrics { inference_time: metrics.and_then(|m| m.get("inference_time")?.as_f64()) },
        })
    }
}

impl LogLine {
    /// Reads one entry; an entry that is a bare text is its message.
    fn read(entry: &Value) -> Option<Self> {
        match entry {
            Value::Object(entry) => Some(Self {
                message: text(entry, "message").unwrap_or_default(),
                level: text(entry, "level"),
                source: text(entry, "source"),
                timestamp: text(entry, "timestamp"),
            }),
            Value::String(message) => {
                Some(Self { message: message.clone(), level: None, source: None, timestamp: None })
            }
            _ => None,
        }
    }
}

fn text(map: &Map<String, Value>, name: &str) -> Option<String> {
    map.get(name).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_with_missing_null_and_unknown_parts() {
        let status = Status::read(r#"{"status":"IN_QUEUE","logs":null,"new":{}}"#).unwrap();
        assert_eq!(status.state, State::InQueue { position: None });
        let status = Status::read(r#"{"status":"PAUSED"}"#).unwrap();
        assert_eq!(status.state, State::Unknown("PAUSED".into()));
        assert!(!status.is_completed());
        let body = r#"{"status":"COMPLETED","metrics":{"inference_time":1.5},"error":"x",
            "logs":[{"message":"a","level":"INFO"},"b",7]}"#;
        let status = Status::read(body).unwrap();
        assert_eq!(status.metrics.inference_time, Some(1.5));
        assert_eq!(status.logs.len(), 2);
        assert_eq!(status.state, State::Completed { error: Some("x".into()), error_type: None });
    }

    #[test]
    fn a_status_without_its_word_is_an_error() {
        assert!(Status::read("{}").is_err());
        assert!(Status::read("<html>").is_err());
    }
}
