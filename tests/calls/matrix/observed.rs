//! The observed result of a row: how the operation ended, which requests the server received, and what is known of the job.
//! All of it is in the form of short strings, to compare with the row and to print.

use fal_client::Error;
use fal_mock::{Operation, RecordedRequest, Server};
use fal_models::Client;
use fal_models::hidream_i1_fast::Input;

use super::drive::Done;

/// The observed result of one row.
#[derive(Debug, PartialEq)]
pub(crate) struct Observed {
    /// The result of the caller: an output, or a typed error.
    pub(crate) end: String,
    /// The `outcome()` of the error.
    pub(crate) outcome: String,
    /// How many requests of each kind the server received.
    pub(crate) requests: String,
    /// How often the input was passed to a model.
    pub(crate) accepted: usize,
    /// What the caller knows of the job.
    pub(crate) known: String,
    /// The result that another client gets from the job, after the fault is removed.
    pub(crate) later: String,
    /// Jobs that the server accepted and the caller knows nothing of, not even that the request is ambiguous.
    pub(crate) lost: usize,
}

impl Observed {
    /// Inspects the result and the server, then removes the faults and fetches the result of the known job.
    pub(crate) async fn collect(done: &Done, server: &Server, other: &Client) -> Self {
        let requests = tally(&server.requests());
        let accepted = server.submissions();
        server.clear_faults();
        let error = done.end.as_ref().err();
        let ambiguous = error.is_some_and(Error::may_have_been_accepted);
        let jobs: Vec<_> = accepted.iter().filter(|entry| entry.operation == Operation::Submit).collect();
        let named = error.and_then(Error::request_id).filter(|id| jobs.iter().any(|job| job.request_id == *id));
        let (known, job) = match (&done.job, named) {
            (Some(saved), _) => ("job", other.resume::<Input>(saved).ok()),
            (None, Some(id)) => ("id", Some(other.job::<Input>(id))),
            (None, None) => (if ambiguous { "ambiguous" } else { "" }, None),
        };
        let later = match &job {
            Some(job) => end(&job.result().await.map(|_| "output".to_owned())),
            None => String::new(),
        };
        let is_known = |id: &str| job.as_ref().is_some_and(|job| job.request_id() == id);
        // Of two submissions, the caller knows the last job.
        let lost = jobs.last().filter(|entry| !is_known(&entry.request_id) && !ambiguous && error.is_some());
        let lost = lost.map_or(0, |_| 1);
        let outcome = error.map(|error| format!("{:?}", error.outcome())).unwrap_or_default();
        Self { end: end(&done.end), outcome, requests, accepted: accepted.len(), known: known.to_owned(), later, lost }
    }
}

fn end(end: &Result<String, Error>) -> String {
    match end {
        Ok(text) => text.clone(),
        Err(error) => describe(error),
    }
}

/// The parts of an error that a program can act on.
fn describe(error: &Error) -> String {
    let mut parts = vec![format!("{:?}", error.kind())];
    parts.extend(error.status().map(|status| status.to_string()));
    parts.extend(error.error_type().map(str::to_owned));
    parts.extend(error.is_retryable().map(|yes| if yes { "retryable" } else { "final" }.to_owned()));
    parts.extend(error.retry_after().map(|after| format!("after {} s", after.as_secs())));
    parts.extend(error.is_retry_budget_exhausted().then(|| "budget exhausted".to_owned()));
    let fields: Vec<String> = error.fields().iter().map(|field| field.path()).collect();
    parts.extend((!fields.is_empty()).then(|| fields.join(",")));
    parts.join(" ")
}

/// Counts the requests, such as `submit 2, status 3`, in the order of arrival.
fn tally(requests: &[RecordedRequest]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for request in requests {
        let kind = kind(request);
        match counts.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    let texts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    texts.join(", ")
}

/// Returns the purpose of a request.
fn kind(request: &RecordedRequest) -> &'static str {
    let path = request.path.split('?').next().unwrap_or_default();
    let ends = |end: &str| path.ends_with(end);
    match path.split('/').nth(1).unwrap_or_default() {
        "run" if ends("/stream") => "stream",
        "run" => "run",
        "queue" if ends("/status/stream") => "watch",
        "queue" if ends("/status") => "status",
        "queue" if ends("/cancel") => "cancel",
        "queue" if path.contains("/requests/") => "result",
        "queue" => "submit",
        "rest" if ends("/tokens/") => "token",
        "rest" if ends("/jwks.json") => "keys",
        "rest" => "initiate",
        "cdn" if ends("/complete") => "complete",
        "cdn" if path.starts_with("/cdn/files/") => "download",
        "cdn" if path.matches('/').count() == 4 => "part",
        "cdn" => "put",
        _ => "other",
    }
}
