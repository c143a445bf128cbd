//! A document to be imported: OpenAPI, with what its form says beyond that.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::form::{Fault, Form};
use crate::openapi::node::Refusal;
use crate::page_extras::PageExtras;

/// A document, and what its form says beyond it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) form: Form,
    /// OpenAPI.
    pub(crate) document: Value,
    /// Lines of the text, by JSON pointer into `document` and by path into the schema.
    pub(crate) lines: BTreeMap<String, usize>,
    pub(crate) extras: PageExtras,
}

impl Source {
    /// A refusal, with the line of the text that it is about.
    pub(crate) fn locate(&self, Refusal(why): Refusal) -> Fault {
        let place = why.split(": ").next().unwrap_or_default();
        let leads = place.match_indices(['/', '.']).map(|(at, _)| &place[..at]).chain([place]);
        let line = leads.filter_map(|lead| self.lines.get(lead)).next_back().copied();
        match line {
            // Nobody has seen the document that the pointer leads into.
            Some(line) if place.starts_with('/') => Fault::at(line, why[place.len()..].trim_start_matches(": ")),
            Some(line) => Fault::at(line, why),
            None => Fault::whole(why),
        }
    }
}
