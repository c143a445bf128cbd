//! `Retry`: how often and after what pause a request is sent again, and the table of the cases in which it may be. The only
//! code that decides about another attempt.

use std::time::Duration;

use crate::{Error, ErrorKind};

/// How often a request is sent, and the pause before the next attempt.
///
/// What is sent again, and in which case:
///
/// | case | status, cancel, upload, token, download | result | submit, run, stream | these with `allow_duplicates` |
/// | --- | --- | --- | --- | --- |
/// | no connection was made, or it was closed before the request was sent | yes | yes | yes | yes |
/// | the response was lost, incomplete, or late | yes | yes | no | yes |
/// | 429 | yes | unless it is the model's | yes, unless `max_queue_length` is set | the same |
/// | 503 by nginx without request id: nothing accepted the request | yes | yes | yes | yes |
/// | 408, 502, 503, 504 | yes | unless it is the model's | no | unless it is the model's |
/// | 500 | yes | no | no | no |
/// | an error that the server marks as retryable and does not bill | yes | no | yes | yes |
/// | an error that the server marks as not retryable, or a passed start timeout | no | no | no | no |
/// | anything else | no | no | no | no |
///
/// A response is the model's if it has a request id (`x-fal-request-id`). The server marks an error as retryable or
/// not by `x-fal-retryable`, and as billed by `x-fal-billable-units`.
///
/// The pause before attempt n + 1 is random between zero and `base` · 2ⁿ⁻¹, at most `max`, and never shorter than the
/// server's `Retry-After`. If that is longer than `max`, there is no further attempt. The overall
/// limit of a call, [`Call::timeout`](crate::Call::timeout), covers all attempts and pauses.
///
/// All calls of a client share a [budget](Self::budget) of 500 retries, which successes fill up again. A
/// [`RetryPolicy`](crate::RetryPolicy) can prevent attempts that the table allows; nothing can add one.
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
    pub(crate) budget: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(500), max: Duration::from_secs(30), budget: 500 }
    }
}

impl Retry {
    /// 4 attempts, with pauses from 500 ms to 30 s.
    pub fn new() -> Self {
        Self::default()
    }

    /// One attempt: no request is sent a second time.
    pub fn never() -> Self {
        Self::new().attempts(1)
    }

    /// The maximum number of attempts, including the first. At least 1. While waiting for a job, its status and result are
    /// requested up to twice as many additional times, because the job continues meanwhile: 7 times instead of 4.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest pause before the second attempt. It doubles with each further attempt.
    pub fn base(mut self, pause: Duration) -> Self {
        self.base = pause;
        self
    }

    /// The longest pause before any attempt, and the longest `Retry-After` that is honored.
    pub fn max(mut self, pause: Duration) -> Self {
        self.max = pause;
        self
    }

    /// How many retries all calls of a client have together. A retry takes one, unless the server requests it by `Retry-After`; a
    /// success gives back a fifth of one, or a whole one if it took retries. When none is left, a call returns its error at
    /// once, see [`Error::is_retry_budget_exhausted`]. So a client sends not many more requests during an outage than otherwise.
    /// Default: 500.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// The pause after a failed attempt, counted from 1; `None` if the server requests a longer one than the maximum.
    /// `fraction` is between 0 and 1.
    fn pause(self, attempt: u32, retry_after: Option<Duration>, fraction: f64) -> Option<Duration> {
        let retry_after = retry_after.unwrap_or_default();
        if retry_after > self.max {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let longest = self.base.saturating_mul(doubled).min(self.max);
        Some(longest.mul_f64(fraction.clamp(0.0, 1.0)).max(retry_after))
    }
}

/// A column of the table above: in which cases one kind of request is sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RetryClass {
    /// If the response was lost, so that the server may have accepted the request.
    on_lost_response: bool,
    /// After 429.
    on_429: bool,
    /// After which other server errors.
    on_5xx: ServerErrors,
    /// If the server marks the error as retryable.
    honor_hint: bool,
    /// Whether the request makes a model run, so that it matters whether a request without a response was accepted.
    billable: bool,
    /// Whether there are twice as many attempts after the first: for requests about a job, which continues meanwhile.
    extra_attempts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ServerErrors {
    /// All transient ones.
    Transient,
    /// All transient ones that are not the model's response, which would only be repeated.
    TransientNotByModel,
    /// Only those of requests that nothing accepted.
    NotAccepted,
}

impl RetryClass {
    /// Requests that may be sent twice without harm.
    pub(crate) const IDEMPOTENT: Self = Self {
        on_lost_response: true,
        on_429: true,
        on_5xx: ServerErrors::Transient,
        honor_hint: true,
        billable: false,
        extra_attempts: false,
    };
    /// The status of a job while waiting for it.
    pub(crate) const WAITING: Self = Self { extra_attempts: true, ..Self::IDEMPOTENT };
    /// The result of a job. The server returns the same one again, errors included.
    pub(crate) const RESULT: Self =
        Self { on_5xx: ServerErrors::TransientNotByModel, honor_hint: false, extra_attempts: true, ..Self::IDEMPOTENT };
    /// Requests that make a model run.
    pub(crate) const BILLABLE: Self =
        Self { on_lost_response: false, on_5xx: ServerErrors::NotAccepted, billable: true, ..Self::IDEMPOTENT };
    /// Requests that make a model run, if the caller accepts that it may run twice.
    pub(crate) const DUPLICATES: Self =
        Self { on_lost_response: true, on_5xx: ServerErrors::TransientNotByModel, ..Self::BILLABLE };

