//! A scope of Rust names, in which each name is used once.

use std::collections::BTreeMap;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};

/// The names of one scope, which must be unique.
pub(super) struct Scope<'a> {
    reserved: &'a [&'a str],
    taken: BTreeMap<String, (String, Span)>,
    help: &'static str,
}

impl<'a> Scope<'a> {
    /// An empty scope; `help` explains how to choose another name.
    pub(super) fn new(reserved: &'a [&'a str], help: &'static str) -> Self {
        Self { reserved, taken: BTreeMap::new(), help }
    }

    /// Adds the name of the item that the schema calls `wire` at `span`, or reports that the name is not available. An
    /// empty name was reported before.
    pub(super) fn take(&mut self, name: &str, wire: &str, span: Span, report: &mut Report) {
        if name.is_empty() {
            return;
        }
        if self.reserved.contains(&name) {
            let of = if name == wire { String::new() } else { format!(" of `{wire}`") };
            let message = format!("the Rust name `{name}`{of} is reserved");
            report.push(Diagnostic::new(codes::RESERVED, span, message).help(self.help));
            return;
        }
        match self.taken.get(name) {
            None => _ = self.taken.insert(name.to_owned(), (wire.to_owned(), span)),
            // An item that is declared twice is reported elsewhere.
            Some((first, _)) if first == wire => {}
            Some((first, first_span)) => {
                let diagnostic =
                    Diagnostic::new(codes::COLLISION, span, format!("the Rust name `{name}` is already taken"))
                        .label(format!("`{wire}` also becomes `{name}`"))
                        .related(*first_span, format!("`{first}` becomes `{name}`"))
                        .help(self.help);
                report.push(diagnostic);
            }
        }
    }
}
