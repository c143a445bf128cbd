//! `Fault`: a rule that says which requests go wrong, how, and how often.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::operation::Operation;

/// A rule: which requests go wrong, and how.
///
/// The rules are tried in their order; the first one that matches the request and is not used up applies.
///
/// ```
/// use fal_mock::{Effect, Fault, Operation, Options};
///
/// let busy = Fault::new(Effect::status(429)).endpoint("acme/paint").on(Operation::Run).times(2);
/// let stuck = Fault::new(Effect::NeverComplete).endpoint("acme/*");
/// let options = Options { faults: vec![busy, stuck], ..Options::default() };
/// # let _ = options;
/// ```
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// The endpoint id; with `*` at the end, every id with that prefix. `None`: every request, including uploads.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The operation. `None`: every operation that the effect applies to.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// Headers that the request must have, by name in lower case. Default: none.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How many matching requests pass before the first fault. Default: 0.
    #[serde(default)]
    pub skip: u32,
    /// How many requests go wrong after that. `None`: all of them.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    pub effect: Effect,
}

impl Fault {
    /// A fault for every request that its effect applies to.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self { endpoint: None, operation: None, headers: BTreeMap::new(), skip: 0, times: None, effect }
    }

    /// Only requests for this endpoint id or, with `*` at the end, for every id with that prefix.
    #[must_use]
    pub fn endpoint(mut self, id: impl Into<String>) -> Self {
        self.endpoint = Some(id.into());
        self
    }

    /// Only this operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Only requests with this header. The case of its name does not matter.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Lets this many matching requests pass first.
    #[must_use]
    pub fn skip(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    /// Stops after this many faults.
    #[must_use]
    pub fn times(mut self, requests: u32) -> Self {
        self.times = Some(requests);
        self
    }
}
