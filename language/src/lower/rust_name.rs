//! The Rust name of one item: the given name, or the one derived from the wire name. Collisions are checked in
//! `naming`.

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::names::NoName;

/// The Rust name of an item or the reason why there is none, with its span.
pub(super) struct RustName<'a> {
    /// The given name, or the wire name of the item.
    pub(super) wire: &'a str,
    /// Span of the `rust_name`, or of the wire name that the name is derived from.
    pub(super) span: Span,
    /// How to choose another name.
    pub(super) help: &'static str,
    pub(super) name: Result<String, NoName>,
}

impl RustName<'_> {
    /// Returns the name, or reports the error and returns an empty name.
    pub(super) fn or_report(self, report: &mut Report) -> String {
        self.name.unwrap_or_else(|reason| {
            let message = format!("`{}` cannot be used as a Rust name: {}", self.wire, reason.reason());
            report.push(Diagnostic::new(codes::NO_NAME, self.span, message).help(self.help));
            String::new()
        })
    }
}
