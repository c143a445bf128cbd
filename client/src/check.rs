//! Local checks of an input against the documented limits, which generated code declares for each type.

use std::collections::BTreeMap;

mod limits;
mod violation;

pub use limits::{Items, Numbers, Strings};
pub use violation::{Violation, Violations};

/// A value with documented limits.
///
/// The server is the authority: a limit may have changed since the code was generated. So a call
/// checks its input locally only with [`Call::validate`](crate::Call::validate).
pub trait Validate {
    /// Reports every limit that this value violates to `check`. By default there are no limits.
    fn check(&self, check: &mut Check) {
        let _ = check;
    }

    /// Checks this value against its documented limits, without a request.
    ///
    /// # Errors
    /// All violations, each with the path of its field.
    fn validate(&self) -> Result<(), Violations> {
        let mut check = Check::default();
        self.check(&mut check);
        check.finish()
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, check: &mut Check) {
        if let Some(value) = self {
            value.check(check);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, check: &mut Check) {
        for (index, value) in self.iter().enumerate() {
            check.enter_index(index, |check| value.check(check));
        }
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn check(&self, check: &mut Check) {
        for (key, value) in self {
            check.enter(key, |check| value.check(check));
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, check: &mut Check) {
        (**self).check(check);
    }
}

/// Collects the violations in a value, with the path of the current field.
#[derive(Debug, Default)]
pub struct Check {
    path: String,
    violations: Vec<Violation>,
}

impl Check {
    /// Checks a field that has limits of its own.
    pub fn nested<T: Validate + ?Sized>(&mut self, field: &str, value: &T) {
        self.enter(field, |check| value.check(check));
    }

    /// Reports a violation at the current path, for a rule that the other methods do not cover.
    pub fn report(&mut self, message: impl Into<String>) {
        self.violations.push(Violation { path: self.path.clone(), message: message.into() });
    }

    fn finish(self) -> Result<(), Violations> {
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Violations(self.violations))
    }

    fn enter(&mut self, field: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(field);
        visit(self);
        self.path.truncate(length);
    }

    fn enter_index(&mut self, index: usize, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        visit(self);
        self.path.truncate(length);
    }
}
