//! The rules for each kind of value, with the error types and messages of pydantic.
//! Part of the checker of `validate`.

use fal_schema::ir::{Limits, Number, TypeKind, TypeRef};
use regex_lite::Regex;
use serde_json::{Value, json};

use super::{Checker, Violation};

impl Checker<'_> {
    pub(super) fn value(&mut self, ty: &TypeRef, value: &Value, limits: &Limits) {
        if let Some(arms) = self.scope.arms(ty) {
            return self.union(&arms, value, limits);
        }
        match (ty, value) {
            (TypeRef::Json, _) | (TypeRef::Boolean, Value::Bool(_)) => {}
            (TypeRef::String, Value::String(text)) => self.text(text, limits),
            (TypeRef::File, Value::String(text)) => self.file(text),
            (TypeRef::Integer, Value::Number(number)) => self.integer(number, limits),
            (TypeRef::Float, Value::Number(number)) => self.bounds(number.as_f64(), value, limits),
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
                    self.literal(known, values.iter().map(|value| format!("'{}'", value.wire)), value);
                }
                Some(TypeKind::Integers(values)) => {
                    let known = values.iter().any(|known| value.as_i64() == Some(known.wire));
                    self.literal(known, values.iter().map(|value| value.wire.to_string()), value);
                }
                Some(TypeKind::Union(_)) | None => {}
            },
            _ => self.wrong_kind(ty, value),
        }
    }

    fn wrong_kind(&mut self, ty: &TypeRef, value: &Value) {
        let (kind, message) = match ty {
            TypeRef::Integer => ("int_type", "Input should be a valid integer"),
            TypeRef::Float => ("float_type", "Input should be a valid number"),
            TypeRef::Boolean => ("bool_type", "Input should be a valid boolean"),
            TypeRef::List(_) => ("list_type", "Input should be a valid list"),
            TypeRef::Map(_) => ("dict_type", "Input should be a valid dictionary"),
            _ => ("string_type", "Input should be a valid string"),
        };
        self.push(Violation::new(kind, message, value.clone()));
    }

    fn text(&mut self, text: &str, limits: &Limits) {
        let count = text.chars().count() as u64;
        if let Some(min) = limits.min_length.filter(|min| count < *min) {
            let message = format!("String should have at least {}", counted(min, "character"));
            self.push(Violation::new("string_too_short", message, json!(text)).ctx("min_length", json!(min)));
        }
        if let Some(max) = limits.max_length.filter(|max| count > *max) {
            let message = format!("String should have at most {}", counted(max, "character"));
            self.push(Violation::new("string_too_long", message, json!(text)).ctx("max_length", json!(max)));
        }
        // A pattern that this engine cannot read is not checked.
        let pattern = limits.pattern.as_deref().and_then(|pattern| Some((pattern, Regex::new(pattern).ok()?)));
        if let Some((pattern, _)) = pattern.filter(|(_, regex)| !regex.is_match(text)) {
            let message = format!("String should match pattern '{pattern}'");
            let found = Violation::new("string_pattern_mismatch", message, json!(text));
            self.push(found.ctx("pattern", json!(pattern)));
        }
    }

    fn file(&mut self, text: &str) {
        let remote = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let host_follows = remote.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
        let data = text.strip_prefix("data:").is_some_and(|rest| rest.contains(','));
        if !host_follows && !data {
            let message = "Failed to download the file. Please check if the URL is accessible and try again.";
            self.push(Violation::new("file_download_error", message, json!(text)));
        }
    }

    fn integer(&mut self, number: &serde_json::Number, limits: &Limits) {
        let value = Value::Number(number.clone());
        if number.is_i64() {
            return self.bounds(number.as_f64(), &value, limits);
        }
        match number.as_f64() {
            Some(float) if float.fract() != 0.0 => {
                let message = "Input should be a valid integer, got a number with a fractional part";
                self.push(Violation::new("int_from_float", message, value));
            }
            // 2^53: beyond it a float no longer tells integers apart.
            Some(float) if number.is_f64() && float.abs() <= 9_007_199_254_740_992.0 => {
                self.bounds(Some(float), &value, limits);
            }
            _ => {
                let message = "Unable to parse input string as an integer, exceeded maximum size";
                self.push(Violation::new("int_parsing_size", message, value));
            }
        }
    }

    fn bounds(&mut self, number: Option<f64>, value: &Value, limits: &Limits) {
        let Some(number) = number else { return };
        if let Some(min) = limits.min.filter(|min| number < min.as_f64()) {
            let message = format!("Input should be greater than or equal to {}", min.as_f64());
            self.push(Violation::new("greater_than_equal", message, value.clone()).ctx("ge", bound(min)));
        }
        if let Some(max) = limits.max.filter(|max| number > max.as_f64()) {
            let message = format!("Input should be less than or equal to {}", max.as_f64());
            self.push(Violation::new("less_than_equal", message, value.clone()).ctx("le", bound(max)));
        }
    }

    fn list(&mut self, item: &TypeRef, values: &[Value], limits: &Limits) {
        let count = values.len() as u64;
        if let Some(min) = limits.min_items.filter(|min| count < *min) {
            self.length("too_short", &format!("at least {}", counted(min, "item")), ("min_length", min), values);
        }
        if let Some(max) = limits.max_items.filter(|max| count > *max) {
            self.length("too_long", &format!("at most {}", counted(max, "item")), ("max_length", max), values);
        }
        let limits = limits.of_items();
        for (index, value) in values.iter().enumerate() {
            self.inside(json!(index), |checker| checker.value(item, value, &limits));
        }
    }

    fn length(&mut self, kind: &'static str, wanted: &str, bound: (&str, u64), values: &[Value]) {
        let message = format!("List should have {wanted} after validation, not {}", values.len());
        let found = Violation::new(kind, message, Value::Array(values.to_vec())).ctx("field_type", json!("List"));
        self.push(found.ctx(bound.0, json!(bound.1)).ctx("actual_length", json!(values.len())));
    }

    fn literal(&mut self, known: bool, values: impl Iterator<Item = String>, value: &Value) {
        if known {
            return;
        }
        let mut expected: Vec<String> = values.collect();
        let last = expected.pop().unwrap_or_default();
        let expected = if expected.is_empty() { last } else { format!("{} or {last}", expected.join(", ")) };
        let message = format!("Input should be {expected}");
        self.push(Violation::new("literal_error", message, value.clone()).ctx("expected", json!(expected)));
    }

    /// The arm that the value looks like says what is wrong; when there is none, every arm does.
    fn union(&mut self, arms: &[&TypeRef], value: &Value, limits: &Limits) {
        match self.scope.arm(arms, value) {
            Some(arm) => self.value(arm, value, limits),
            None => arms.iter().for_each(|arm| self.value(arm, value, limits)),
        }
    }
}

fn bound(number: Number) -> Value {
    match number {
        Number::Integer(value) => json!(value),
        Number::Float(value) => json!(value),
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
