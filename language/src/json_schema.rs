//! JSON Schema of the YAML language, for editors and other tools: `schemas/*.schema.json`.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};

use crate::schema::{EndpointFile, SharedFile};

/// Name and text of each schema file: one for endpoints, one for the shared types.
#[must_use]
pub fn json_schemas() -> [(&'static str, String); 2] {
    [
        ("endpoint.schema.json", text::<EndpointFile>("Model endpoint")),
        ("shared.schema.json", text::<SharedFile>("Shared types")),
    ]
}

fn text<T: JsonSchema>(title: &str) -> String {
    // Draft 7 is the newest draft that all editors support.
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_nulls).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    let mut value = schema.to_value();
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// Removes `null` and defaults: keys are left out instead, so editors need not offer them.
fn without_nulls(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("format");
    if let Some(arms) = schema.get_mut("anyOf").and_then(|arms| arms.as_array_mut()) {
        arms.retain(|arm| arm["type"] != "null");
    }
    if let Some(types) = schema.get_mut("type").and_then(|types| types.as_array_mut()) {
        types.retain(|name| name != "null");
        if let [name] = types.as_slice() {
            let name = name.clone();
            schema.insert("type".to_owned(), name);
        }
    }
}
