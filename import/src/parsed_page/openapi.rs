//! Converts parsed pages to OpenAPI documents, with the line of each part.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_yaml::{Mapping, Value};

use super::model::{Field, ParsedPage, Table, short};
use super::tree::{map, nested};
use super::types;
use crate::form::ImportError;

/// Lines of the text, by JSON pointer into the document and by path in the schema.
type Lines = BTreeMap<String, usize>;

/// Converts a page. Notes are added for content that the document cannot express.
pub(crate) fn document(page: &ParsedPage, notes: &mut Vec<String>) -> Result<(Value, Lines), ImportError> {
    let mut writer = Writer { types: &page.types, lines: Lines::new(), notes };
    let document = writer.document(page)?;
    Ok((document, writer.lines))
}

struct Writer<'a> {
    types: &'a IndexMap<String, Table>,
    lines: Lines,
    notes: &'a mut Vec<String>,
}

impl Writer<'_> {
    fn document(&mut self, page: &ParsedPage) -> Result<Value, ImportError> {
        let path = format!("/{}", page.id);
        let escaped = path.replace('/', "~1");
        let content = |schema: Value| nested(&["content", "application/json", "schema"], schema);
        let mut paths = Mapping::new();
        let input = if page.input.fields.is_empty() {
            map([])
        } else {
            let at = format!("/paths/{escaped}/post/requestBody/content/application~1json/schema");
            map([("requestBody", content(self.object(&page.input, &at, "input")?))])
        };
        paths.insert(Value::from(path.as_str()), map([("post", input)]));
        if !page.output.fields.is_empty() {
            let at = format!(
                "/paths/{escaped}~1requests~1{{request_id}}/get/responses/200/content/application~1json/schema"
            );
            let response = nested(&["get", "responses", "200"], content(self.object(&page.output, &at, "output")?));
            paths.insert(Value::from(format!("{path}/requests/{{request_id}}")), response);
        }
        let mut components = Mapping::new();
        for (name, table) in &page.types {
            let schema = self.object(table, &format!("/components/schemas/{name}"), &format!("types.{name}.fields"))?;
            components.insert(Value::from(name.as_str()), schema);
        }
        let url = format!("https://fal.ai/models/{}/api", page.id);
        let metadata = map([("endpointId", page.id.as_str().into()), ("documentationUrl", url.into())]);
        Ok(map([
            ("info", map([("x-fal-metadata", metadata)])),
            ("paths", Value::Mapping(paths)),
            ("components", map([("schemas", Value::Mapping(components))])),
        ]))
    }

    fn object(&mut self, table: &Table, at: &str, path: &str) -> Result<Value, ImportError> {
        self.lines.insert(at.to_owned(), table.line);
        let mut properties = Mapping::new();
        let mut required: Vec<Value> = Vec::new();
        for (name, field) in &table.fields {
            let pointer = format!("{at}/properties/{}", name.replace('~', "~0").replace('/', "~1"));
            self.lines.extend([(pointer, field.line), (format!("{path}.{name}"), field.line)]);
            properties.insert(Value::from(name.as_str()), self.property(name, field)?);
            required.extend(field.required.then(|| Value::from(name.as_str())));
        }
        let mut schema = map([("type", "object".into()), ("properties", Value::Mapping(properties))]);
        set(&mut schema, "required", (!required.is_empty()).then_some(Value::Sequence(required)));
        set(&mut schema, "description", table.doc.clone().map(|(_, doc)| Value::from(doc)));
        set(&mut schema, "example", table.example.clone().and_then(|(_, value)| value));
        Ok(schema)
    }

    fn property(&mut self, name: &str, field: &Field) -> Result<Value, ImportError> {
        let mut leaf = types::Leaf::new(field.values.clone(), field.limits.clone());
        let written = types::schema(&field.ty, &|name| self.types.contains_key(name), &mut leaf);
        let mut schema =
            written.map_err(|error| ImportError::at(field.line, format!("`{}`: {error}", short(&field.ty))))?;
        self.notes.extend(leaf.left_over().map(|what| format!("the {what} of {name} do not apply to its type.")));
        set(&mut schema, "description", field.doc.clone().map(Value::from));
        set(&mut schema, "default", field.default.clone());
        set(&mut schema, "examples", field.examples.clone());
        Ok(schema)
    }
}

fn set(schema: &mut Value, key: &str, value: Option<Value>) {
    if let (Value::Mapping(entries), Some(value)) = (schema, value) {
        entries.insert(Value::from(key), value);
    }
}
