//! `Retry`: how often and after what pause a request is sent again, and the one table of what may be. Read from
//! `Config`; every exchange with a server goes through `Client::repeating`.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::{Client, Error, ErrorKind, trace};

/// How often a request is sent, and the pause before the next attempt.
///
/// What is sent again, and after what:
///
/// | after | status, cancel, upload, token, download | result | submit, run, stream | these with `duplicates_are_fine` |
/// | --- | --- | --- | --- | --- |
/// | no connection was made, or it was closed before the request was sent | yes | yes | yes | yes |
/// | the answer was lost, cut off, or late | yes | yes | no | yes |
/// | 429 | yes | if not the model's | yes, unless `max_queue_length` is set | the same |
/// | 503 by nginx without request id: nobody took the request | yes | yes | yes | yes |
/// | 408, 502, 503, 504 | yes | if not the model's | no | if not the model's |
/// | 500 | yes | no | no | no |
/// | an error that the server calls retryable and does not bill | yes | no | yes | yes |
/// | an error that the server calls not retryable, or a passed start timeout | no | no | no | no |
/// | anything else | no | no | no | no |
///
/// An answer is the model's when it has a request id (`x-fal-request-id`); the server calls an error retryable or
/// not by `x-fal-retryable`, and billed by `x-fal-billable-units`.
///
/// The pause before attempt n + 1 is random between zero and `base` · 2ⁿ⁻¹, at most `max`, and never shorter than the
/// server's `Retry-After`. When that is longer than `max`, there is no further attempt. The overall
/// limit of a call, [`Call::timeout`](crate::Call::timeout), covers all attempts and pauses.
///
/// ```
/// use std::time::Duration;
/// use fal_client::{Config, Retry};
///
/// let patient = Retry::new().attempts(8).max(Duration::from_secs(60));
/// let config = Config::new("id:secret").retry(patient);
/// let config = Config::new("id:secret").retry(Retry::never());
/// # let _ = config;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct Retry {
    attempts: u32,
    base: Duration,
    max: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(500), max: Duration::from_secs(30) }
    }
}

impl Retry {
    /// 4 attempts, pauses from 500 ms up to 30 s.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing is sent a second time.
    pub fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How often a request is sent at most, the first time included. At least 1. While a job is waited for, its status
    /// and result are asked for up to twice as many times again, because the job goes on meanwhile: of 4 attempts, 7.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest pause before the second attempt. It doubles with each further one.
    pub fn base(mut self, pause: Duration) -> Self {
        self.base = pause;
        self
    }

    /// The longest pause before any attempt, and the longest `Retry-After` that is waited for.
    pub fn max(mut self, pause: Duration) -> Self {
        self.max = pause;
        self
    }

    /// The pause after a failed attempt, counted from 1; `None` when the server asks for more patience than there is.
    /// `chance` lies between 0 and 1.
    fn pause(self, attempt: u32, after: Option<Duration>, chance: f64) -> Option<Duration> {
        let after = after.unwrap_or_default();
        if after > self.max {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let longest = self.base.saturating_mul(doubled).min(self.max);
        Some(longest.mul_f64(chance.clamp(0.0, 1.0)).max(after))
    }
}

/// A row of the table above: what one sort of request allows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeat {
    /// When the answer was lost, so that the server may have acted.
    lost: bool,
    /// After 429.
    busy: bool,
    /// After which other errors of the server.
    failed: Failed,
    /// When the server says that the error is retryable.
    advised: bool,
    /// Whether a model runs by it, so that it matters whether a request without an answer was accepted.
    costs: bool,
    /// Whether there are twice as many attempts after the first: for questions about a job, which goes on meanwhile.
    patient: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Failed {
    /// Any that may pass.
    Passing,
    /// Any that may pass and is not the model's own answer, which would only be repeated.
    NotTheModels,
    /// Only where nobody took the request.
    Refused,
}

impl Repeat {
    /// Requests that do no harm twice.
    pub(crate) const SAFE: Self =
        Self { lost: true, busy: true, failed: Failed::Passing, advised: true, costs: false, patient: false };
    /// The status of a job that is waited for.
    pub(crate) const WAITING: Self = Self { patient: true, ..Self::SAFE };
    /// The result of a job, which the server repeats, errors included.
    pub(crate) const RESULT: Self =
        Self { lost: true, busy: true, failed: Failed::NotTheModels, advised: false, costs: false, patient: true };
    /// Requests that make a model run.
    pub(crate) const COSTLY: Self =
        Self { lost: false, busy: true, failed: Failed::Refused, advised: true, costs: true, patient: false };
    /// Requests that make a model run, where the caller accepts that it may run twice.
    pub(crate) const DUPLICATES: Self =
        Self { lost: true, busy: true, failed: Failed::NotTheModels, advised: true, costs: true, patient: false };

