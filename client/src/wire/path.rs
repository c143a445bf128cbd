//! Paths into JSON: `images[0].url`, `timings.inference`. Errors and corrections name the value that they are about by one.

use std::fmt::{self, Display, Write as _};

/// A step from a value to one within it.
#[derive(Debug)]
pub(super) enum Step<K = String> {
    /// A declared field, by its name in JSON.
    Field(&'static str),
    /// A key of an object with arbitrary keys.
    Key(K),
    /// An item of a list.
    Item(usize),
}

impl Step {
    /// The key of an object with arbitrary keys; empty for other steps.
    pub(super) fn into_key(self) -> String {
        match self {
            Step::Key(key) => key,
            Step::Field(_) | Step::Item(_) => String::new(),
        }
    }
}

impl<K: Display> Display for Step<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Field(name) => f.write_str(name),
            Step::Key(key) => key.fmt(f),
            Step::Item(index) => write!(f, "[{index}]"),
        }
    }
}

/// Writes steps as a path.
pub(super) fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        let separator = if path.is_empty() || matches!(step, Step::Item(_)) { "" } else { "." };
        // Writing to a string does not fail.
        let _ = write!(path, "{separator}{step}");
    }
    path
}

/// An error about the value at a path. Without steps it is about the whole value.
pub(super) fn located(steps: &[Step], error: &dyn Display) -> String {
    if steps.is_empty() { error.to_string() } else { format!("`{}`: {error}", path(steps)) }
}

/// Puts a step in front of the path of an error. A message with a path begins with a backtick.
pub(super) fn within(step: &Step<&str>, error: &dyn Display) -> String {
    let message = error.to_string();
    match message.strip_prefix('`') {
        Some(nested) if nested.starts_with('[') => format!("`{step}{nested}"),
        Some(nested) => format!("`{step}.{nested}"),
        None => format!("`{step}`: {message}"),
    }
}
