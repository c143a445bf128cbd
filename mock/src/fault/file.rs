//! Reads a list of fault rules from YAML or JSON.

use std::fmt;

use super::effect::Effect;
use super::rule::Fault;

/// Why a file is not a valid list of fault rules: the error and its location.
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
    /// The keys are the fields of [`Fault`]. An effect is written as its name in snake case, with its value if it has one.
    /// Durations are in seconds.
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
    /// If the text is not valid YAML, or not such a list.
    pub fn read(text: &str) -> Result<Vec<Self>, FaultError> {
        let value: serde_json::Value = serde_yaml::from_str(text).map_err(|error| FaultError(error.to_string()))?;
        let rules: Vec<Self> = serde_path_to_error::deserialize(value)
            .map_err(|error| FaultError(format!("{}: {}", error.path(), error.inner())))?;
        match rules.iter().enumerate().find_map(|(index, rule)| Some((index, rule.effect.invalid_status()?))) {
            Some((index, (status, least))) => {
                Err(FaultError(format!("[{index}].effect: invalid status {status}, expected {least} to 999")))
            }
            None => Ok(rules),
        }
    }
}

impl Effect {
    /// The status of the effect and the least valid status, if the former is not valid.
    fn invalid_status(&self) -> Option<(u16, u16)> {
        let status = match self {
            Self::Status(status) | Self::Nginx(status) => *status,
            Self::Respond(response) | Self::Replace(response) => response.status,
            Self::Fail(failure) => failure.status,
            _ => return None,
        };
        let least = if matches!(self, Self::Fail(_)) { 400 } else { 200 };
        (!(least..=999).contains(&status)).then_some((status, least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_reported_with_their_location() {
        let message = |text: &str| Fault::read(text).expect_err("an error").to_string();
        assert!(message("- {effect: stall}\n- {efect: stall}").starts_with("[1]"), "{}", message("- {efect: stall}"));
        assert!(message("- {effect: {status: x}}").starts_with("[0].effect"));
        assert!(message("- {effect: {delay: -1}}").starts_with("[0].effect"));
        let replaced = "[{effect: {replace: {status: 99}}}]";
        assert_eq!(message(replaced), "[0].effect: invalid status 99, expected 200 to 999");
        assert_eq!(message("[{effect: {status: 99}}]"), "[0].effect: invalid status 99, expected 200 to 999");
        assert_eq!(
            message("[{effect: {fail: {status: 200, body: 1}}}]"),
            "[0].effect: invalid status 200, expected 400 to 999"
        );
        assert!(message("a: b").contains("expected a sequence"));
    }
}
