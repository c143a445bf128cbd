//! The YAML language of the schema files, as serde types: what may be written, and nothing else.
//! `read` fills these from text; `lower` gives them meaning. The editors' JSON Schema is derived from them too.

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
    /// The endpoint id; the file's path says the same: `fal-ai/imagen4/preview`.
    pub endpoint: String,
    /// A short name for people.
    pub title: String,
    /// What the model's page says about it. Markdown is shown as plain text.
    #[serde(default)]
    pub doc: Option<String>,
    /// Where the description was taken from.
    #[serde(default)]
    pub source: Option<Source>,
    /// Whether the model answers streaming requests.
    #[serde(default)]
    pub streaming: bool,
    /// Name of the Rust module and method, where the one derived from the id does not do.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// Anything a reviewer should know. The generator ignores it.
    #[serde(default)]
    pub note: Option<String>,
    /// Fields of the request, in the page's order; `{}` if it has none. A file has this or `input_type`.
    #[serde(default)]
    pub input: IndexMap<String, FieldEntry>,
    /// Instead of `input`, for requests with free keys: `map<string, json>`.
    #[serde(default)]
    pub input_type: Option<String>,
    /// Fields of the response, in the page's order; `{}` if it has none. A file has this or `output_type`.
    #[serde(default)]
    pub output: IndexMap<String, FieldEntry>,
    /// Instead of `output`, for answers that are no object with known keys: any type, such as `json`.
    #[serde(default)]
    pub output_type: Option<String>,
    /// Types that only this endpoint uses.
    #[serde(default)]
    pub types: IndexMap<String, TypeEntry>,
    /// Example requests, with their answers where known.
    #[serde(default)]
    pub examples: Vec<ExampleEntry>,
}

/// Types that several endpoints use: `schemas/shared.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `types`")]
pub struct SharedFile {
    /// The types, by name.
    #[serde(default)]
    pub types: IndexMap<String, TypeEntry>,
}

/// Where a description was taken from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a mapping with `page` or `openapi`")]
pub struct Source {
    /// Address of the model's page.
    #[serde(default)]
    pub page: Option<String>,
    /// Address of the OpenAPI document.
    #[serde(default)]
    pub openapi: Option<String>,
    /// When it was read, such as `"2025-06"`.
    #[serde(default)]
    pub captured: Option<String>,
    /// Anything a reviewer should know.
    #[serde(default)]
    pub note: Option<String>,
}

/// One field of a request, an answer or a struct.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a field, a mapping with `type` and, as needed, `doc`, `default`, `required`")]
pub struct FieldEntry {
    /// `string`, `integer`, `float`, `boolean`, `file`, `json`, `list<T>`, `map<string, T>`, a type's name, or `A | B`.
    /// Items of a list or map that can be null have a `?`: `list<float?>`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Description.
    #[serde(default)]
    pub doc: Option<String>,
    /// The server refuses a request without it, or always answers with it.
    #[serde(default)]
    pub required: bool,
    /// What the server uses when the field is left out.
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
    /// Regular expression that the text must match; the server checks it.
    #[serde(default)]
    pub pattern: Option<String>,
    /// The model's page advises against using it.
    #[serde(default)]
    pub deprecated: bool,
    /// Name of the Rust field, where the one derived from the wire name does not do.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// Anything a reviewer should know. The generator ignores it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A named type: one of `enum`, `integers`, `fields` and `union`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json-schema", schemars(extend("oneOf" = [{"required": ["enum"]}, {"required": ["integers"]}, {"required": ["fields"]}, {"required": ["union"]}])))]
#[serde(deny_unknown_fields, expecting = "a type: a mapping with `enum`, `integers`, `fields` or `union`")]
pub struct TypeEntry {
    /// Description.
    #[serde(default)]
    pub doc: Option<String>,
    /// Name of the Rust type, where the one derived from the schema's name does not do.
    #[serde(default)]
    pub rust_name: Option<String>,
    /// Anything a reviewer should know. The generator ignores it.
    #[serde(default)]
    pub note: Option<String>,
    /// The values of a set of strings, in the page's order.
    #[serde(default, rename = "enum")]
    pub values: Option<Vec<String>>,
    /// The values of a set of integers, in the page's order.
    #[serde(default)]
    pub integers: Option<Vec<i64>>,
    /// Rust names for values and alternatives whose derived name does not do; integers are written as text, alternatives
    /// as they are under `union`.
    #[serde(default)]
    pub rust_names: IndexMap<String, String>,
    /// The fields of an object.
    #[serde(default)]
    pub fields: Option<IndexMap<String, FieldEntry>>,
    /// The alternatives of a union, each a type expression: `[ImageSize, ImageSizePreset]`.
    #[serde(default)]
    pub union: Option<Vec<String>>,
}

/// An example request, with its answer where known.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an example: a mapping with `input` or `output`")]
pub struct ExampleEntry {
    /// The request body.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<AnyJson>"))]
    pub input: Option<Value>,
    /// The answer.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "json-schema", schemars(with = "Option<AnyJson>"))]
    pub output: Option<Value>,
}

/// Keeps an explicit `null` apart from an absent key, so that it can be refused with its place.
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
