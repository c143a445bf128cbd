//! Time limits: of one exchange, and of a whole call with its attempts and pauses.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::future::BoxFuture;
use futures_util::future::{Either, select};

use super::attempts::AttemptState;
use crate::{Client, Error};

impl Client {
    /// Waits for one exchange, but not longer than the limit.
    pub(crate) async fn within<T>(
        &self,
        limit: Duration,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match select(pin!(exchange), self.transport().sleep(limit)).await {
            Either::Left((result, _)) => result,
            Either::Right(((), _)) => Err(Error::timeout(limit).ambiguous()),
        }
    }

    /// A time limit that starts now.
    pub(crate) fn deadline(&self, after: Option<Duration>) -> Deadline {
        Deadline {
            limit: after.map(|after| (after, self.transport().sleep(after))),
            has_passed: false,
            state: AttemptState::default(),
        }
    }
}

/// A time limit that several futures can share.
pub(crate) struct Deadline {
    limit: Option<(Duration, BoxFuture<'static, ()>)>,
    has_passed: bool,
    state: AttemptState,
}

impl Deadline {
    /// The state of the attempts under this limit.
    pub(crate) fn attempt_state(&self) -> AttemptState {
        self.state.clone()
    }

    /// Whether the limit has ended a future.
    pub(crate) fn has_passed(&self) -> bool {
        self.has_passed
    }

    /// Returns the error if the limit has passed; otherwise the task is woken when it does.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Option<Error> {
        let (after, sleep) = self.limit.as_mut()?;
        match sleep.as_mut().poll(cx) {
            Poll::Ready(()) => Some(timeout(*after, &self.state)),
            Poll::Pending => None,
        }
    }

    /// Waits for `future`, but not longer than the limit.
    pub(crate) async fn limit<T>(&mut self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let result = match &mut self.limit {
            None => future.await,
            Some((after, sleep)) => match select(pin!(future), sleep).await {
                Either::Left((result, _)) => result,
                Either::Right(((), _)) => {
                    self.has_passed = true;
                    Err(timeout(*after, &self.state))
                }
            },
        };
        // A response that arrived but cannot be read took attempts as well.
        result.map_err(|error| if error.attempts() == 0 { error.with_attempts(self.state.attempts()) } else { error })
    }
}

fn timeout(after: Duration, state: &AttemptState) -> Error {
    let error = Error::timeout(after).with_attempts(state.attempts()).with_request_id(state.request_id());
    if state.is_ambiguous() { error.ambiguous() } else { error }
}
