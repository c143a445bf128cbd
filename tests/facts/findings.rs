//! What differs, collected so that one run shows everything. Fed by the comparisons, read by people.

use std::fmt;

/// One difference between the tables and the model.
#[derive(Debug, PartialEq)]
pub(crate) struct Finding {
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
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    /// Notes a difference, once.
    pub(crate) fn push(&mut self, place: (&str, &str, &str), expected: impl fmt::Display, found: impl fmt::Display) {
        let (page, owner, field) = (place.0.to_owned(), place.1.to_owned(), place.2.to_owned());
        let finding = Finding { page, owner, field, expected: expected.to_string(), found: found.to_string() };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    /// Notes a difference if there is one.
    pub(crate) fn expect<T: PartialEq + fmt::Debug>(
        &mut self,
        place: (&str, &str, &str),
        what: &str,
        expected: T,
        found: T,
    ) {
        if expected != found {
            self.push(place, format!("{what} {expected:?}"), format!("{what} {found:?}"));
        }
    }

    /// Fails with all differences.
    pub(crate) fn assert_none(&self) {
        assert!(self.0.is_empty(), "{} differences between tests/facts and schemas:\n\n{self}", self.0.len());
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { page, owner, field, expected, found } in &self.0 {
            writeln!(f, "{page}: {owner}.{field}\n    expected: {expected}\n    found:    {found}")?;
        }
        Ok(())
    }
}
