//! What becomes of a value that is missing, or `null` although its type has no `null`. An output that is paid for is corrected:
//! the value is zero or empty, and its path is recorded. A file without its URL and a union are refused, since nothing
//! can be made up for them.

use serde_json::Value;

use super::Reader;
use super::corrections::Missing;
use crate::wire::path::Step;

/// The field that makes an object a file.
const URL: &str = "url";

const MISSING: &str = "missing field";

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
