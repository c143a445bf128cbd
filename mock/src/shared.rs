//! What the connections share: values behind a lock, and logs of the newest entries.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A mutex that ignores poisoning: every change to the values in it is a single step, so a panic elsewhere leaves them valid.
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry of a [`Log`].
pub(crate) trait Entry: Clone {
    /// Most bytes that a log keeps of such entries; the newest entry is kept whatever its size.
    const MAX_BYTES: usize;

    /// Bytes that count towards the limit.
    fn size(&self) -> usize;
}

/// The newest entries, bounded in number and in bytes.
pub(crate) struct Log<T>(Shared<Entries<T>>);

struct Entries<T> {
    entries: VecDeque<T>,
    bytes: usize,
    max_entries: usize,
}

impl<T: Entry> Log<T> {
    pub(crate) fn new(max_entries: usize) -> Self {
        Self(Shared::new(Entries { entries: VecDeque::new(), bytes: 0, max_entries }))
    }

    pub(crate) fn push(&self, entry: T) {
        self.0.lock().push(entry);
    }

    pub(crate) fn clear(&self) {
        let mut log = self.0.lock();
        log.entries.clear();
        log.bytes = 0;
    }

    /// All entries, oldest first.
    pub(crate) fn entries(&self) -> Vec<T> {
        self.0.lock().entries.iter().cloned().collect()
    }
}

impl<T: Entry> Entries<T> {
    fn push(&mut self, entry: T) {
        self.bytes += entry.size();
        self.entries.push_back(entry);
        while self.entries.len() > self.max_entries || (self.bytes > T::MAX_BYTES && self.entries.len() > 1) {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An entry of that many bytes.
    impl Entry for usize {
        const MAX_BYTES: usize = 100;

        fn size(&self) -> usize {
            *self
        }
    }

    fn log(max_entries: usize, entries: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let log = Log::new(max_entries);
        entries.into_iter().for_each(|entry| log.push(entry));
        log.entries()
    }

    #[test]
    fn a_log_keeps_the_newest_entries_only() {
        assert_eq!(log(2, [1, 2, 3]), [2, 3]);
        assert_eq!(log(0, [1]), [0; 0]);
    }

    #[test]
    fn a_log_drops_its_oldest_entries_above_its_limit_of_bytes() {
        assert_eq!(log(9, [30, 50, 50]), [50, 50]);
        assert_eq!(log(9, [30, 50, 51]), [51]);
        assert_eq!(log(9, [1, 500]), [500]);
    }

    #[test]
    fn a_cleared_log_has_room_for_as_many_bytes_as_a_new_one() {
        let log = Log::new(9);
        log.push(100);
        log.clear();
        [40, 60].into_iter().for_each(|entry| log.push(entry));
        assert_eq!(log.entries(), [40, 60]);
    }
}
