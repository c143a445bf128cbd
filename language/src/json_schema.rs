//! JSON Schema of the YAML language, for editors and other tools. Reads the types of `schema`; feeds `schemas/*.schema.json`.

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
    // Draft 7 is the newest that all editors know.
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    RecursiveTransform(lean).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    let mut value = schema.to_value();
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// A key is left out rather than set to `null` or to its default, so editors need not offer that.
fn lean(schema: &mut Schema) {
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
