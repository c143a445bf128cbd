//! Checks an input against the model, as the validation of fal's own servers does: every violation is listed.
//! Reads the catalog and a request body; feeds `model`.
//!
//! Stricter than the original in one way: nothing is converted (`"5"` is no integer), so a client that sends the wrong
//! kind is found out.

mod value;
mod violation;

use fal_schema::ir::{Field, Limits, Presence};
use serde_json::{Value, json};

use crate::scope::Scope;
pub(crate) use violation::{Violation, body};

/// Most violations that are listed: a hostile input could hold millions.
const MAX_VIOLATIONS: usize = 1000;

/// Every violation of an input, in the order of the schema. Unknown keys are ignored.
pub(crate) fn input(scope: Scope<'_>, input: &Value) -> Vec<Violation> {
    let mut checker = Checker { scope, at: vec![json!("body")], found: Vec::new() };
    match &scope.endpoint.input_type {
        Some(ty) => checker.value(ty, input, &Limits::default()),
        None => checker.object(&scope.endpoint.input, input),
    }
    checker.found
}

/// The finding for a body that is no JSON.
pub(crate) fn invalid_json(offset: usize, error: &str) -> Violation {
    Violation::new("json_invalid", "JSON decode error", json!([]))
        .at(&[json!("body"), json!(offset)])
        .ctx("error", json!(error))
}

/// The finding for a request without a body.
pub(crate) fn no_body() -> Violation {
    Violation::new("missing", "Field required", Value::Null).at(&[json!("body")])
}

/// Walks a value along its type.
struct Checker<'a> {
    scope: Scope<'a>,
    at: Vec<Value>,
    found: Vec<Violation>,
}

impl Checker<'_> {
    fn object(&mut self, fields: &[Field], value: &Value) {
        let Value::Object(entries) = value else {
            let message = "Input should be a valid dictionary or object to extract fields from";
            return self.push(Violation::new("model_attributes_type", message, value.clone()));
        };
        for field in fields {
            self.inside(json!(field.name), |checker| match (entries.get(&field.name), &field.presence) {
                (None, Presence::Required) => {
                    checker.push(Violation::new("missing", "Field required", value.clone()));
                }
                (None, _) => {}
                (Some(Value::Null), Presence::Default(_) | Presence::Optional) => {}
                (Some(entry), _) => checker.value(&field.ty, entry, &field.limits),
            });
        }
    }

    fn inside(&mut self, step: Value, visit: impl FnOnce(&mut Self)) {
        self.at.push(step);
        visit(self);
        self.at.pop();
    }

    fn push(&mut self, violation: Violation) {
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(violation.at(&self.at));
        }
    }
}
