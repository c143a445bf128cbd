//! `Operation`: what a request asks for, whatever host and layout it came by.
//! Part of `fault`; found out by `router`.

/// What a request asks for.
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
    /// The state of a job.
    Status,
    /// The state of a job as a stream.
    StatusStream,
    /// The result of a job.
    Result,
    /// The cancellation of a job.
    Cancel,
    /// Asking where to upload a file.
    Initiate,
    /// Sending a whole file.
    Upload,
    /// Sending a part of a file.
    Part,
    /// Saying that all parts are there.
    Complete,
    /// Asking for a token, for uploads or for browsers.
    Token,
    /// Asking for the keys that webhooks are signed with.
    Keys,
    /// Fetching a file.
    File,
    /// The delivery of a webhook, by the server itself.
    Webhook,
}

impl Operation {
    /// Whether the answer is an event stream.
    pub(crate) fn is_stream(self) -> bool {
        matches!(self, Self::Stream | Self::StatusStream)
    }
}
