//! Keywords: which only describe, which say what a value is, and which nothing in a schema file can say, so that they
//! are left to the server with a remark. Reads `node`; feeds `walk` and `objects`.

use serde_yaml::Value;

use crate::openapi::fields::display_value;
use crate::openapi::node::{Node, Refusal};

/// Keywords that say nothing about what a value may be.
const DESCRIBING: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "nullable",
    "externalDocs",
    "xml",
    "$comment",
];

/// Keywords that give a value a type.
const TYPING: [&str; 11] = [
    "type",
    "$ref",
    "enum",
    "const",
    "anyOf",
    "oneOf",
    "allOf",
    "properties",
    "additionalProperties",
    "items",
    "prefixItems",
];

/// Keywords without a counterpart in schemas.
const LEFT: [&str; 23] = [
    "not",
    "if",
    "then",
    "else",
    "discriminator",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "contains",
    "minContains",
    "maxContains",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "readOnly",
    "writeOnly",
    "$dynamicRef",
];

/// Formats that say what the type says.
const PLAIN_FORMATS: [&str; 4] = ["int32", "int64", "float", "double"];

/// Whether a schema says more than a description does.
pub(crate) fn says_something(node: &Node<'_>) -> bool {
    let Some(map) = node.map() else { return true };
    map.keys().filter_map(Value::as_str).any(|key| !DESCRIBING.contains(&key) && !key.starts_with("x-"))
}

/// Whether a schema says what type a value has.
pub(crate) fn has_type(node: &Node<'_>) -> bool {
    TYPING.iter().any(|key| node.get(key).is_some())
}

/// Whether a schema says what type a value has by more than its name.
pub(crate) fn has_more_than_type(node: &Node<'_>) -> bool {
    TYPING.iter().skip(1).any(|key| node.get(key).is_some())
}

/// Whether `additionalProperties` of this value restricts nothing.
pub(crate) fn is_open(node: Node<'_>) -> bool {
    node.value.as_bool().is_some() || node.map().is_some_and(|map| map.is_empty())
}

/// Whether a schema has alternatives or values.
pub(crate) fn is_choice(node: &Node<'_>) -> bool {
    ["anyOf", "oneOf", "enum", "const"].iter().any(|key| node.get(key).is_some())
}

/// The arms of `anyOf` or `oneOf`, where the type is given there.
pub(crate) fn alternatives<'a>(node: &Node<'a>) -> Result<Option<Vec<Node<'a>>>, Refusal> {
    let Some(arms) = node.get("anyOf").or_else(|| node.get("oneOf")) else { return Ok(None) };
    let arms = arms.items()?;
    let has_own = ["properties", "enum", "const", "items"].iter().any(|key| node.get(key).is_some());
    let typed = arms.iter().any(|arm| has_type(arm) || arm.value.is_bool());
    let apart = has_own || (node.get("type").is_some() && !typed);
    Ok(Some(arms).filter(|_| !apart))
}

/// Remarks about what nothing in the schema file says.
pub(crate) fn left_to_the_server(node: &Node<'_>) -> Vec<String> {
    let mut keys: Vec<&str> = LEFT.to_vec();
    match alternatives(node) {
        Ok(Some(_)) if node.get("anyOf").is_none() => {}
        Ok(Some(_)) => keys.push("oneOf"),
        _ => keys.extend(["anyOf", "oneOf"]),
    }
    let stated = |key: &str| node.value.get(key).filter(|value| value.as_bool() != Some(false));
    let remark = |key: &str, value: &Value| format!("the document also says {key}: {}.", display_value(value));
    keys.iter().filter_map(|key| stated(key).map(|value| remark(key, value))).collect()
}

/// A remark about the form of a text.
pub(crate) fn form(node: &Node<'_>) -> Vec<String> {
    let format = node.text("format").filter(|format| !PLAIN_FORMATS.contains(format));
    format
        .map(|format| format!("the document says format: {}.", display_value(&Value::from(format))))
        .into_iter()
        .collect()
}

/// Remarks about an object with these parts, beyond its properties.
pub(crate) fn of_object(parts: &[Node<'_>]) -> Vec<String> {
    let mut remarks = Vec::new();
    for part in parts {
        remarks.extend(left_to_the_server(part));
        let further = part.get("additionalProperties").filter(|more| more.value.as_bool() != Some(false));
        remarks.extend(further.map(|more| match more.map().filter(|map| !map.is_empty()) {
            Some(_) => format!("the document allows further keys: {}.", display_value(more.value)),
            None => "the document allows further keys.".to_owned(),
        }));
    }
    remarks
}
