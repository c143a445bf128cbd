//! The input of a request: its JSON body or its query.

use fal_schema::ir::{Endpoint, Field, Presence, TypeRef};
use hyper::Method;
use serde_json::{Map, Value};

use super::validate::{Violation, invalid_json, missing_body};

/// The input as JSON. A request without a body has an empty input, if no field is required.
pub(crate) fn read(endpoint: &Endpoint, method: &Method, query: &str, body: &[u8]) -> Result<Value, Violation> {
    if *method == Method::GET {
        return Ok(Value::Object(from_query(endpoint, query)));
    }
    if body.is_empty() {
        let required = endpoint.input.iter().any(|field| field.presence == Presence::Required);
        return if required { Err(missing_body()) } else { Ok(Value::Object(Map::new())) };
    }
    parse(body)
}

/// Values in a query are JSON, except for fields that are strings.
fn from_query(endpoint: &Endpoint, query: &str) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| {
        let field = endpoint.input.iter().find(|field| field.name == name);
        let json = if field.is_some_and(is_string) { None } else { serde_json::from_str(&value).ok() };
        (name.into_owned(), json.unwrap_or_else(|| Value::String(value.into_owned())))
    });
    pairs.collect()
}

fn is_string(field: &Field) -> bool {
    matches!(field.ty, TypeRef::String | TypeRef::File)
}

fn parse(body: &[u8]) -> Result<Value, Violation> {
    serde_json::from_slice(body).map_err(|error| {
        let line_start = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let offset = line_start.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
        invalid_json(offset, &error.to_string())
    })
}
