//! `Operation`: what a request is for, whatever its host and layout.

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Operation {
    /// A direct run.
    Run,
    /// A stream of outputs.
    Stream,
    /// A submission to the queue.
    Submit,
    /// The status of a job.
    Status,
    /// The status of a job as a stream.
    StatusStream,
    /// The result of a job.
    Result,
    /// The cancellation of a job.
    Cancel,
    /// The request for an upload URL.
    Initiate,
    /// The upload of a whole file.
    Upload,
    /// The upload of a part of a file.
    Part,
    /// The completion of an upload in parts.
    Complete,
    /// The request for a token, for uploads or for browsers.
    Token,
    /// The request for the keys that webhooks are signed with.
    Keys,
    /// The download of a file.
    File,
    /// The delivery of a webhook by the server itself.
    Webhook,
}

impl Operation {
    /// Whether the response is an event stream.
    pub(crate) fn is_stream(self) -> bool {
        matches!(self, Self::Stream | Self::StatusStream)
    }
}
