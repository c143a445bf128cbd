//! `Accepted`: what made a model work, for tests that nothing is done twice.
//! Written by `hosts`, bounded in number.

use std::collections::VecDeque;

use crate::fault::Operation;

/// A request that a model was given: a job that the queue took, a run, or a stream. On fal, each may cost money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// [`Submit`](Operation::Submit), [`Run`](Operation::Run) or [`Stream`](Operation::Stream).
    pub operation: Operation,
    /// The endpoint id.
    pub endpoint: String,
    /// The id of the request, which is that of the job.
    pub request_id: String,
}

/// The newest of them.
pub(crate) struct Ledger {
    entries: VecDeque<Accepted>,
    most: usize,
}

impl Ledger {
    pub(crate) fn new(most: usize) -> Self {
        Self { entries: VecDeque::new(), most }
    }

    pub(crate) fn note(&mut self, operation: Operation, endpoint: &str, request_id: &str) {
        let (endpoint, request_id) = (endpoint.to_owned(), request_id.to_owned());
        self.entries.push_back(Accepted { operation, endpoint, request_id });
        if self.entries.len() > self.most {
            self.entries.pop_front();
        }
    }

    pub(crate) fn entries(&self) -> Vec<Accepted> {
        self.entries.iter().cloned().collect()
    }
}
