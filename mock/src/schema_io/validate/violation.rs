//! `Violation`: one entry of the `detail` list of a 422 response.

use serde_json::{Map, Value, json};

/// Largest invalid value that a response repeats, counted in values and bytes of strings.
const MAX_ECHO: usize = 4096;

/// One error in an input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Violation {
    location: Vec<Value>,
    kind: &'static str,
    message: String,
    input: Option<Value>,
    ctx: Map<String, Value>,
}

impl Violation {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>, input: Value) -> Self {
        let input = is_small(&input, &mut MAX_ECHO.clone()).then_some(input);
        Self { location: Vec::new(), kind, message: message.into(), input, ctx: Map::new() }
    }

    pub(crate) fn at(mut self, location: &[Value]) -> Self {
        self.location = location.to_vec();
        self
    }

    pub(crate) fn ctx(mut self, key: &str, value: Value) -> Self {
        self.ctx.insert(key.to_owned(), value);
        self
    }

    fn json(&self) -> Value {
        let mut entry = json!({
            "loc": self.location,
            "msg": self.message,
            "type": self.kind,
            "url": format!("https://docs.fal.ai/errors/#{}", self.kind),
            "ctx": self.ctx,
        });
        if let (Some(input), Some(entry)) = (&self.input, entry.as_object_mut()) {
            entry.insert("input".to_owned(), input.clone());
        }
        entry
    }
}

/// The error for a body that is not valid JSON.
pub(crate) fn invalid_json(offset: usize, error: &str) -> Violation {
    Violation::new("json_invalid", "JSON decode error", json!([]))
        .at(&[json!("body"), json!(offset)])
        .ctx("error", json!(error))
}

/// The error for a request without a body.
pub(crate) fn missing_body() -> Violation {
    Violation::new("missing", "Field required", Value::Null).at(&[json!("body")])
}

/// The body of the 422 response.
pub(crate) fn violations_body(violations: &[Violation]) -> Value {
    json!({ "detail": violations.iter().map(Violation::json).collect::<Vec<_>>() })
}

/// Whether a value stays within the rest of the limit.
fn is_small(value: &Value, rest: &mut usize) -> bool {
    let own = 1 + value.as_str().map_or(0, str::len);
    if own > *rest {
        return false;
    }
    *rest -= own;
    match value {
        Value::Array(values) => values.iter().all(|value| is_small(value, rest)),
        Value::Object(entries) => entries.iter().all(|(key, value)| {
            *rest = rest.saturating_sub(key.len());
            is_small(value, rest)
        }),
        _ => true,
    }
}
