//! Faults: what the server does wrong on purpose, where, and how often.

mod effect;
mod file;
mod operation;
mod rule;
mod rules;
mod stalled;

pub use effect::{Effect, Failure, Response, StreamEnd};
pub use file::FaultError;
pub use operation::Operation;
pub use rule::Fault;
pub(crate) use rules::Rules;
pub(crate) use stalled::{Stalled, StalledRequest};
