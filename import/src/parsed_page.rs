//! The content of a page or an `llms.txt`, and its conversion to an OpenAPI document.

mod model;
mod openapi;
mod tree;
mod types;

use std::collections::BTreeSet;

use serde_yaml::Value;

use crate::form::{Form, ImportError};
use crate::page_extras::PageExtras;
use crate::source::Source;

pub(crate) use model::{Field, ParsedPage, Table, short};
pub(crate) use types::is_builtin;

use model::MAX_FIELDS;

/// Maximum size of a text. Real ones have some ten thousand bytes.
const MAX_BYTES: usize = 4 << 20;

/// Maximum number of unknown keys in a remark.
const MAX_UNKNOWN: usize = 5;

/// Checks the size of a text.
pub(crate) fn fits(text: &str) -> Result<(), ImportError> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(ImportError::whole(format!("the document is larger than {} MiB", MAX_BYTES >> 20)))
}

impl ParsedPage {
    /// Converts the content to an OpenAPI document, and to extras that OpenAPI cannot express.
    pub(crate) fn source(mut self, form: Form) -> Result<Source, ImportError> {
        self.check()?;
        let used = self.used();
        let types: Vec<String> = self.types.keys().cloned().collect();
        let left_out = types.iter().filter(|name| !used.contains(*name)).map(|name| short(name)).collect();
        let mut extras = PageExtras { types, left_out, streaming: self.streaming, ..PageExtras::default() };
        (extras.title, extras.doc) = (self.title.take(), self.doc.take());
        for (what, table) in [("request", &self.input), ("response", &self.output)] {
            if let Some((line, None)) = table.example {
                extras.notes.push(format!("the example {what} is not valid JSON (line {line})."));
            }
        }
        extras.response =
            self.output.example.take().and_then(|(_, value)| value).filter(|response| !is_placeholder(response));
        extras
            .notes
            .extend(self.unknown_keys().map(|names| format!("the example request has unknown fields: {names}.")));
        if self.input.fields.is_empty() {
            extras.notes.push("the document contains no fields of the request.".to_owned());
        }
        let (document, lines) = openapi::document(&self, &mut extras.notes)?;
        Ok(Source { form, lines, document, extras })
    }

    /// Checks the number of fields, and that sections contain fields and not other text.
    fn check(&self) -> Result<(), ImportError> {
        let roots = [&self.input, &self.output];
        if let Some((line, text)) = roots.into_iter().find_map(|table| table.doc.as_ref()) {
            let first = short(text.lines().next().unwrap_or_default());
            return Err(ImportError::at(*line, format!("expected a name and a type, found `{first}`")));
        }
        let mut fields = 0;
        for table in roots.into_iter().chain(self.types.values()) {
            fields += table.fields.len();
            if fields > MAX_FIELDS {
                return Err(ImportError::at(table.line, format!("the document has more than {MAX_FIELDS} fields")));
            }
        }
        Ok(())
    }

    /// Keys of the example request that are not fields of the request.
    fn unknown_keys(&self) -> Option<String> {
        let (_, example) = self.input.example.as_ref()?;
        let keys = example.as_ref()?.as_mapping()?.keys().filter_map(Value::as_str);
        let names: Vec<String> =
            keys.filter(|key| !self.input.fields.contains_key(*key)).take(MAX_UNKNOWN).map(short).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The types that are reachable from the request and the response.
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

/// Whether a response is only a placeholder, in which files have empty URLs.
fn is_placeholder(response: &Value) -> bool {
    match response {
        Value::Sequence(items) => items.iter().any(is_placeholder),
        Value::Mapping(entries) => {
            entries.iter().any(|(key, value)| (key == "url" && value == "") || is_placeholder(value))
        }
        _ => false,
    }
}
