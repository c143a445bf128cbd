//! Spans and events of the crate `tracing`, if the feature is enabled. They have names, ids, counts and statuses, never
//! content, keys or URLs.

use std::future::Future;
use std::time::Duration;

use crate::Error;

/// Waits for a future within the span of an operation on an endpoint.
#[cfg(feature = "tracing")]
pub(crate) async fn span<T>(way: &'static str, endpoint: &str, future: impl Future<Output = T>) -> T {
    use tracing::Instrument as _;
    future.instrument(tracing::info_span!(target: "fal_client", "fal", way, endpoint)).await
}

/// Waits for a future.
#[cfg(not(feature = "tracing"))]
pub(crate) async fn span<T>(_way: &'static str, _endpoint: &str, future: impl Future<Output = T>) -> T {
    future.await
}

/// The environment names a local server.
pub(crate) fn local_server() {
    #[cfg(feature = "tracing")]
    tracing::warn!(target: "fal_client", "FAL_BASE_URL is set: requests go to a local server, without the key");
}

/// The queue has accepted a job.
pub(crate) fn submitted(request_id: &str) {
    #[cfg(feature = "tracing")]
    tracing::info!(target: "fal_client", request_id, "submitted");
    let _ = request_id;
}

/// An attempt failed; `pause` is the time until the next one, if there is one.
pub(crate) fn failed(attempt: u32, error: &Error, pause: Option<Duration>) {
    #[cfg(feature = "tracing")]
    {
        let (kind, status, request_id) = (format!("{:?}", error.kind()), error.status(), error.request_id());
        match pause {
            Some(pause) => {
                let pause = pause.as_secs_f64();
                tracing::warn!(target: "fal_client", attempt, kind, status, request_id, pause, "trying again");
            }
            None => tracing::debug!(target: "fal_client", attempt, kind, status, request_id, "giving up"),
        }
    }
    let _ = (attempt, error, pause);
}

/// An output lacked fields that the client has set.
pub(crate) fn corrected(request_id: &str, corrections: usize) {
    #[cfg(feature = "tracing")]
    if corrections > 0 {
        tracing::warn!(target: "fal_client", request_id, corrections, "corrected an incomplete output");
    }
    let _ = (request_id, corrections);
}
