//! The same work on many things, on as many cores as there are; results keep the order of the things, so that the output
//! does not depend on who was faster. Knows nothing of rendering; feeds `render`.

#![expect(clippy::disallowed_methods, reason = "this file starts the threads and keeps the order of results")]

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Fewer things than this per thread are not worth starting one.
const WORTH_A_THREAD: usize = 4;

/// `work` on each of `items`.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len() / WORTH_A_THREAD);
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let worker = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            mine.push((index, work(item)));
        }
        done.lock().expect("no worker panics while it holds the lock").append(&mut mine);
    };
    // A worker that panics ends the whole: `scope` passes its panic on.
    thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(worker)));
    let mut done = done.into_inner().expect("no worker panics while it holds the lock");
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_keep_the_order_of_the_items_whoever_is_faster() {
        let items: Vec<usize> = (0..200).collect();
        let slow_first = |item: &usize| {
            std::thread::sleep(std::time::Duration::from_micros(if item.is_multiple_of(8) { 300 } else { 0 }));
            item * 2
        };
        assert_eq!(map(&items, slow_first), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(map(&[7], |item| item + 1), [8]);
        assert!(map(&[], |item: &usize| *item).is_empty());
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_not_swallowed() {
        map(&[0; 64], |item| assert_eq!(*item, 1));
    }
}