    /// The same class, without attempts after 429.
    pub(crate) fn without_429(self) -> Self {
        Self { on_429: false, ..self }
    }

    pub(crate) fn is_billable(self) -> bool {
        self.billable
    }

    /// The pause before the next attempt; `None` if there is none.
    pub(crate) fn pause(self, retry: Retry, attempts: u32, error: &Error, fraction: f64) -> Option<Duration> {
        let pause = retry.pause(attempts, error.retry_after(), fraction);
        pause.filter(|_| attempts < self.max_attempts(retry) && self.allows(error))
    }

    /// Whether an attempt that failed may have made a model run.
    pub(crate) fn is_ambiguous(self, error: &Error) -> bool {
        self.billable && (error.may_have_been_accepted() || is_ambiguous_status(error))
    }

    fn max_attempts(self, retry: Retry) -> u32 {
        let again = retry.attempts - 1;
        1 + if self.extra_attempts { again.saturating_mul(2).min(u32::MAX - 1) } else { again }
    }

    fn allows(self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::Transport | ErrorKind::Timeout => self.on_lost_response || !error.may_have_been_accepted(),
            _ => error.status().is_some_and(|status| self.allows_status(status, error)),
        }
    }

    fn allows_status(self, status: u16, error: &Error) -> bool {
        let hints = error.retry_hints();
        if status < 400 || hints.retryable == Some(false) || hints.start_timeout {
            return false;
        }
        if status == 429 && !self.on_429 {
            return false;
        }
        if self.honor_hint && hints.retryable == Some(true) && !hints.is_billed() {
            return true;
        }
        let by_model = error.is_by_model();
        let transient = matches!(status, 408 | 502 | 503 | 504);
        match self.on_5xx {
            ServerErrors::Transient => transient || matches!(status, 429 | 500),
            ServerErrors::TransientNotByModel if self.honor_hint && status == 429 => true,
            ServerErrors::TransientNotByModel => (transient || status == 429) && !by_model,
            ServerErrors::NotAccepted => is_not_accepted(status, error) || status == 429,
        }
    }
}

/// Whether an nginx in front of fal has found no server that accepts the request.
fn is_not_accepted(status: u16, error: &Error) -> bool {
    status == 503 && !error.is_by_model() && error.body().is_some_and(|body| body.contains("nginx"))
}

/// Whether a response by something between this client and the model leaves open whether the request was accepted.
fn is_ambiguous_status(error: &Error) -> bool {
    let hints = error.retry_hints();
    let not_run = hints.start_timeout || (hints.retryable == Some(true) && !hints.is_billed());
    let by_gateway = |status| matches!(status, 408 | 500 | 502..=504) && !is_not_accepted(status, error);
    error.status().is_some_and(by_gateway) && !error.is_by_model() && !not_run
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
    fn retry_after_is_the_shortest_pause_and_one_over_the_maximum_ends_the_attempts() {
        let retry = Retry::new().base(SECOND).max(5 * SECOND);
        assert_eq!(retry.pause(1, Some(3 * SECOND), 1.0), Some(3 * SECOND));
        assert_eq!(retry.pause(3, Some(3 * SECOND), 1.0), Some(4 * SECOND));
        assert_eq!(retry.pause(1, Some(5 * SECOND), 0.0), Some(5 * SECOND));
        assert_eq!(retry.pause(1, Some(6 * SECOND), 0.0), None);
    }

    #[test]
    fn there_is_always_one_attempt() {
        assert_eq!(Retry::new().attempts(0), Retry::never());
    }

    #[test]
    fn requests_about_a_job_have_extra_attempts_unless_there_are_no_retries() {
        for (attempts, extra) in [(1, 1), (2, 3), (4, 7), (u32::MAX, u32::MAX)] {
            let retry = Retry::new().attempts(attempts);
            let most = |class: RetryClass| class.max_attempts(retry);
            assert_eq!((most(RetryClass::IDEMPOTENT), most(RetryClass::BILLABLE)), (attempts, attempts));
            assert_eq!((most(RetryClass::WAITING), most(RetryClass::RESULT)), (extra, extra));
        }
    }
}
