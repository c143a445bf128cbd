//! The alternatives of a union. One is chosen only if it reads without a correction. If there is none, a correction must not
//! choose a wrong one: the alternative that knows most keys of the object is corrected, if it is the only one.

use std::mem::take;

use super::{Missing, Reader};

/// A union within so many others is not corrected: each level reads its value once more for each alternative.
const DEEPEST: usize = 4;

/// The state of the union that is being read.
#[derive(Debug, Default)]
pub(super) struct Arms {
    pass: Pass,
    /// The alternatives that did not match, each with its error.
    mismatches: Vec<String>,
    /// How many unions are around the value.
    depth: usize,
}

/// The alternatives are tried in order, up to three times.
#[derive(Debug, Default)]
enum Pass {
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
struct Candidate {
    index: usize,
    /// How many keys of the object it knows.
    found: usize,
    /// Whether it can be corrected and no other one knows as many.
    is_only: bool,
}

impl Candidate {
    /// The better one of two.
    fn or(best: Option<Self>, other: Self) -> Self {
        match best {
            Some(best) if best.found > other.found => best,
            Some(best) if best.found == other.found => Self { is_only: false, ..best },
            _ => other,
        }
    }
}

impl Reader {
    /// A reader for the next alternative of a union; `None` if a placeholder is to be read.
    pub(in crate::wire) fn arm(&mut self) -> Option<Self> {
        let missing = if matches!(self.arms.pass, Pass::Strict) { Missing::Refused } else { self.missing };
        let mut arm = Self::new(self.value.clone()?, missing);
        arm.path = take(&mut self.path);
        arm.root = arm.path.len();
        arm.arms.depth = self.arms.depth + 1;
        Some(arm)
    }

    /// Whether an alternative is chosen.
    pub(in crate::wire) fn finish_arm(&mut self, name: &str, mut arm: Self) -> bool {
        self.path = take(&mut arm.path);
        let found = arm.found;
        let result = arm.finish();
        match &mut self.arms.pass {
            Pass::Strict => match result {
                Ok(_) => {
                    self.arms.mismatches.clear();
                    return true;
                }
                Err(error) => self.arms.mismatches.push(format!("{name}: {error}")),
            },
            Pass::Find { next, best } => {
                // One that knows most keys and cannot be read is not replaced by another.
                let is_only = result.is_ok();
                if is_only || found.is_some() {
                    let candidate = Candidate { index: *next, found: found.unwrap_or_default(), is_only };
                    *best = Some(Candidate::or(best.take(), candidate));
                }
                *next += 1;
            }
            Pass::Correct { next, chosen } => {
                let is_chosen = next == chosen;
                *next += 1;
                if let (true, Ok(corrections)) = (is_chosen, result) {
                    self.corrections.append(corrections);
                    self.arms.pass = Pass::Strict;
                    self.arms.mismatches.clear();
                    return true;
                }
            }
        }
        false
    }

    /// Goes on to the next pass over the alternatives. After the last one, no alternative matches; the placeholder is the
    /// first one.
    pub fn no_match(&mut self) {
        let can_correct = self.missing == Missing::Corrected && self.arms.depth < DEEPEST;
        self.arms.pass = match take(&mut self.arms.pass) {
            Pass::Strict if can_correct => Pass::Find { next: 0, best: None },
            Pass::Find { best: Some(Candidate { index, is_only: true, .. }), .. } => {
                Pass::Correct { next: 0, chosen: index }
            }
            _ => {
                self.value = None;
                let mismatches = take(&mut self.arms.mismatches);
                self.fail(&format_args!("no alternative matches ({})", mismatches.join("; ")));
                Pass::Strict
            }
        };
    }
}
