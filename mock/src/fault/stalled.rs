//! Counts the requests that a fault rule stalls, so that tests know when there is nothing left to wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many requests are stalled at this moment.
#[derive(Clone, Default)]
pub(crate) struct Stalled(Arc<AtomicUsize>);

/// A stalled request. Dropped when its client disconnects or the server stops.
pub(crate) struct StalledRequest(Arc<AtomicUsize>);

impl Stalled {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn add(&self) -> StalledRequest {
        self.0.fetch_add(1, Ordering::AcqRel);
        StalledRequest(Arc::clone(&self.0))
    }

    /// Never completes. The request counts as stalled until this future is dropped.
    pub(crate) async fn forever<T>(&self) -> T {
        let _stalled = self.add();
        std::future::pending().await
    }
}

impl Drop for StalledRequest {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
