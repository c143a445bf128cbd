//! `RetryBudget`: how many retries all calls of a client have left, so that an outage does not multiply the requests. It counts
//! and has no clock.

use std::sync::{Mutex, PoisonError};

/// What one retry takes. A success gives back one part, or all of what its own last retry took.
const RETRY: u64 = 5;

#[derive(Debug)]
pub(crate) struct RetryBudget {
    full: u64,
    left: Mutex<u64>,
}

impl RetryBudget {
    pub(crate) fn new(retries: u32) -> Self {
        let full = u64::from(retries) * RETRY;
        Self { full, left: Mutex::new(full) }
    }

    /// Takes one retry; returns whether there was one.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = left.checked_sub(RETRY);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// A request succeeded.
    pub(crate) fn give_back(&self, retried: bool) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + if retried { RETRY } else { 1 }).min(self.full);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successes_give_back_what_retries_took_up_to_the_full_budget() {
        let budget = RetryBudget::new(2);
        budget.give_back(true);
        assert_eq!([(); 3].map(|()| budget.take()), [true, true, false]);
        (0..4).for_each(|_| budget.give_back(false));
        assert!(!budget.take());
        budget.give_back(false);
        assert_eq!([(); 2].map(|()| budget.take()), [true, false]);
        budget.give_back(true);
        assert!(budget.take());
        assert!(!RetryBudget::new(0).take());
    }
}
