//! The attempts of one request: sends it again as far as `retry` allows, and keeps what is known about the attempts.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::retry::RetryClass;
use crate::{Client, Error, trace};

/// What is known about the attempts of a request. Shared with the time limit, whose error reports it.
#[derive(Clone, Default)]
pub(crate) struct AttemptState(Arc<Inner>);

#[derive(Default)]
struct Inner {
    attempts: AtomicU32,
    ambiguous: AtomicBool,
    /// The id in the newest successful response, known before its body.
    request_id: Mutex<Option<String>>,
}

impl AttemptState {
    pub(crate) fn attempts(&self) -> u32 {
        self.0.attempts.load(Ordering::Relaxed)
    }

    /// Whether the server may have accepted an attempt without a response.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.0.ambiguous.load(Ordering::Relaxed)
    }

    /// The request id, in case the rest of the response never arrives.
    pub(crate) fn request_id(&self) -> Option<String> {
        self.0.request_id.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn record_request_id(&self, request_id: Option<String>) {
        *self.0.request_id.lock().unwrap_or_else(PoisonError::into_inner) = request_id;
    }

    fn start_attempt(&self, attempts: u32, billable: bool) {
        self.0.attempts.store(attempts, Ordering::Relaxed);
        self.mark_ambiguous(billable);
    }

    fn mark_ambiguous(&self, ambiguous: bool) {
        self.0.ambiguous.store(ambiguous, Ordering::Relaxed);
    }
}

impl fmt::Debug for AttemptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttemptState({})", self.attempts())
    }
}

impl Client {
    /// Makes attempts until one succeeds, or one fails in a way that does not allow another. The error has the number of
    /// attempts, and whether the server may have accepted one of them.
    pub(crate) async fn with_retries<T, F>(
        &self,
        class: RetryClass,
        state: &AttemptState,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let retry = self.config().retry;
        let mut ambiguous = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            state.start_attempt(attempts, class.is_billable());
            let error = match attempt().await {
                Ok(value) => {
                    self.retry_budget().give_back(attempts > 1);
                    return Ok(value);
                }
                Err(error) => error,
            };
            ambiguous |= class.is_ambiguous(&error);
            state.mark_ambiguous(ambiguous);
            let allowed = class.pause(retry, attempts, &error, random_fraction());
            let exhausted = allowed.is_some() && error.retry_after().is_none() && !self.retry_budget().take();
            let pause = allowed.filter(|_| !exhausted).and_then(|pause| self.policy_pause(attempts, &error, pause));
            trace::failed(attempts, &error, pause);
            let Some(pause) = pause else {
                let error = error.with_attempts(attempts).with_request_id(state.request_id()).with_exhausted(exhausted);
                return Err(if ambiguous { error.ambiguous() } else { error.unambiguous() });
            };
            self.transport().sleep(pause).await;
        }
    }

    /// The pause that the caller's policy decides on, at least that of the server.
    fn policy_pause(&self, attempts: u32, error: &Error, pause: Duration) -> Option<Duration> {
        let Some(policy) = &self.config().retry_policy else { return Some(pause) };
        let pause = policy.0.pause(attempts, error, pause)?;
        Some(pause.max(error.retry_after().unwrap_or_default()))
    }
}

/// A number from 0 to 1, from the seed of the standard library's hash maps, which is random enough to spread requests.
fn random_fraction() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_fractions_differ_and_are_between_zero_and_one() {
        let fractions: Vec<_> = (0..1000).map(|_| random_fraction()).collect();
        assert!(fractions.iter().all(|fraction| (0.0..1.0).contains(fraction)));
        let low = fractions.iter().filter(|fraction| **fraction < 0.5).count();
        assert!((300..700).contains(&low), "{low} of 1000 in the lower half");
    }
}
