//! `Submission`: a request that reached a model, so that tests can check that nothing is sent twice.

use crate::fault::Operation;
use crate::shared::{Entry, Log};

/// A request that reached a model: a job in the queue, a run, or a stream. On fal, each may cost money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// [`Submit`](Operation::Submit), [`Run`](Operation::Run) or [`Stream`](Operation::Stream).
    pub operation: Operation,
    /// The endpoint id.
    pub endpoint: String,
    /// The id of the request, which is also the id of its job.
    pub request_id: String,
}

impl Entry for Submission {
    const MAX_BYTES: usize = 64 << 20;

    fn size(&self) -> usize {
        self.endpoint.len() + self.request_id.len()
    }
}

/// The newest submissions.
pub(crate) struct SubmissionLog(Log<Submission>);

impl SubmissionLog {
    pub(crate) fn new(max_entries: usize) -> Self {
        Self(Log::new(max_entries))
    }

    pub(crate) fn record(&self, operation: Operation, endpoint: &str, request_id: &str) {
        self.0.push(Submission { operation, endpoint: endpoint.to_owned(), request_id: request_id.to_owned() });
    }

    /// All submissions, oldest first.
    pub(crate) fn entries(&self) -> Vec<Submission> {
        self.0.entries()
    }
}
