//! The rule for missing values, and the paths of those that were corrected.

use crate::wire::path::{self, Step};

/// The most paths that are recorded. A response of a few bytes per item could otherwise occupy any amount of memory.
const MOST: usize = 1000;

/// What becomes of a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::wire) enum Missing {
    /// An error.
    Refused,
    /// A value is made up, and its path is recorded.
    Corrected,
}

/// The paths of the values that were corrected, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct Corrections {
    pub(crate) paths: Vec<String>,
    /// The error in place of the first correction, if the object turns out to be something else.
    first: Option<String>,
}

impl Corrections {
    pub(super) fn add(&mut self, steps: &[Step], root: usize, error: &str) {
        if self.paths.len() < MOST {
            self.paths.push(path::path(steps));
        }
        if self.first.is_none() {
            self.first = Some(path::located(steps.get(root..).unwrap_or_default(), &error));
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.paths.truncate(MOST);
        self.first = self.first.take().or(other.first);
    }

    /// The outcome for an object that has none of the declared fields: an error, if any of them is required.
    pub(super) fn unrecognized(self) -> Result<Self, String> {
        match self.first {
            Some(error) => Err(error),
            None => Ok(Self::default()),
        }
    }
}
