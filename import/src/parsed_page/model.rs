//! A model as a page or an `llms.txt` describes it, in data.

use indexmap::IndexMap;
use serde_yaml::{Number, Value};

use crate::form::Fault;
use crate::uses::names;

/// Most types.
const MAX_TYPES: usize = 1000;

/// Most fields in all.
pub(crate) const MAX_FIELDS: usize = 2000;

/// Most values of a field.
const MAX_VALUES: usize = 5000;

/// A model.
#[derive(Debug, Default)]
pub(crate) struct ParsedPage {
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
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.fields.values().flat_map(|field| names(&field.ty))
    }
}

impl ParsedPage {
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
}

/// The beginning of a text, for messages on a terminal.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
