//! Local checks of an input against the documented limits. Generated code states the limits of each
//! type; `Call::validate` and `Validate::validate` collect everything that breaks them.

use std::fmt;

mod subject;

pub use subject::{Items, Numbers, Texts};

/// A value with documented limits.
///
/// The server is the authority: a limit may have changed since the code was generated. So a call
/// checks its input locally only when asked to, by [`Call::validate`](crate::Call::validate).
pub trait Validate {
    /// Reports every limit this value breaks to `check`. By default nothing is limited.
    fn check(&self, check: &mut Check) {
        let _ = check;
    }

    /// Compares this value with its documented limits, without asking the server.
    ///
    /// # Errors
    /// Every violation found, each with the path of its field.
    fn validate(&self) -> Result<(), Violations> {
        let mut check = Check::default();
        self.check(&mut check);
        check.finish()
    }
}

/// Collects violations while a value is walked, and knows the path to where the walk is.
#[derive(Debug, Default)]
pub struct Check {
    path: String,
    violations: Vec<Violation>,
}

impl Check {
    /// The number (or each number of a list) must lie from `min` to `max`, both allowed.
    pub fn range<T: Numbers>(&mut self, field: &str, value: &T, min: T::Number, max: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                // Written so that NaN, which compares with nothing, is out of range.
                if !(number >= min && number <= max) {
                    check.report(format!("must be from {min} to {max}, but is {number}"));
                }
            });
        });
    }

    /// The number (or each number of a list) must be at least `min`.
    pub fn min<T: Numbers>(&mut self, field: &str, value: &T, min: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                if !matches!(number.partial_cmp(&min), Some(std::cmp::Ordering::Greater | std::cmp::Ordering::Equal)) {
                    check.report(format!("must be at least {min}, but is {number}"));
                }
            });
        });
    }

    /// The number (or each number of a list) must be at most `max`.
    pub fn max<T: Numbers>(&mut self, field: &str, value: &T, max: T::Number) {
        self.enter(field, |check| {
            value.each_number(check, &mut |check, number| {
                if !matches!(number.partial_cmp(&max), Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal)) {
                    check.report(format!("must be at most {max}, but is {number}"));
                }
            });
        });
    }

    /// The text (or each text of a list) must have at least `min` characters.
    pub fn min_length<T: Texts>(&mut self, field: &str, value: &T, min: usize) {
        self.enter(field, |check| {
            value.each_text(check, &mut |check, text| {
                let length = text.chars().count();
                if length < min {
                    check.report(format!("must have at least {min} characters, but has {length}"));
                }
            });
        });
    }

    /// The text (or each text of a list) must have at most `max` characters.
    pub fn max_length<T: Texts>(&mut self, field: &str, value: &T, max: usize) {
        self.enter(field, |check| {
            value.each_text(check, &mut |check, text| {
                let length = text.chars().count();
                if length > max {
                    check.report(format!("must have at most {max} characters, but has {length}"));
                }
            });
        });
    }

    /// The list must have at least `min` items.
    pub fn min_items<T: Items>(&mut self, field: &str, value: &T, min: usize) {
        if let Some(count) = value.count()
            && count < min
        {
            self.enter(field, |check| {
                check.report(format!("must have at least {min} items, but has {count}"));
            });
        }
    }

    /// The list must have at most `max` items.
    pub fn max_items<T: Items>(&mut self, field: &str, value: &T, max: usize) {
        if let Some(count) = value.count()
            && count > max
        {
            self.enter(field, |check| {
                check.report(format!("must have at most {max} items, but has {count}"));
            });
        }
    }

    /// Checks a field that has limits of its own.
    pub fn nested<T: Validate + ?Sized>(&mut self, field: &str, value: &T) {
        self.enter(field, |check| value.check(check));
    }

    /// Reports a violation at the current place, for a rule the other methods do not cover.
    pub fn report(&mut self, message: impl Into<String>) {
        self.violations.push(Violation { path: self.path.clone(), message: message.into() });
    }

    fn finish(self) -> Result<(), Violations> {
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Violations(self.violations))
    }

    fn enter(&mut self, field: &str, walk: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(field);
        walk(self);
        self.path.truncate(length);
    }

    fn enter_index(&mut self, index: usize, walk: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        walk(self);
        self.path.truncate(length);
    }
}

/// One limit that an input breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: the wire path of the field, such as `loras[0].scale`.
    pub path: String,
    /// What: the limit and the value.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Every limit that an input breaks; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// The violations, in the order of the fields.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// Iterates over the violations, in the order of the fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    pub(crate) fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
