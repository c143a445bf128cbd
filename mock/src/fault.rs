//! `Fault`: one thing that the server does wrong on purpose, where, and how often.
//! Given in `Options::faults`, to `Server::add_fault`, or read from a file; applied by `router` and `hosts`.

mod damage;
mod effect;
mod file;
mod operation;
mod rules;

use std::collections::BTreeMap;

pub(crate) use damage::damage;
pub use effect::{Effect, Failure, Response, StreamEnd};
pub use file::FaultError;
pub use operation::Operation;
pub(crate) use rules::Rules;

/// A rule: which requests go wrong, and how.
///
/// A request is compared with the rules in their order, and the first one that fits and is not used up applies.
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
    /// The endpoint id; with `*` at the end, every id that starts so. `None`: every request, uploads included.
    #[serde(default)]
    pub endpoint: Option<String>,
    /// The operation. `None`: every operation that the effect makes sense for.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// Headers that the request must have, by name in lower case. Default: none.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How many requests that fit are let through first. Default: 0.
    #[serde(default)]
    pub skip: u32,
    /// How many requests go wrong after that. `None`: all of them.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    pub effect: Effect,
}

impl Fault {
    /// A fault that hits every request its effect makes sense for.
    #[must_use]
    pub fn new(effect: Effect) -> Self {
        Self { endpoint: None, operation: None, headers: BTreeMap::new(), skip: 0, times: None, effect }
    }

    /// Only requests for this endpoint id, or, with `*` at the end, for every id that starts so.
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

    /// Only requests with this header; the name's case does not matter.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Lets this many requests through first.
    #[must_use]
    pub fn skip(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    /// Ends after this many requests went wrong.
    #[must_use]
    pub fn times(mut self, requests: u32) -> Self {
        self.times = Some(requests);
        self
    }
}
