//! `Violation`: one entry of the `detail` list of a 422 answer.
//! Made by the checker; feeds `model`.

use serde_json::{Map, Value, json};

/// Largest offending value that is sent back, in values and characters.
const MAX_ECHO: usize = 4096;

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Violation {
    at: Vec<Value>,
    kind: &'static str,
    message: String,
    input: Option<Value>,
    ctx: Map<String, Value>,
}

impl Violation {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>, input: Value) -> Self {
        let input = small(&input, &mut MAX_ECHO.clone()).then_some(input);
        Self { at: Vec::new(), kind, message: message.into(), input, ctx: Map::new() }
    }

    pub(crate) fn at(mut self, at: &[Value]) -> Self {
        self.at = at.to_vec();
        self
    }

    pub(crate) fn ctx(mut self, key: &str, value: Value) -> Self {
        self.ctx.insert(key.to_owned(), value);
        self
    }

    fn json(&self) -> Value {
        let mut entry = json!({
            "loc": self.at,
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

/// The body of the 422 answer.
pub(crate) fn body(violations: &[Violation]) -> Value {
    json!({ "detail": violations.iter().map(Violation::json).collect::<Vec<_>>() })
}

/// Whether a value stays within what is left of the limit.
fn small(value: &Value, left: &mut usize) -> bool {
    let own = 1 + value.as_str().map_or(0, str::len);
    if own > *left {
        return false;
    }
    *left -= own;
    match value {
        Value::Array(values) => values.iter().all(|value| small(value, left)),
        Value::Object(entries) => entries.iter().all(|(key, value)| {
            *left = left.saturating_sub(key.len());
            small(value, left)
        }),
        _ => true,
    }
}
