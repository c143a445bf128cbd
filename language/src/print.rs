//! Prints schemas as YAML in the style of the files in `schemas/`. All YAML parsers read the output as the printed
//! values.

mod scalar;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::schema::{EndpointFile, ExampleEntry, FieldEntry, Source, TypeEntry};
use scalar::{number, text};

pub use scalar::{flow, is_key};

/// Minimum number of values for which an enum is printed with one value per line.
const MANY_VALUES: usize = 8;
/// Maximum length of a list or mapping on one line.
const WIDTH: usize = 100;

/// Prints the file of an endpoint.
pub fn endpoint(file: &EndpointFile) -> String {
    let up = "../".repeat(file.endpoint.matches('/').count());
    let mut out = Writer { text: format!("# yaml-language-server: $schema={up}endpoint.schema.json\n") };
    out.text(0, "endpoint", Some(&file.endpoint));
    out.text(0, "title", Some(&file.title));
    out.text(0, "doc", file.doc.as_ref());
    if let Some(source) = &file.source {
        out.source(source);
    }
    out.flag(0, "streaming", file.streaming);
    out.text(0, "rust_name", file.rust_name.as_ref());
    out.text(0, "note", file.note.as_ref());
    out.side(("input", &file.input), ("input_type", file.input_type.as_ref()));
    out.side(("output", &file.output), ("output_type", file.output_type.as_ref()));
    if !file.types.is_empty() {
        out.line(0, "types", "");
        for (name, entry) in &file.types {
            out.type_entry(name, entry);
        }
    }
    out.examples(&file.examples);
    out.text
}

/// The first line of the shared file.
pub const SHARED_HEAD: &str = "# yaml-language-server: $schema=shared.schema.json\n";

/// Prints the shared file, without its first line.
pub fn shared<'t>(types: impl Iterator<Item = (&'t String, &'t TypeEntry)>) -> String {
    types.fold("types:\n".to_owned(), |text, (name, entry)| text + &shared_type(name, entry))
}

/// Prints a type for the shared file, below `types:`.
pub fn shared_type(name: &str, entry: &TypeEntry) -> String {
    let mut out = Writer { text: String::new() };
    out.type_entry(name, entry);
    out.text
}

struct Writer {
    text: String,
}

impl Writer {
    /// Prints `key: rest`, or `key:` alone.
    fn line(&mut self, indent: usize, key: &str, rest: &str) {
        let space = if rest.is_empty() { "" } else { " " };
        self.text += &format!("{:indent$}{}:{space}{rest}\n", "", scalar::key(key));
    }

