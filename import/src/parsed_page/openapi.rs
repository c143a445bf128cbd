//! The OpenAPI document that would be shown as a model is, with the line of each of its parts.
//! Reads `shown` and `types`; feeds `source`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_yaml::{Mapping, Value};

use super::model::{Field, ParsedPage, Table, short};
use super::tree::{map, nested};
use super::types;
use crate::form::Fault;

/// Lines of the text by JSON pointer into the document and by path into the schema.
type Places = BTreeMap<String, usize>;

/// Writes the document; what it has no place for is noted.
pub(crate) fn document(shown: &ParsedPage, notes: &mut Vec<String>) -> Result<(Value, Places), Fault> {
    let mut writer = Writer { types: &shown.types, lines: Places::new(), notes };
    let document = writer.document(shown)?;
    Ok((document, writer.lines))
}

struct Writer<'a> {
    types: &'a IndexMap<String, Table>,
    lines: Places,
    notes: &'a mut Vec<String>,
}

impl Writer<'_> {
    fn document(&mut self, shown: &ParsedPage) -> Result<Value, Fault> {
        let path = format!("/{}", shown.id);
        let escaped = path.replace('/', "~1");
        let content = |schema: Value| nested(&["content", "application/json", "schema"], schema);
        let mut paths = Mapping::new();
        let input = if shown.input.fields.is_empty() {
            map([])
        } else {
            let at = format!("/paths/{escaped}/post/requestBody/content/application~1json/schema");
            map([("requestBody", content(self.object(&shown.input, &at, "input")?))])
        };
        paths.insert(Value::from(path.as_str()), map([("post", input)]));
        if !shown.output.fields.is_empty() {
            let at = format!(
                "/paths/{escaped}~1requests~1{{request_id}}/get/responses/200/content/application~1json/schema"
            );
            let answer = nested(&["get", "responses", "200"], content(self.object(&shown.output, &at, "output")?));
            paths.insert(Value::from(format!("{path}/requests/{{request_id}}")), answer);
        }
        let mut components = Mapping::new();
        for (name, table) in &shown.types {
            let schema = self.object(table, &format!("/components/schemas/{name}"), &format!("types.{name}.fields"))?;
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

    fn object(&mut self, table: &Table, at: &str, path: &str) -> Result<Value, Fault> {
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

    fn property(&mut self, name: &str, field: &Field) -> Result<Value, Fault> {
        let mut leaf = types::Leaf::new(field.values.clone(), field.limits.clone());
        let written = types::schema(&field.ty, &|name| self.types.contains_key(name), &mut leaf);
        let mut schema = written.map_err(|why| Fault::at(field.line, format!("`{}`: {why}", short(&field.ty))))?;
        self.notes.extend(leaf.left_over().map(|what| format!("{what} of {name} have no place in its type.")));
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
