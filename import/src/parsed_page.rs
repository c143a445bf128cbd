//! A model as a text shows it, and the OpenAPI document that would be shown so. Made by `page` and `llms`; feeds `source`.

mod openapi;
mod types;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_yaml::{Number, Value};

use crate::form::{Fault, Form};
use crate::page_extras::Said;
use crate::source::Source;
use crate::uses::names;

pub(crate) use types::is_word;

/// Largest text; real ones have some ten thousand bytes.
const MAX_BYTES: usize = 4 << 20;

/// Most types.
const MAX_TYPES: usize = 1000;

/// Most fields in all.
const MAX_FIELDS: usize = 2000;

/// Most values of a field.
const MAX_VALUES: usize = 5000;

/// Most keys of an example that are no fields and named.
const MAX_STRANGERS: usize = 5;

/// A model.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) doc: Option<String>,
    pub(crate) streaming: bool,
    pub(crate) input: Table,
    pub(crate) output: Table,
    pub(crate) types: IndexMap<String, Table>,
}

/// Fields under a heading.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// Line of the heading.
    pub(crate) line: usize,
    /// What is said about all of them, and its line.
    pub(crate) doc: Option<(usize, String)>,
    pub(crate) fields: IndexMap<String, Field>,
    /// An example and its line; no value where it is no JSON.
    pub(crate) example: Option<(usize, Option<Value>)>,
}

/// A field.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) line: usize,
    /// As it is written: `list<LoraWeight>`.
    pub(crate) ty: String,
    pub(crate) doc: Option<String>,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) examples: Option<Value>,
    /// `minimum`, `maximum` and `multipleOf`.
    pub(crate) limits: Vec<(&'static str, Number)>,
}

/// Whether a text is short enough to be read.
pub(crate) fn fits(text: &str) -> Result<(), Fault> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(Fault::whole(format!("is larger than {} MiB", MAX_BYTES >> 20)))
}

impl Table {
    /// Adds a field.
    pub(crate) fn insert(&mut self, name: &str, field: Field) -> Result<(), Fault> {
        let line = field.line;
        if self.fields.len() == MAX_FIELDS {
            return Err(Fault::at(line, format!("there are more than {MAX_FIELDS} fields")));
        }
        if field.values.as_ref().is_some_and(|values| values.len() > MAX_VALUES) {
            return Err(Fault::at(line, format!("`{}` has more than {MAX_VALUES} values", short(name))));
        }
        match self.fields.insert(name.to_owned(), field) {
            Some(first) => {
                Err(Fault::at(line, format!("`{}` is there twice, first in line {}", short(name), first.line)))
            }
            None => Ok(()),
        }
    }

    /// The types that the fields name.
    fn names(&self) -> impl Iterator<Item = String> {
        self.fields.values().flat_map(|field| names(&field.ty))
    }
}

impl Shown {
    /// Adds a type.
    pub(crate) fn declare(&mut self, name: &str, line: usize, table: Table) -> Result<(), Fault> {
        if self.types.len() == MAX_TYPES {
            return Err(Fault::at(line, format!("there are more than {MAX_TYPES} types")));
        }
        match self.types.insert(name.to_owned(), table) {
            Some(first) => {
                Err(Fault::at(line, format!("`{}` is there twice, first in line {}", short(name), first.line)))
            }
            None => Ok(()),
        }
    }

    /// Whether any field is said to be required.
    pub(crate) fn marks_required(&self) -> bool {
        let tables = [&self.input, &self.output].into_iter().chain(self.types.values());
        tables.flat_map(|table| table.fields.values()).any(|field| field.required)
    }

    /// As an OpenAPI document, and what that has no place for.
    pub(crate) fn source(mut self, form: Form) -> Result<Source, Fault> {
        self.check()?;
        let used = self.used();
        let types: Vec<String> = self.types.keys().cloned().collect();
        let left_out = types.iter().filter(|name| !used.contains(*name)).map(|name| short(name)).collect();
        let mut said = Said { types, left_out, streaming: self.streaming, ..Said::default() };
        (said.title, said.doc) = (self.title.take(), self.doc.take());
        for (what, table) in [("request", &self.input), ("answer", &self.output)] {
            if let Some((line, None)) = table.example {
                said.notes.push(format!("the example {what} is no JSON (line {line})."));
            }
        }
        said.answer = self.output.example.take().and_then(|(_, value)| value).filter(|answer| !is_placeholder(answer));
        said.notes.extend(self.strangers().map(|names| format!("the example request has {names}, which is no field.")));
        if self.input.fields.is_empty() {
            said.notes.push("the document shows no field of the request.".to_owned());
        }
        let (document, lines) = openapi::document(&self, &mut said.notes)?;
        Ok(Source { form, lines, document, said })
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

/// The beginning of a text, for messages on a terminal.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
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
