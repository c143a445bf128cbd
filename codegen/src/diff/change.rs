//! One difference between two catalogs.

use std::fmt;

use super::rule::{Level, Rule};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub rule: Rule,
    /// How much it weighs here.
    pub level: Level,
    /// The endpoint; none for the types of `shared.yaml`.
    pub endpoint: Option<String>,
    /// Where in the endpoint's schema: `input.seed`, `types.LoraWeight.scale`; empty for the endpoint as a whole.
    pub place: String,
    /// What was and what is, on one line.
    pub detail: String,
}

/// `fal-ai/flux-1/schnell input.output_format`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self.endpoint.as_deref().unwrap_or("shared types");
        write!(f, "{} {}", endpoint, self.place)
    }
}
