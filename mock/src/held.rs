//! Counts the requests that are held back on purpose, so that tests know when there is nothing left to wait for.
//! Kept by `app`; used by `sabotage` and `fault::damage`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many requests are held back at this moment.
#[derive(Clone, Default)]
pub(crate) struct Held(Arc<AtomicUsize>);

/// One of them, until it is dropped: the client went away, or the server stops.
pub(crate) struct Hold(Arc<AtomicUsize>);

impl Held {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    pub(crate) fn hold(&self) -> Hold {
        self.0.fetch_add(1, Ordering::AcqRel);
        Hold(Arc::clone(&self.0))
    }

    /// Never ends; counts as long as it is waited for.
    pub(crate) async fn forever<T>(&self) -> T {
        let _hold = self.hold();
        std::future::pending().await
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
