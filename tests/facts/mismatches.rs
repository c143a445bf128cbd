//! What differs, collected so that one run shows everything. Fed by the comparisons, read by people.

use std::fmt;

/// One difference between the tables and the model.
#[derive(Debug, PartialEq)]
pub(crate) struct Mismatch {
    /// Endpoint id.
    pub(crate) page: String,
    /// `input`, `output` or the name of a type.
    pub(crate) owner: String,
    pub(crate) field: String,
    pub(crate) expected: String,
    pub(crate) found: String,
}

/// All differences.
#[derive(Debug, Default)]
pub(crate) struct Mismatches(pub(crate) Vec<Mismatch>);

impl Mismatches {
    /// Notes a difference, once.
    pub(crate) fn push(&mut self, location: (&str, &str, &str), expected: impl fmt::Display, found: impl fmt::Display) {
        let (page, owner, field) = (location.0.to_owned(), location.1.to_owned(), location.2.to_owned());
        let mismatch = Mismatch { page, owner, field, expected: expected.to_string(), found: found.to_string() };
        if !self.0.contains(&mismatch) {
            self.0.push(mismatch);
        }
    }

    /// Notes a difference if there is one.
    pub(crate) fn expect<T: PartialEq + fmt::Debug>(
        &mut self,
        location: (&str, &str, &str),
        what: &str,
        expected: T,
        found: T,
    ) {
        if expected != found {
            self.push(location, format!("{what} {expected:?}"), format!("{what} {found:?}"));
        }
    }

    /// Fails with all differences.
    pub(crate) fn assert_none(&self) {
        assert!(self.0.is_empty(), "{} differences between tests/facts and schemas:\n\n{self}", self.0.len());
    }
}

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Mismatch { page, owner, field, expected, found } in &self.0 {
            writeln!(f, "{page}: {owner}.{field}\n    expected: {expected}\n    found:    {found}")?;
        }
        Ok(())
    }
}
