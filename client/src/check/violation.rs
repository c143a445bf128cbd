//! `Violation`: a documented limit that an input violates.

use std::fmt;

/// A limit that an input violates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Violation {
    /// The path of the field in the JSON, such as `loras[0].scale`.
    pub path: String,
    /// The limit and the value.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Every limit that an input violates; at least one.
///
/// ```
/// use fal_client::{Error, Violations};
///
/// fn print(violations: &Violations) {
///     for violation in violations {
///         println!("{}: {}", violation.path, violation.message); // loras[0].scale: ...
///     }
/// }
///
/// /// A call with `validate()` returns them in its error.
/// fn count(error: &Error) -> usize {
///     error.violations().len()
/// }
/// # let _ = (print, count);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Violations(pub(super) Vec<Violation>);

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
