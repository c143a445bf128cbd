//! An imported document: an OpenAPI document, and the content of its original form that OpenAPI cannot express.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::form::{Form, ImportError};
use crate::openapi::node::Refusal;
use crate::page_extras::PageExtras;

/// An OpenAPI document, with additional content of its original form.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) form: Form,
    /// The OpenAPI document.
    pub(crate) document: Value,
    /// Lines of the original text, by JSON pointer into `document` and by path in the schema.
    pub(crate) lines: BTreeMap<String, usize>,
    pub(crate) extras: PageExtras,
}

impl Source {
    /// The error for a refusal, with the line in the original text.
    pub(crate) fn locate(&self, Refusal(message): Refusal) -> ImportError {
        let path = message.split(": ").next().unwrap_or_default();
        let prefixes = path.match_indices(['/', '.']).map(|(at, _)| &path[..at]).chain([path]);
        let line = prefixes.filter_map(|prefix| self.lines.get(prefix)).next_back().copied();
        match line {
            // The user does not know the generated document, so the pointer is omitted.
            Some(line) if path.starts_with('/') => {
                ImportError::at(line, message[path.len()..].trim_start_matches(": "))
            }
            Some(line) => ImportError::at(line, message),
            None => ImportError::whole(message),
        }
    }
}
