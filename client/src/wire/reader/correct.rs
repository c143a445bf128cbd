//! What becomes of a value that is missing, or `null` although its type has no `null`. An output that is paid for is corrected:
//! the value is zero or empty, and its path is recorded. A file without its URL and a union are refused, since nothing
//! can be made up for them.

use serde_json::Value;

use super::Reader;
use crate::wire::path::{self, Step};

/// The most paths that are recorded. A response of a few bytes per item could otherwise occupy any amount of memory.
const MOST: usize = 1000;

/// The field that makes an object a file.
const URL: &str = "url";

const MISSING: &str = "missing field";

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
    fn add(&mut self, steps: &[Step], root: usize, error: &str) {
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

impl Reader {
    /// Takes the value; `None` if it is corrected, or a placeholder is to be read.
    pub(super) fn take_value(&mut self) -> Option<Value> {
        self.value.take().filter(|value| !(value.is_null() && self.corrects_null()))
    }

    /// Whether a `null` is corrected. The `null` of a whole output and that of a file's URL are not.
    fn corrects_null(&mut self) -> bool {
        let is_url = matches!(self.path.last(), Some(Step::Field(URL)));
        let corrects = self.missing == Missing::Corrected && !self.at_root() && !is_url;
        if corrects {
            self.corrections.add(&self.path, self.root, "unexpected null");
        }
        corrects
    }

    /// Takes a field that must be present; `None` if it is corrected, or a placeholder is to be read.
    pub(in crate::wire) fn required_field(&mut self, name: &'static str) -> Option<Value> {
        let value = self.field(name);
        if value.is_none() {
            self.path.push(Step::Field(name));
            if self.fields.is_some() && self.missing == Missing::Corrected && name != URL {
                self.corrections.add(&self.path, self.root, MISSING);
            } else if self.fields.is_some() || name == URL {
                self.fail(&MISSING);
            }
            self.path.pop();
        }
        value
    }

    /// Refuses a missing value for which nothing can be made up.
    pub(in crate::wire) fn refuse_missing(&mut self) {
        self.fail(&MISSING);
    }
}
