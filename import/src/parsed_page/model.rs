//! The data of a page or an `llms.txt`.

use indexmap::IndexMap;
use serde_yaml::{Number, Value};

use crate::form::ImportError;
use crate::uses::names;

/// Maximum number of types.
const MAX_TYPES: usize = 1000;

/// Maximum number of fields in total.
pub(crate) const MAX_FIELDS: usize = 2000;

/// Maximum number of values of a field.
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
    /// The description of the section, and its line.
    pub(crate) doc: Option<(usize, String)>,
    pub(crate) fields: IndexMap<String, Field>,
    /// The line of an example, and its value if it is valid JSON.
    pub(crate) example: Option<(usize, Option<Value>)>,
}

/// A field.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) line: usize,
    /// The type expression: `list<LoraWeight>`.
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
    pub(crate) fn insert(&mut self, name: &str, field: Field) -> Result<(), ImportError> {
        let line = field.line;
        if self.fields.len() == MAX_FIELDS {
            return Err(ImportError::at(line, format!("the document has more than {MAX_FIELDS} fields")));
        }
        if field.values.as_ref().is_some_and(|values| values.len() > MAX_VALUES) {
            return Err(ImportError::at(line, format!("`{}` has more than {MAX_VALUES} values", short(name))));
        }
        match self.fields.insert(name.to_owned(), field) {
            Some(first) => {
                Err(ImportError::at(line, format!("duplicate `{}`, first defined in line {}", short(name), first.line)))
            }
            None => Ok(()),
        }
    }

    /// The names of types that the fields use.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.fields.values().flat_map(|field| names(&field.ty))
    }
}

impl ParsedPage {
    /// Adds a type.
    pub(crate) fn declare(&mut self, name: &str, line: usize, table: Table) -> Result<(), ImportError> {
        if self.types.len() == MAX_TYPES {
            return Err(ImportError::at(line, format!("the document has more than {MAX_TYPES} types")));
        }
        match self.types.insert(name.to_owned(), table) {
            Some(first) => {
                Err(ImportError::at(line, format!("duplicate `{}`, first defined in line {}", short(name), first.line)))
            }
            None => Ok(()),
        }
    }

    /// Whether any field is marked as required.
    pub(crate) fn marks_required(&self) -> bool {
        let tables = [&self.input, &self.output].into_iter().chain(self.types.values());
        tables.flat_map(|table| table.fields.values()).any(|field| field.required)
    }
}

/// The start of a string without control characters, for messages.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
