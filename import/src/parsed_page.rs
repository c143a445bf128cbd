//! A model as a text shows it, and the OpenAPI document that would be shown so. Made by `page` and `llms`; feeds `source`.

mod model;
mod openapi;
mod tree;
mod types;

use std::collections::BTreeSet;

use serde_yaml::Value;

use crate::form::{Fault, Form};
use crate::page_extras::PageExtras;
use crate::source::Source;

pub(crate) use model::{Field, ParsedPage, Table, short};
pub(crate) use types::is_word;

use model::MAX_FIELDS;

/// Largest text; real ones have some ten thousand bytes.
const MAX_BYTES: usize = 4 << 20;

/// Most keys of an example that are no fields and named.
const MAX_STRANGERS: usize = 5;

/// Whether a text is short enough to be read.
pub(crate) fn fits(text: &str) -> Result<(), Fault> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(Fault::whole(format!("is larger than {} MiB", MAX_BYTES >> 20)))
}

impl ParsedPage {
    /// As an OpenAPI document, and what that has no place for.
    pub(crate) fn source(mut self, form: Form) -> Result<Source, Fault> {
        self.check()?;
        let used = self.used();
        let types: Vec<String> = self.types.keys().cloned().collect();
        let left_out = types.iter().filter(|name| !used.contains(*name)).map(|name| short(name)).collect();
        let mut extras = PageExtras { types, left_out, streaming: self.streaming, ..PageExtras::default() };
        (extras.title, extras.doc) = (self.title.take(), self.doc.take());
        for (what, table) in [("request", &self.input), ("answer", &self.output)] {
            if let Some((line, None)) = table.example {
                extras.notes.push(format!("the example {what} is no JSON (line {line})."));
            }
        }
        extras.answer =
            self.output.example.take().and_then(|(_, value)| value).filter(|answer| !is_placeholder(answer));
        extras
            .notes
            .extend(self.strangers().map(|names| format!("the example request has {names}, which is no field.")));
        if self.input.fields.is_empty() {
            extras.notes.push("the document shows no field of the request.".to_owned());
        }
        let (document, lines) = openapi::document(&self, &mut extras.notes)?;
        Ok(Source { form, lines, document, extras })
    }

    /// Refuses what is too much, and texts where fields should be.
    fn check(&self) -> Result<(), Fault> {
        let roots = [&self.input, &self.output];
        if let Some((line, text)) = roots.into_iter().find_map(|table| table.doc.as_ref()) {
            let first = short(text.lines().next().unwrap_or_default());
            return Err(Fault::at(*line, format!("a name and a type are expected, not `{first}`")));
        }
        let mut fields = 0;
        for table in roots.into_iter().chain(self.types.values()) {
            fields += table.fields.len();
            if fields > MAX_FIELDS {
                return Err(Fault::at(table.line, format!("there are more than {MAX_FIELDS} fields")));
            }
        }
        Ok(())
    }

    /// What the example request has and the request has not.
    fn strangers(&self) -> Option<String> {
        let (_, example) = self.input.example.as_ref()?;
        let keys = example.as_ref()?.as_mapping()?.keys().filter_map(Value::as_str);
        let names: Vec<String> =
            keys.filter(|key| !self.input.fields.contains_key(*key)).take(MAX_STRANGERS).map(short).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The types that the request and the answer lead to.
    fn used(&self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        let mut open: Vec<String> = self.input.names().chain(self.output.names()).collect();
        while let Some(name) = open.pop() {
            if let Some(table) = self.types.get(&name).filter(|_| used.insert(name)) {
                open.extend(table.names());
            }
        }
        used
    }
}

/// An answer that was made up for the page: its files have no address.
fn is_placeholder(answer: &Value) -> bool {
    match answer {
        Value::Sequence(items) => items.iter().any(is_placeholder),
        Value::Mapping(entries) => {
            entries.iter().any(|(key, value)| (key == "url" && value == "") || is_placeholder(value))
        }
        _ => false,
    }
}
