//! One change between two catalogs.

use std::fmt;

use super::rule::{Level, Rule};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub rule: Rule,
    /// The effect on users.
    pub level: Level,
    /// The endpoint, or `None` for the types of `shared.yaml`.
    pub endpoint: Option<String>,
    /// Path in the schema, such as `input.seed` or `types.LoraWeight.scale`; empty for the endpoint as a whole.
    pub path: String,
    /// The old and the new state, on one line.
    pub detail: String,
}

/// Displays the endpoint and the path: `fal-ai/flux-1/schnell input.output_format`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self.endpoint.as_deref().unwrap_or("shared types");
        write!(f, "{} {}", endpoint, self.path)
    }
}
