//! The rows of the fault matrix, read from `rows.yaml`: what is done, what goes wrong, and how it must end.
//! Feeds `matrix`.

use fal_mock::Fault;
use serde::Deserialize;

use super::drive::Doing;
use super::seen::Seen;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// What the application does.
    #[serde(rename = "do")]
    pub(crate) doing: Doing,
    /// What goes wrong, for people.
    pub(crate) fault: String,
    /// What goes wrong, for the local server.
    #[serde(default)]
    pub(crate) rules: Vec<Fault>,
    /// Whether nothing listens where the client connects to.
    #[serde(default)]
    pub(crate) refused: bool,
    /// How it must end; see [`Seen`] for these.
    end: String,
    #[serde(default)]
    requests: String,
    #[serde(default)]
    ran: usize,
    #[serde(default)]
    known: String,
    #[serde(default)]
    later: String,
}

/// All rows. `HUGE` stands for more than the client reads, `ELSEWHERE` for the URL of another server.
pub(crate) fn rows(elsewhere: &str) -> Vec<Row> {
    let text = include_str!("rows.yaml").replace("HUGE", &"x".repeat(300 << 10)).replace("ELSEWHERE", elsewhere);
    // By way of JSON, because effects are written as maps, not as tags of YAML.
    let value: serde_json::Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("rows.yaml: {error}"));
    serde_json::from_value(value).unwrap_or_else(|error| panic!("rows.yaml: {error}"))
}

impl Row {
    /// What was seen, where it is not what the row says.
    pub(crate) fn differs(&self, seen: &Seen) -> Option<String> {
        let (ran, seen_ran) = (self.ran.to_string(), seen.accepted.to_string());
        let expected = [&self.end, &self.requests, &ran, &self.known, &self.later];
        let found = [&seen.end, &seen.requests, &seen_ran, &seen.known, &seen.later];
        let (name, fault) = (self.doing.name(), &self.fault);
        (expected != found).then(|| format!("{name}, {fault}:\n  {expected:?}\n  {found:?}"))
    }
}
