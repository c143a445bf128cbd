//! `KeyCache`: the public keys that a client has fetched.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::keys::Keys;

/// The keys, and when they were fetched.
#[derive(Debug, Default)]
pub(crate) struct KeyCache(Mutex<Option<(SystemTime, Keys)>>);

impl KeyCache {
    /// The keys, if they are younger than `age`. Keys from the future are not used: the clock was changed.
    pub(super) fn get(&self, now: SystemTime, age: Duration) -> Option<Keys> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (fetched, keys) = cached.as_ref()?;
        now.duration_since(*fetched).ok().filter(|passed| *passed < age).map(|_| keys.clone())
    }

    pub(super) fn put(&self, now: SystemTime, keys: Keys) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, keys));
    }
}
