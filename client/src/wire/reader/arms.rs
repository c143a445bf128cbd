//! The state of a union that is being read: which of its alternatives is tried next, and what is known of them.

/// The state of the union that is being read.
#[derive(Debug, Default)]
pub(super) struct Arms {
    pub(super) pass: Pass,
    /// The alternatives that did not match, each with its error.
    pub(super) mismatches: Vec<String>,
    /// How many unions are around the value.
    pub(super) depth: usize,
}

/// The alternatives are tried in order, up to three times.
#[derive(Debug, Default)]
pub(super) enum Pass {
    /// The first one that reads without a correction is chosen.
    #[default]
    Strict,
    /// Finds the one to correct. `next` is the index of the next one.
    Find { next: usize, best: Option<Candidate> },
    /// Reads the one to correct.
    Correct { next: usize, chosen: usize },
}

/// An alternative that may be corrected.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) index: usize,
    /// How many keys of the object it knows.
    pub(super) found: usize,
    /// Whether it can be corrected and no other one knows as many.
    pub(super) is_only: bool,
}

impl Candidate {
    /// The better one of two.
    pub(super) fn or(best: Option<Self>, other: Self) -> Self {
        match best {
            Some(best) if best.found > other.found => best,
            Some(best) if best.found == other.found => Self { is_only: false, ..best },
            _ => other,
        }
    }
}
