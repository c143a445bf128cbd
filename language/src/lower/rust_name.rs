//! The Rust name of one thing: the given one or the one that follows from its wire name. Feeds the other files of `lower`;
//! whether two names meet is a question of `naming`.

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::names::NoName;

/// A name as it was found: where it is written, and the name or what is wrong with it.
pub(super) struct Found<'a> {
    /// What is named, as it is on the wire.
    pub(super) wire: &'a str,
    /// Where the name is written: the `rust_name`, or what it follows from.
    pub(super) span: Span,
    /// How to give another name.
    pub(super) help: &'static str,
    pub(super) name: Result<String, NoName>,
}

impl Found<'_> {
    /// The name; an empty one after an error, with which nothing is generated.
    pub(super) fn or_report(self, report: &mut Report) -> String {
        self.name.unwrap_or_else(|why| {
            let message = format!("`{}` cannot be a Rust name: {}", self.wire, why.reason());
            report.push(Diagnostic::new(codes::NO_NAME, self.span, message).help(self.help));
            String::new()
        })
    }
}
