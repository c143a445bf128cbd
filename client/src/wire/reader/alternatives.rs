//! The alternatives of a union. One is chosen only if it reads without a correction. If there is none, a correction must not
//! choose a wrong one: the alternative that knows most keys of the object is corrected, if it is the only one.

use std::mem::take;

use super::Reader;
use super::arms::{Candidate, Pass};
use super::corrections::Missing;

/// A union within so many others is not corrected: each level reads its value once more for each alternative.
const DEEPEST: usize = 4;

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