    /// The same, but 429 is the answer that was asked for.
    pub(crate) fn not_when_busy(self) -> Self {
        Self { busy: false, ..self }
    }

    /// How often a request is sent at most.
    fn attempts(self, retry: Retry) -> u32 {
        let again = retry.attempts - 1;
        1 + if self.patient { again.saturating_mul(2).min(u32::MAX - 1) } else { again }
    }

    fn allows(self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Transport | ErrorKind::Timeout => self.lost || !error.may_have_been_accepted(),
            _ => error.status().is_some_and(|status| self.allows_status(status, error)),
        }
    }

    fn allows_status(self, status: u16, error: &Error) -> bool {
        let advice = error.advice();
        if status < 400 || advice.retryable == Some(false) || advice.start_timeout {
            return false;
        }
        if status == 429 && !self.busy {
            return false;
        }
        if self.advised && advice.retryable == Some(true) && !advice.is_billed() {
            return true;
        }
        let (by_model, refused) = (error.request_id().is_some(), is_refused(status, error));
        let passing = matches!(status, 408 | 502 | 503 | 504);
        match self.failed {
            Failed::Passing => passing || matches!(status, 429 | 500),
            Failed::NotTheModels if self.advised && status == 429 => true,
            Failed::NotTheModels => (passing || status == 429) && !by_model,
            Failed::Refused => refused || status == 429,
        }
    }
}

/// Whether an nginx in front of fal has found nobody to take the request.
fn is_refused(status: u16, error: &Error) -> bool {
    status == 503 && error.request_id().is_none() && error.body().is_some_and(|body| body.contains("nginx"))
}

/// Whether an answer of something between here and the model leaves open what became of the request.
fn is_unclear(error: &Error) -> bool {
    let advice = error.advice();
    let unharmed = advice.start_timeout || (advice.retryable == Some(true) && !advice.is_billed());
    let between = |status| matches!(status, 408 | 500 | 502..=504) && !is_refused(status, error);
    error.status().is_some_and(between) && error.request_id().is_none() && !unharmed
}

/// What became of the attempts of the request that is being made; shared with the time limit, whose error tells it.
#[derive(Clone, Default)]
pub(crate) struct Trail(Arc<Steps>);

#[derive(Default)]
struct Steps {
    attempts: AtomicU32,
    perhaps_sent: AtomicBool,
    /// The id in the newest answer that said yes, known before its body is.
    request_id: Mutex<Option<String>>,
}

impl Trail {
    pub(crate) fn attempts(&self) -> u32 {
        self.0.attempts.load(Ordering::Relaxed)
    }

    pub(crate) fn perhaps_sent(&self) -> bool {
        self.0.perhaps_sent.load(Ordering::Relaxed)
    }

