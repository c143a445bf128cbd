//! Where everything random comes from: numbers that follow from a seed and a path alone. Feeds every other file here.

use fastrand::Rng;

/// A reproducible sequence of choices.
pub(crate) struct Source(Rng);

impl Source {
    /// The sequence of a seed and the numbers that lead to one part of what is made from it.
    pub(crate) fn new(seed: u64, path: &[u64]) -> Self {
        let mixed = path.iter().fold(seed, |seed, part| {
            let mut step = Rng::with_seed(seed.rotate_left(17) ^ part.wrapping_add(0x9e37_79b9_7f4a_7c15));
            step.u64(..)
        });
        Self(Rng::with_seed(mixed))
    }

    /// Whether an event of this probability, in percent, happens.
    pub(crate) fn chance(&mut self, percent: f64) -> bool {
        self.0.f64() * 100.0 < percent
    }

    /// A number below `end`, or 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.usize(..end) }
    }

    /// A number from `first` to `last`.
    pub(crate) fn range(&mut self, first: usize, last: usize) -> usize {
        self.0.usize(first..=last)
    }

    /// Any integer.
    pub(crate) fn integer(&mut self) -> i64 {
        self.0.i64(..)
    }

    /// A number from 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0.f64()
    }

    /// One of some items, of which there is at least one.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// One of the words between `|`.
    pub(crate) fn word(&mut self, words: &'static str) -> &'static str {
        let count = words.split('|').count();
        words.split('|').nth(self.below(count)).unwrap_or_default()
    }

    /// One of some values, of which there is at least one.
    pub(crate) fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// Puts items into another order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }
}
