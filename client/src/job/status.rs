//! `Status`: the status of a job in the queue. Unknown states and fields of a newer server are accepted.

use std::fmt;

use serde_json::{Map, Value};

/// The status of a job at one moment.
///
/// ```no_run
/// use fal_client::State;
/// # async fn example<E: fal_client::Endpoint>(job: fal_client::Job<E>) -> Result<(), fal_client::Error> {
///
/// let status = job.status_with_logs().await?; // or `status`, without the log
/// match &status.state {
///     State::InQueue { position: Some(position) } => println!("{position} requests ahead"),
///     State::Completed { error: Some(error), .. } => println!("failed: {error}"),
///     state => println!("{state}"),
/// }
/// for line in &status.logs {
///     println!("{}", line.message);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// The state of the job.
    pub state: State,
    /// All log lines so far; empty unless logs were requested.
    pub logs: Vec<LogLine>,
    /// The metrics; known when the job is completed.
    pub metrics: Metrics,
}

/// The state of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Waiting for a runner.
    InQueue {
        /// The number of requests before this one.
        position: Option<u64>,
    },
    /// Running.
    InProgress,
    /// Completed. There is no state for failures: the result is the model's output or its error.
    Completed {
        /// Why the job failed, if it did and the queue reports it.
        error: Option<String>,
        /// The code of that error, such as `runner_disconnected`.
        error_type: Option<String>,
    },
    /// A state that this version does not know. The job is not considered completed.
    Unknown(String),
}

/// A line of the model's log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LogLine {
    /// The message.
    pub message: String,
    /// The level, such as `INFO` or `STDERR`.
    pub level: Option<String>,
    /// The source, such as `USER`.
    pub source: Option<String>,
    /// The time, in ISO 8601.
    pub timestamp: Option<String>,
}

/// The metrics of a job.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metrics {
    /// How long the model ran, in seconds.
    pub inference_time: Option<f64>,
}

/// Writes the state as the queue does, with its position or error.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InQueue { position: Some(position) } => write!(f, "IN_QUEUE, {position} ahead"),
            Self::InQueue { position: None } => f.write_str("IN_QUEUE"),
            Self::InProgress => f.write_str("IN_PROGRESS"),
            Self::Completed { error: Some(error), .. } => write!(f, "COMPLETED with an error: {error}"),
            Self::Completed { error: None, .. } => f.write_str("COMPLETED"),
            Self::Unknown(state) => f.write_str(state),
        }
    }
}

impl Status {
    /// Whether the job is completed, so that its result can be fetched.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        matches!(self.state, State::Completed { .. })
    }

    /// Reads the response to a status request.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let value: Map<String, Value> =
            serde_json::from_str(body).map_err(|error| format!("invalid status: {error}"))?;
        let state = string(&value, "status").ok_or("invalid status: missing field `status`")?;
        let logs = value.get("logs").and_then(Value::as_array);
        let metrics = value.get("metrics").and_then(Value::as_object);
        Ok(Self {
            state: match state.as_str() {
                "IN_QUEUE" => State::InQueue { position: value.get("queue_position").and_then(Value::as_u64) },
                "IN_PROGRESS" => State::InProgress,
                "COMPLETED" => {
                    State::Completed { error: string(&value, "error"), error_type: string(&value, "error_type") }
                }
                _ => State::Unknown(state),
            },
            logs: logs.into_iter().flatten().filter_map(LogLine::read).collect(),
            metrics: Metrics { inference_time: metrics.and_then(|m| m.get("inference_time")?.as_f64()) },
        })
    }
}

impl LogLine {
    /// Reads an entry. An entry that is a string is the message.
    fn read(entry: &Value) -> Option<Self> {
        match entry {
            Value::Object(entry) => Some(Self {
                message: string(entry, "message").unwrap_or_default(),
                level: string(entry, "level"),
                source: string(entry, "source"),
                timestamp: string(entry, "timestamp"),
            }),
            Value::String(message) => {
                Some(Self { message: message.clone(), level: None, source: None, timestamp: None })
            }
            _ => None,
        }
    }
}

fn string(map: &Map<String, Value>, name: &str) -> Option<String> {
    map.get(name).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_with_missing_null_and_unknown_fields() {
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
    fn a_status_without_a_state_is_an_error() {
        assert!(Status::read("{}").is_err());
        assert!(Status::read("<html>").is_err());
    }
}