    /// The request id, should the rest of the answer never come.
    pub(crate) fn request_id(&self) -> Option<String> {
        self.0.request_id.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note(&self, request_id: Option<String>) {
        *self.0.request_id.lock().unwrap_or_else(PoisonError::into_inner) = request_id;
    }

    fn step(&self, attempts: u32, costs: bool) {
        self.0.attempts.store(attempts, Ordering::Relaxed);
        self.mark(costs);
    }

    fn mark(&self, perhaps_sent: bool) {
        self.0.perhaps_sent.store(perhaps_sent, Ordering::Relaxed);
    }
}

impl fmt::Debug for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trail({})", self.attempts())
    }
}

impl Client {
    /// Makes attempts until one succeeds, or one fails in a way that does not allow another. The error knows how many
    /// there were, and whether any of them may have reached the server.
    pub(crate) async fn repeating<T, F>(
        &self,
        repeat: Repeat,
        trail: &Trail,
        mut attempt: impl FnMut() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let retry = self.config().retry;
        let mut perhaps_sent = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            trail.step(attempts, repeat.costs);
            let error = match attempt().await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            perhaps_sent |= repeat.costs && (error.may_have_been_accepted() || is_unclear(&error));
            trail.mark(perhaps_sent);
            let pause = retry.pause(attempts, error.retry_after(), chance());
            let pause = pause.filter(|_| attempts < repeat.attempts(retry) && repeat.allows(&error));
            trace::failed(attempts, &error, pause);
            let Some(pause) = pause else {
                let error = error.with_attempts(attempts).with_request_id(trail.request_id());
                return Err(if perhaps_sent { error.perhaps_sent() } else { error.surely_not_accepted() });
            };
            self.transport().sleep(pause).await;
        }
    }
}

/// A number between 0 and 1, from the seed of the standard library's hash maps: good enough to spread requests.
fn chance() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_longest_pause_doubles_up_to_the_maximum() {
        let retry = Retry::new().base(SECOND).max(5 * SECOND);
        let longest: Vec<_> = (1..=4).map(|attempt| retry.pause(attempt, None, 1.0).unwrap().as_secs()).collect();
        assert_eq!(longest, [1, 2, 4, 5]);
        assert_eq!(retry.pause(u32::MAX, None, 1.0), Some(5 * SECOND));
        assert_eq!(retry.pause(3, None, 0.0), Some(Duration::ZERO));
        assert_eq!(retry.pause(3, None, 0.5), Some(2 * SECOND));
    }

    #[test]
    fn retry_after_is_the_shortest_pause_and_too_long_a_one_ends_it() {
        let retry = Retry::new().base(SECOND).max(5 * SECOND);
        assert_eq!(retry.pause(1, Some(3 * SECOND), 1.0), Some(3 * SECOND));
        assert_eq!(retry.pause(3, Some(3 * SECOND), 1.0), Some(4 * SECOND));
        assert_eq!(retry.pause(1, Some(5 * SECOND), 0.0), Some(5 * SECOND));
        assert_eq!(retry.pause(1, Some(6 * SECOND), 0.0), None);
    }

    #[test]
    fn chances_differ_and_stay_between_zero_and_one() {
        let chances: Vec<_> = (0..1000).map(|_| chance()).collect();
        assert!(chances.iter().all(|chance| (0.0..1.0).contains(chance)));
        let low = chances.iter().filter(|chance| **chance < 0.5).count();
        assert!((300..700).contains(&low), "{low} of 1000 in the lower half");
    }

    #[test]
    fn there_is_always_one_attempt() {
        assert_eq!(Retry::new().attempts(0), Retry::never());
    }

    #[test]
    fn a_job_is_asked_about_with_more_patience_unless_nothing_is_repeated() {
        for (attempts, patient) in [(1, 1), (2, 3), (4, 7), (u32::MAX, u32::MAX)] {
            let retry = Retry::new().attempts(attempts);
            assert_eq!((Repeat::SAFE.attempts(retry), Repeat::COSTLY.attempts(retry)), (attempts, attempts));
            assert_eq!((Repeat::WAITING.attempts(retry), Repeat::RESULT.attempts(retry)), (patient, patient));
        }
    }
}
