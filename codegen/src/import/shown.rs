//! A model as a text shows it, and the OpenAPI document that would be shown so. Made by `page` and `llms`; feeds `source`.

mod types;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_yaml::{Mapping, Number, Value};

use super::finish::names;
use super::source::{Fault, Form, Said, Source};

pub(super) use types::is_word;

/// Most fields of a request, an answer or a type, and most types.
const MAX_ENTRIES: usize = 1000;

/// A model.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) doc: Option<String>,
    pub(super) streaming: bool,
    pub(super) input: Table,
    pub(super) output: Table,
    pub(super) types: IndexMap<String, Table>,
}

/// Fields under a heading.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Line of the heading.
    pub(super) line: usize,
    pub(super) doc: Option<String>,
    pub(super) fields: IndexMap<String, Field>,
    /// An example and its line; no value where it is no JSON.
    pub(super) example: Option<(usize, Option<Value>)>,
}

/// A field.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) line: usize,
    /// As it is written: `list<LoraWeight>`.
    pub(super) ty: String,
    pub(super) doc: Option<String>,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
    pub(super) values: Option<Vec<Value>>,
    pub(super) examples: Option<Value>,
    /// `minimum`, `maximum` and `multipleOf`.
    pub(super) limits: Vec<(&'static str, Number)>,
}

impl Table {
    /// Adds a field.
    pub(super) fn insert(&mut self, name: &str, field: Field) -> Result<(), Fault> {
        let line = field.line;
        if self.fields.len() == MAX_ENTRIES {
            return Err(Fault::at(line, format!("there are more than {MAX_ENTRIES} fields")));
        }
        match self.fields.insert(name.to_owned(), field) {
            Some(first) => Err(Fault::at(line, format!("`{name}` is there twice, first in line {}", first.line))),
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
    pub(super) fn declare(&mut self, name: &str, line: usize, table: Table) -> Result<(), Fault> {
        if self.types.len() == MAX_ENTRIES {
            return Err(Fault::at(line, format!("there are more than {MAX_ENTRIES} types")));
        }
        match self.types.insert(name.to_owned(), table) {
            Some(first) => Err(Fault::at(line, format!("`{name}` is there twice, first in line {}", first.line))),
            None => Ok(()),
        }
    }

    /// As an OpenAPI document, and what that has no place for.
    pub(super) fn source(mut self, form: Form) -> Result<Source, Fault> {
        for (table, name) in [(&self.input, "Input"), (&self.output, "Output")] {
            if table.doc.is_some() {
                let why = format!("`{name}` begins with a text that is no field: a name and a type are expected");
                return Err(Fault::at(table.line, why));
            }
        }
        let used = self.used();
        let types: Vec<String> = self.types.keys().cloned().collect();
        let left_out = types.iter().filter(|name| !used.contains(*name)).cloned().collect();
        let mut said = Said { types, left_out, streaming: self.streaming, ..Said::default() };
        (said.title, said.doc) = (self.title.take(), self.doc.take());
        said.answer = self.output.example.take().and_then(|(_, value)| value).filter(|answer| !is_placeholder(answer));
        if let Some((line, None)) = self.input.example {
            said.notes.push(format!("the example request is no JSON (line {line})."));
        }
        if self.input.fields.is_empty() {
            said.notes.push("the document shows no field of the request.".to_owned());
        }
        let mut builder = Builder { types: &self.types, lines: BTreeMap::new(), notes: Vec::new() };
        let document = builder.document(&self)?;
        said.notes.append(&mut builder.notes);
        Ok(Source { form, lines: builder.lines, document, said })
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

/// Writes the document.
struct Builder<'a> {
    types: &'a IndexMap<String, Table>,
    lines: BTreeMap<String, usize>,
    notes: Vec<String>,
}

impl Builder<'_> {
    fn document(&mut self, shown: &Shown) -> Result<Value, Fault> {
        let path = format!("/{}", shown.id);
        let escaped = path.replace('/', "~1");
        let content = |schema: Value| nested(&["content", "application/json", "schema"], schema);
        let mut paths = Mapping::new();
        let input = if shown.input.fields.is_empty() {
            map([])
        } else {
            let at = format!("/paths/{escaped}/post/requestBody/content/application~1json/schema");
            map([("requestBody", content(self.object(&shown.input, &at)?))])
        };
        paths.insert(Value::from(path.as_str()), map([("post", input)]));
        if !shown.output.fields.is_empty() {
            let at = format!(
                "/paths/{escaped}~1requests~1{{request_id}}/get/responses/200/content/application~1json/schema"
            );
            let answer = nested(&["get", "responses", "200"], content(self.object(&shown.output, &at)?));
            paths.insert(Value::from(format!("{path}/requests/{{request_id}}")), answer);
        }
        let mut components = Mapping::new();
        for (name, table) in &shown.types {
            let schema = self.object(table, &format!("/components/schemas/{name}"))?;
            components.insert(Value::from(name.as_str()), schema);
        }
        let page = format!("https://fal.ai/models/{}/api", shown.id);
        let metadata = map([("endpointId", shown.id.as_str().into()), ("documentationUrl", page.into())]);
        Ok(map([
            ("info", map([("x-fal-metadata", metadata)])),
            ("paths", Value::Mapping(paths)),
            ("components", map([("schemas", Value::Mapping(components))])),
        ]))
    }

    fn object(&mut self, table: &Table, at: &str) -> Result<Value, Fault> {
        self.lines.insert(at.to_owned(), table.line);
        let mut properties = Mapping::new();
        let mut required: Vec<Value> = Vec::new();
        for (name, field) in &table.fields {
            let pointer = format!("{at}/properties/{}", name.replace('~', "~0").replace('/', "~1"));
            self.lines.insert(pointer, field.line);
            properties.insert(Value::from(name.as_str()), self.property(name, field)?);
            required.extend(field.required.then(|| Value::from(name.as_str())));
        }
        let mut schema = map([("type", "object".into()), ("properties", Value::Mapping(properties))]);
        set(&mut schema, "required", (!required.is_empty()).then_some(Value::Sequence(required)));
        set(&mut schema, "description", table.doc.clone().map(Value::from));
        set(&mut schema, "example", table.example.clone().and_then(|(_, value)| value));
        Ok(schema)
    }

    fn property(&mut self, name: &str, field: &Field) -> Result<Value, Fault> {
        let mut leaf = types::Leaf::new(field.values.clone(), field.limits.clone());
        let written = types::schema(&field.ty, &|name| self.types.contains_key(name), &mut leaf);
        let mut schema = written.map_err(|why| Fault::at(field.line, format!("`{}`: {why}", field.ty)))?;
        self.notes.extend(leaf.left_over().map(|what| format!("{what} of {name} have no place in its type.")));
        set(&mut schema, "description", field.doc.clone().map(Value::from));
        set(&mut schema, "default", field.default.clone());
        set(&mut schema, "examples", field.examples.clone());
        Ok(schema)
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Mapping(entries.into_iter().map(|(key, value)| (Value::from(key), value)).collect())
}

fn nested(keys: &[&str], value: Value) -> Value {
    keys.iter().rev().fold(value, |value, key| map([(key, value)]))
}

fn set(schema: &mut Value, key: &str, value: Option<Value>) {
    if let (Value::Mapping(entries), Some(value)) = (schema, value) {
        entries.insert(Value::from(key), value);
    }
}
