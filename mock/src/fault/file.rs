//! Reads fault rules from YAML or JSON: a list of rules.
//! Part of `fault`; used by the program's `--faults`.

use std::fmt;

use super::{Effect, Fault};

/// Why a text is no list of fault rules: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError(String);

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FaultError {}

impl Fault {
    /// Reads a list of rules from YAML or JSON.
    ///
    /// The keys are the fields of [`Fault`]; an effect is its name in lower case, with its value where it has one.
    /// Durations are seconds.
    ///
    /// ```
    /// let rules = fal_mock::Fault::read(
    ///     "
    /// - {endpoint: acme/paint, operation: run, times: 2, effect: {status: 429}}
    /// - {endpoint: acme/slow, effect: never_complete}
    /// - {operation: status, skip: 1, times: 1, effect: {delay: 0.5}}
    /// - endpoint: acme/broken
    ///   effect: {fail: {status: 500, body: {detail: Runner exploded}}}
    /// ",
    /// )?;
    /// assert_eq!(rules.len(), 4);
    /// # Ok::<(), fal_mock::FaultError>(())
    /// ```
    ///
    /// # Errors
    /// When the text is no YAML, or holds something else than such a list.
    pub fn read(text: &str) -> Result<Vec<Self>, FaultError> {
        let value: serde_json::Value = serde_yaml::from_str(text).map_err(|error| FaultError(error.to_string()))?;
        let rules: Vec<Self> = serde_path_to_error::deserialize(value)
            .map_err(|error| FaultError(format!("{}: {}", error.path(), error.inner())))?;
        match rules.iter().enumerate().find_map(|(index, rule)| Some((index, rule.effect.bad_status()?))) {
            Some((index, status)) => Err(FaultError(format!("[{index}].effect: {status} is no status of an answer"))),
            None => Ok(rules),
        }
    }
}

impl Effect {
    /// A status that no answer can have.
    fn bad_status(&self) -> Option<u16> {
        let status = match self {
            Self::Status(status) | Self::Nginx(status) => *status,
            Self::Answer(response) | Self::Replace(response) => response.status,
            Self::Fail(failure) => failure.status,
            _ => return None,
        };
        let least = if matches!(self, Self::Fail(_)) { 400 } else { 200 };
        (!(least..=999).contains(&status)).then_some(status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_with_their_place() {
        let message = |text: &str| Fault::read(text).expect_err("a mistake").to_string();
        assert!(message("- {effect: stall}\n- {efect: stall}").starts_with("[1]"), "{}", message("- {efect: stall}"));
        assert!(message("- {effect: {status: x}}").starts_with("[0].effect"));
        assert!(message("- {effect: {delay: -1}}").starts_with("[0].effect"));
        let replaced = "[{effect: {replace: {status: 99}}}]";
        assert_eq!(message(replaced), "[0].effect: 99 is no status of an answer");
        assert_eq!(message("[{effect: {status: 99}}]"), "[0].effect: 99 is no status of an answer");
        assert_eq!(message("[{effect: {fail: {status: 200, body: 1}}}]"), "[0].effect: 200 is no status of an answer");
        assert!(message("a: b").contains("expected a sequence"));
    }
}
