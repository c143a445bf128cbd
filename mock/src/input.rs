//! The input of a request: its JSON body, its query, or nothing.
//! Reads a call; feeds `model`.

use fal_schema::ir::{Endpoint, Field, Presence, TypeRef};
use hyper::Method;
use serde_json::{Map, Value};

use crate::router::Call;
use crate::validate::{self, Violation};

/// The input as JSON. A request without a body is an empty input where nothing is required.
pub(crate) fn read(endpoint: &Endpoint, call: &Call) -> Result<Value, Violation> {
    if call.method == Method::GET {
        return Ok(Value::Object(from_query(endpoint, &call.query)));
    }
    if call.body.is_empty() {
        let required = endpoint.input.iter().any(|field| field.presence == Presence::Required);
        return if required { Err(validate::no_body()) } else { Ok(Value::Object(Map::new())) };
    }
    parse(&call.body)
}

/// Text in a query is read as the field's type where that is not text.
fn from_query(endpoint: &Endpoint, query: &str) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(query.as_bytes()).map(|(name, text)| {
        let field = endpoint.input.iter().find(|field| field.name == name);
        let value = if field.is_some_and(is_text) { None } else { serde_json::from_str(&text).ok() };
        (name.into_owned(), value.unwrap_or_else(|| Value::String(text.into_owned())))
    });
    pairs.collect()
}

fn is_text(field: &Field) -> bool {
    matches!(field.ty, TypeRef::String | TypeRef::File)
}

fn parse(body: &[u8]) -> Result<Value, Violation> {
    serde_json::from_slice(body).map_err(|error| {
        let line_start = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let offset = line_start.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
        validate::invalid_json(offset, &error.to_string())
    })
}
