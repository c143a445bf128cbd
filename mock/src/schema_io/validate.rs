//! Checks an input against its schema as fal's own servers do: every violation is listed.
//!
//! It is stricter than the original in one way: nothing is converted (`"5"` is not a valid integer), so a client that
//! sends the wrong type is noticed.

mod rules;
mod violation;

use fal_schema::ir::{Field, Limits, Number, Presence, TypeKind, TypeRef};
use serde_json::{Value, json};

use super::scope::Scope;
pub(crate) use violation::{Violation, violations_body};
pub(super) use violation::{invalid_json, missing_body};

/// Most violations that are listed: a hostile input could have millions.
const MAX_VIOLATIONS: usize = 1000;

/// Every violation of an input, in the order of the schema. Unknown keys are ignored.
pub(crate) fn validate(scope: Scope<'_>, input: &Value) -> Vec<Violation> {
    let mut checker = Checker { scope, location: vec![json!("body")], violations: Vec::new() };
    match &scope.endpoint.input_type {
        Some(ty) => checker.value(ty, input, &Limits::default()),
        None => checker.object(&scope.endpoint.input, input),
    }
    checker.violations
}

/// Walks a value along its type.
struct Checker<'a> {
    scope: Scope<'a>,
    location: Vec<Value>,
    violations: Vec<Violation>,
}

impl Checker<'_> {
    fn object(&mut self, fields: &[Field], value: &Value) {
        let Value::Object(entries) = value else {
            let message = "Input should be a valid dictionary or object to extract fields from";
            return self.report([Violation::new("model_attributes_type", message, value.clone())]);
        };
        for field in fields {
            self.inside(json!(field.name), |checker| match (entries.get(&field.name), &field.presence) {
                (None, Presence::Required) => {
                    checker.report([Violation::new("missing", "Field required", value.clone())]);
                }
                (None, _) => {}
                (Some(Value::Null), Presence::Default(_) | Presence::Optional) => {}
                (Some(entry), _) => checker.value(&field.ty, entry, &field.limits),
            });
        }
    }

    fn value(&mut self, ty: &TypeRef, value: &Value, limits: &Limits) {
        if let Some(arms) = self.scope.arms(ty) {
            return self.union(&arms, value, limits);
        }
        match (ty, value) {
            (TypeRef::Json, _) | (TypeRef::Boolean, Value::Bool(_)) => {}
            (TypeRef::String, Value::String(string)) => self.report(rules::string(string, limits)),
            (TypeRef::File, Value::String(url)) => self.report(rules::file(url)),
            (TypeRef::Integer | TypeRef::Unsigned, Value::Number(number)) => {
                self.report(rules::integer(ty, number, limits));
            }
            (TypeRef::Float, Value::Number(number)) => {
                let number = rules::whole(number).map(Number::Integer).or(number.as_f64().map(Number::Float));
                self.report(rules::bounds(number, value, limits));
            }
            (TypeRef::List(item), Value::Array(values)) => self.list(item, values, limits),
            (TypeRef::Map(entry), Value::Object(values)) => {
                for (key, value) in values {
                    self.inside(json!(key), |checker| checker.value(entry, value, limits));
                }
            }
            (TypeRef::Nullable(_), Value::Null) => {}
            (TypeRef::Nullable(inner), _) => self.value(inner, value, limits),
            (TypeRef::Local(_) | TypeRef::Shared(_), _) => match self.scope.kind(ty) {
                Some(TypeKind::Struct(fields)) => self.object(fields, value),
                Some(TypeKind::Enum(values)) => {
                    let known = values.iter().any(|known| value.as_str() == Some(&known.wire));
                    let expected = values.iter().map(|value| format!("'{}'", value.wire));
                    self.report((!known).then(|| rules::unknown_literal(expected.collect(), value)));
                }
                Some(TypeKind::Integers(values)) => {
                    let known = values.iter().any(|known| value.as_i64() == Some(known.wire));
                    let expected = values.iter().map(|value| value.wire.to_string());
                    self.report((!known).then(|| rules::unknown_literal(expected.collect(), value)));
                }
                Some(TypeKind::Union(_)) | None => {}
            },
            _ => self.report([rules::wrong_type(ty, value)]),
        }
    }

    fn list(&mut self, item: &TypeRef, values: &[Value], limits: &Limits) {
        self.report(rules::length(values, limits));
        let limits = limits.of_items();
        for (index, value) in values.iter().enumerate() {
            self.inside(json!(index), |checker| checker.value(item, value, &limits));
        }
    }

    /// Reports the violations of the arm that the value resembles, or of all arms if it resembles none.
    fn union(&mut self, arms: &[&TypeRef], value: &Value, limits: &Limits) {
        match self.scope.arm(arms, value) {
            Some(arm) => self.value(arm, value, limits),
            None => arms.iter().for_each(|arm| self.value(arm, value, limits)),
        }
    }

    fn inside(&mut self, step: Value, visit: impl FnOnce(&mut Self)) {
        self.location.push(step);
        visit(self);
        self.location.pop();
    }

    fn report(&mut self, violations: impl IntoIterator<Item = Violation>) {
        for violation in violations {
            if self.violations.len() < MAX_VIOLATIONS {
                self.violations.push(violation.at(&self.location));
            }
        }
    }
}
