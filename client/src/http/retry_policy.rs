//! `RetryPolicy`: a decision of the caller's about retries that the table allows.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::Error;

/// Decides about another attempt, in addition to [`Retry`](crate::Retry), for [`Config::retry_policy`](crate::Config::retry_policy).
///
/// It is called only if the table of `Retry` allows the attempt, the maximum number of attempts is not reached, and the
/// budget is not used up. So it can prevent attempts and change pauses, but it cannot make the client send anything again
/// that may have been accepted.
///
/// ```
/// use std::time::Duration;
/// use fal_client::{Config, Error};
///
/// // No more than two attempts if the server is overloaded.
/// let policy = |attempts: u32, error: &Error, pause: Duration| {
///     (error.status() != Some(503) || attempts < 2).then_some(pause)
/// };
/// let config = Config::new("id:secret").retry_policy(policy);
/// # let _ = config;
/// ```
pub trait RetryPolicy: Send + Sync + 'static {
    /// The pause before the next attempt; `None` to return the error instead. `attempts` have failed, the last one with
    /// `error`, and the client would wait for `pause`. It never waits less than the server's `Retry-After`.
    fn pause(&self, attempts: u32, error: &Error, pause: Duration) -> Option<Duration>;
}

impl<F: Fn(u32, &Error, Duration) -> Option<Duration> + Send + Sync + 'static> RetryPolicy for F {
    fn pause(&self, attempts: u32, error: &Error, pause: Duration) -> Option<Duration> {
        self(attempts, error, pause)
    }
}

/// A policy in the settings.
#[derive(Clone)]
pub(crate) struct SharedPolicy(pub(crate) Arc<dyn RetryPolicy>);

impl fmt::Debug for SharedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RetryPolicy(..)")
    }
}