    fn text(&mut self, indent: usize, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.line(indent, key, &text(value, indent));
        }
    }

    fn flag(&mut self, indent: usize, key: &str, value: bool) {
        if value {
            self.line(indent, key, "true");
        }
    }

    fn source(&mut self, source: &Source) {
        self.line(0, "source", "");
        let entries = [
            ("page", &source.page),
            ("openapi", &source.openapi),
            ("captured", &source.captured),
            ("note", &source.note),
        ];
        for (key, value) in entries {
            self.text(2, key, value.as_ref());
        }
    }

    /// Prints a request or a response, with one of its two keys in any case.
    fn side(&mut self, (key, fields): (&str, &IndexMap<String, FieldEntry>), (whole, ty): (&str, Option<&String>)) {
        if fields.is_empty() && ty.is_none() {
            self.line(0, key, "{}");
        }
        self.fields(0, key, fields);
        self.text(0, whole, ty);
    }

    fn fields(&mut self, indent: usize, key: &str, fields: &IndexMap<String, FieldEntry>) {
        if fields.is_empty() {
            return;
        }
        self.line(indent, key, "");
        for (name, entry) in fields {
            self.line(indent + 2, name, "");
            self.field(indent + 4, entry);
        }
    }

    fn field(&mut self, indent: usize, entry: &FieldEntry) {
        self.text(indent, "type", Some(&entry.ty));
        self.text(indent, "doc", entry.doc.as_ref());
        self.flag(indent, "required", entry.required);
        if let Some(default) = &entry.default {
            match flow(default) {
                line if line.len() <= WIDTH => self.line(indent, "default", &line),
                _ => self.value(indent, "default", default),
            }
        }
        for (key, limit) in [("min", &entry.min), ("max", &entry.max)] {
            if let Some(limit) = limit {
                self.line(indent, key, &number(limit));
            }
        }
        let counts = [
            ("min_length", entry.min_length),
            ("max_length", entry.max_length),
            ("min_items", entry.min_items),
            ("max_items", entry.max_items),
        ];
        for (key, limit) in counts {
            if let Some(limit) = limit {
                self.line(indent, key, &limit.to_string());
            }
        }
        self.text(indent, "pattern", entry.pattern.as_ref());
        self.flag(indent, "deprecated", entry.deprecated);
        self.text(indent, "rust_name", entry.rust_name.as_ref());
        self.text(indent, "note", entry.note.as_ref());
    }

    fn type_entry(&mut self, name: &str, entry: &TypeEntry) {
        self.line(2, name, "");
        let start = self.text.len();
        self.text(4, "doc", entry.doc.as_ref());
        self.text(4, "rust_name", entry.rust_name.as_ref());
        self.text(4, "note", entry.note.as_ref());
        if let Some(values) = &entry.values {
            self.list("enum", &values.iter().map(|value| Value::from(value.as_str())).collect::<Vec<_>>());
        }
        if let Some(values) = &entry.integers {
            self.list("integers", &values.iter().map(|value| Value::from(*value)).collect::<Vec<_>>());
        }
        if let Some(arms) = &entry.union {
            self.list("union", &arms.iter().map(|arm| Value::from(arm.as_str())).collect::<Vec<_>>());
        }
        if !entry.rust_names.is_empty() {
            self.line(4, "rust_names", "");
            entry.rust_names.iter().for_each(|(wire, name)| self.text(6, wire, Some(name)));
        }
        match &entry.fields {
            Some(fields) if fields.is_empty() => self.line(4, "fields", "{}"),
            Some(fields) => self.fields(4, "fields", fields),
            None if self.text.len() == start => self.text.replace_range(start - 1.., " {}\n"),
            None => {}
        }
    }

    fn list(&mut self, key: &str, values: &[Value]) {
        let whole = Value::Sequence(values.to_vec());
        let line = flow(&whole);
        if values.len() < MANY_VALUES && line.len() <= WIDTH {
            return self.line(4, key, &line);
        }
        self.value(4, key, &whole);
    }

    fn examples(&mut self, examples: &[ExampleEntry]) {
        let whole = |entry: &ExampleEntry| {
            let sides = [("input", &entry.input), ("output", &entry.output)];
            let sides = sides.into_iter().filter_map(|(key, side)| Some((Value::from(key), side.clone()?)));
            Value::Mapping(sides.collect())
        };
        if !examples.is_empty() {
            self.value(0, "examples", &Value::Sequence(examples.iter().map(whole).collect()));
        }
    }

    /// Prints a key and any value, with one line per part.
    fn value(&mut self, indent: usize, key: &str, value: &Value) {
        match value {
            Value::Sequence(items) if !items.is_empty() => {
                self.line(indent, key, "");
                items.iter().for_each(|item| self.item(indent + 2, item));
            }
            Value::Mapping(entries) if !entries.is_empty() => {
                self.line(indent, key, "");
                self.entries(indent + 2, entries);
            }
            Value::String(value) => self.text(indent, key, Some(value)),
            other => self.line(indent, key, &flow(other)),
        }
    }

    fn entries(&mut self, indent: usize, entries: &serde_yaml::Mapping) {
        for (key, value) in entries {
            self.value(indent, key.as_str().unwrap_or_default(), value);
        }
    }

    fn item(&mut self, indent: usize, item: &Value) {
        let start = self.text.len();
        match item {
            Value::Mapping(entries) if !entries.is_empty() => self.entries(indent + 2, entries),
            Value::Sequence(items) if !items.is_empty() => items.iter().for_each(|item| self.item(indent + 2, item)),
            Value::String(value) => self.text += &format!("{:indent$}  {}\n", "", text(value, indent)),
            other => self.text += &format!("{:indent$}  {}\n", "", flow(other)),
        }
        // The dash replaces the last space of the first line's outer indentation.
        self.text.replace_range(start + indent..start + indent + 1, "-");
    }
}
