//! The names of one scope: each is taken once. Feeds the report.

use std::collections::BTreeMap;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};

/// Names in one scope, where no two may be the same.
pub(super) struct Scope<'a> {
    reserved: &'a [&'a str],
    taken: BTreeMap<String, (String, Span)>,
    help: &'static str,
}

impl<'a> Scope<'a> {
    /// An empty scope; `help` says how to give another name.
    pub(super) fn new(reserved: &'a [&'a str], help: &'static str) -> Self {
        Self { reserved, taken: BTreeMap::new(), help }
    }

    /// Takes a name for what the schema calls `wire` at `span`; reports why not. An empty name was reported already.
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
            // One thing twice is an error of another kind.
            Some((first, _)) if first == wire => {}
            Some((first, at)) => {
                let found = Diagnostic::new(codes::COLLISION, span, format!("the Rust name `{name}` is already taken"))
                    .label(format!("`{wire}` would be `{name}`"))
                    .related(*at, format!("`{first}` is `{name}`"))
                    .help(self.help);
                report.push(found);
            }
        }
    }
}
