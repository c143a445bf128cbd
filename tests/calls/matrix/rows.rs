//! The rows of the fault matrix, read from `rows.yaml`: the operation, the fault, and the expected result.

use fal_mock::Fault;
use serde::Deserialize;

use super::drive::Doing;
use super::observed::Observed;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// The operation of the application.
    #[serde(rename = "do")]
    pub(crate) doing: Doing,
    /// The fault, for people.
    pub(crate) fault: String,
    /// The fault, for the local server.
    #[serde(default)]
    pub(crate) rules: Vec<Fault>,
    /// Whether no server listens at the address that the client uses.
    #[serde(default)]
    pub(crate) refused: bool,
    /// The size of the client's retry budget, if not the default.
    #[serde(default)]
    pub(crate) budget: Option<u32>,
    /// The expected result; see [`Observed`] for this and the following fields.
    end: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    requests: String,
    #[serde(default)]
    ran: usize,
    #[serde(default)]
    known: String,
    #[serde(default)]
    later: String,
}

/// Reads all rows. `HUGE` is replaced with more than the client reads, `ELSEWHERE` with the URL of another server.
pub(crate) fn rows(elsewhere: &str) -> Vec<Row> {
    let text = include_str!("rows.yaml").replace("HUGE", &"x".repeat(300 << 10)).replace("ELSEWHERE", elsewhere);
    // Converted by JSON, because effects are written as maps, not as YAML tags.
    let value: serde_json::Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("rows.yaml: {error}"));
    serde_json::from_value(value).unwrap_or_else(|error| panic!("rows.yaml: {error}"))
}

impl Row {
    /// Returns the difference between the row and the observed result, if there is one.
    pub(crate) fn differs(&self, observed: &Observed) -> Option<String> {
        let (ran, observed_ran) = (self.ran.to_string(), observed.accepted.to_string());
        let expected = [&self.end, &self.outcome, &self.requests, &ran, &self.known, &self.later];
        let found =
            [&observed.end, &observed.outcome, &observed.requests, &observed_ran, &observed.known, &observed.later];
        let (name, fault) = (self.doing.name(), &self.fault);
        (expected != found).then(|| format!("{name}, {fault}:\n  {expected:?}\n  {found:?}"))
    }
}
