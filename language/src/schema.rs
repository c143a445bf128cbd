//! The YAML language of the schema files as serde types. The JSON Schema for editors is derived from them.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use serde_yaml::Value;

/// One model endpoint: `schemas/<endpoint id>.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json-schema", schemars(extend("allOf" = [
    {"anyOf": [{"required": ["input"]}, {"required": ["input_type"]}]},
    {"anyOf": [{"required": ["output"]}, {"required": ["output_type"]}]},
])))]
#[serde(deny_unknown_fields, expecting = "an endpoint: a mapping with `endpoint`, `title`, `input`, `output`")]
pub struct EndpointFile {
    /// The endpoint id, such as `fal-ai/imagen4/preview`. It must match the path of the file.
    pub endpoint: String,
    /// A short display name.
    pub title: String,
    /// Description from the page of the model, in plain text; Markdown is not interpreted.
    #[serde(default)]
    pub doc: Option<String>,
    /// The source of the description.
    #[serde(default)]
    pub source: Option<Source>,
    /// Whether the model supports streaming requests.
    #[serde(default)]
    pub streaming: bool,
    /// Name of the Rust module and method, if the name derived from the id is not suitable.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// A note for reviewers, which the generator ignores.
    #[serde(default)]
    pub note: Option<String>,
    /// Fields of the request in the order of the page, or `{}` if there are none. A file has either `input` or
    /// `input_type`.
    #[serde(default)]
    pub input: IndexMap<String, FieldEntry>,
    /// Type of a request with free keys, instead of `input`: `map<string, json>`.
    #[serde(default)]
    pub input_type: Option<String>,
    /// Fields of the response in the order of the page, or `{}` if there are none. A file has either `output` or
    /// `output_type`.
    #[serde(default)]
    pub output: IndexMap<String, FieldEntry>,
    /// Type of a response that is not an object with known keys, instead of `output`: any type, such as `json`.
    #[serde(default)]
    pub output_type: Option<String>,
    /// Types of this endpoint.
    #[serde(default)]
    pub types: IndexMap<String, TypeEntry>,
    /// Example requests, with their responses if known.
    #[serde(default)]
    pub examples: Vec<ExampleEntry>,
}

/// Types that several endpoints use: `schemas/shared.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `types`")]
pub struct SharedFile {
    /// The types by name.
    #[serde(default)]
    pub types: IndexMap<String, TypeEntry>,
}

/// The source of a description.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `page` or `openapi`")]
pub struct Source {
    /// URL of the model's page.
    #[serde(default)]
    pub page: Option<String>,
    /// URL of the OpenAPI document.
    #[serde(default)]
    pub openapi: Option<String>,
    /// Month or day on which the source was read, such as `"2025-06"`.
    #[serde(default)]
    pub captured: Option<String>,
    /// A note for reviewers.
    #[serde(default)]
    pub note: Option<String>,
}

/// One field of a request, a response or an object type.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a field, a mapping with `type` and, as needed, `doc`, `default`, `required`")]
pub struct FieldEntry {
    /// `string`, `integer`, `uint64`, `float`, `boolean`, `file`, `json`, `list<T>`, `map<string, T>`, a type's name, or
    /// `A | B`.
    /// A `?` marks items of a list or map that can be null: `list<float?>`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Description.
    #[serde(default)]
    pub doc: Option<String>,
    /// Whether the server requires the field in requests, or always includes it in responses.
    #[serde(default)]
    pub required: bool,
    /// The value that the server uses if the field is missing.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<AnyJson>"))]
    pub default: Option<Value>,
    /// Smallest value.
    #[serde(default)]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<f64>"))]
    pub min: Option<serde_yaml::Number>,
    /// Largest value.
    #[serde(default)]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<f64>"))]
    pub max: Option<serde_yaml::Number>,
    /// Fewest characters.
    #[serde(default)]
    pub min_length: Option<u64>,
    /// Most characters.
    #[serde(default)]
    pub max_length: Option<u64>,
    /// Fewest items.
    #[serde(default)]
    pub min_items: Option<u64>,
    /// Most items.
    #[serde(default)]
    pub max_items: Option<u64>,
    /// Regular expression that the string must match. Only the server checks it.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Whether the page of the model marks the field as deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Name of the Rust field, if the name derived from the wire name is not suitable.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// A note for reviewers, which the generator ignores.
    #[serde(default)]
    pub note: Option<String>,
}

/// A named type with one of `enum`, `integers`, `fields` and `union`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json-schema", schemars(extend("oneOf" = [{"required": ["enum"]}, {"required": ["integers"]}, {"required": ["fields"]}, {"required": ["union"]}])))]
#[serde(deny_unknown_fields, expecting = "a type: a mapping with `enum`, `integers`, `fields` or `union`")]
pub struct TypeEntry {
    /// Description.
    #[serde(default)]
    pub doc: Option<String>,
    /// Name of the Rust type, if the name derived from the schema name is not suitable.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// A note for reviewers, which the generator ignores.
    #[serde(default)]
    pub note: Option<String>,
    /// The values of a set of strings, in the order of the page.
    #[serde(default, rename = "enum")]
    pub values: Option<Vec<String>>,
    /// The values of a set of integers, in the order of the page.
    #[serde(default)]
    pub integers: Option<Vec<i64>>,
    /// Rust names of values and alternatives whose derived name is not suitable. The keys are the values, with integers
    /// in quotes, or the alternatives as they are written under `union`.
    #[serde(default)]
    pub rust_names: IndexMap<String, String>,
    /// The fields of an object.
    #[serde(default)]
    pub fields: Option<IndexMap<String, FieldEntry>>,
    /// The alternatives of a union, each a type expression: `[ImageSize, ImageSizePreset]`.
    #[serde(default)]
    pub union: Option<Vec<String>>,
}

/// An example request, with its response if known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an example: a mapping with `input` or `output`")]
pub struct ExampleEntry {
    /// The request body.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<AnyJson>"))]
    pub input: Option<Value>,
    /// The response body.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<AnyJson>"))]
    pub output: Option<Value>,
}

/// Distinguishes an explicit `null` from a missing key.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Any JSON value, in the JSON Schema.
#[cfg(feature = "json-schema")]
struct AnyJson;

#[cfg(feature = "json-schema")]
impl schemars::JsonSchema for AnyJson {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AnyJson".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}
