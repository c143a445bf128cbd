//! The rules for each kind of value, with the error types and messages of pydantic.

use fal_schema::ir::{Limits, Number, TypeRef};
use regex_lite::Regex;
use serde_json::{Value, json};

use super::violation::Violation;

pub(super) fn wrong_type(ty: &TypeRef, value: &Value) -> Violation {
    let (kind, message) = match ty {
        TypeRef::Integer | TypeRef::Unsigned => ("int_type", "Input should be a valid integer"),
        TypeRef::Float => ("float_type", "Input should be a valid number"),
        TypeRef::Boolean => ("bool_type", "Input should be a valid boolean"),
        TypeRef::List(_) => ("list_type", "Input should be a valid list"),
        TypeRef::Map(_) => ("dict_type", "Input should be a valid dictionary"),
        _ => ("string_type", "Input should be a valid string"),
    };
    Violation::new(kind, message, value.clone())
}

pub(super) fn string(string: &str, limits: &Limits) -> Vec<Violation> {
    let count = string.chars().count() as u64;
    let mut violations = Vec::new();
    if let Some(min) = limits.min_length.filter(|min| count < *min) {
        let message = format!("String should have at least {}", counted(min, "character"));
        violations.push(Violation::new("string_too_short", message, json!(string)).ctx("min_length", json!(min)));
    }
    if let Some(max) = limits.max_length.filter(|max| count > *max) {
        let message = format!("String should have at most {}", counted(max, "character"));
        violations.push(Violation::new("string_too_long", message, json!(string)).ctx("max_length", json!(max)));
    }
    // A pattern that this engine does not support is not checked.
    let pattern = limits.pattern.as_deref().and_then(|pattern| Some((pattern, Regex::new(pattern).ok()?)));
    if let Some((pattern, _)) = pattern.filter(|(_, regex)| !regex.is_match(string)) {
        let message = format!("String should match pattern '{pattern}'");
        let violation = Violation::new("string_pattern_mismatch", message, json!(string));
        violations.push(violation.ctx("pattern", json!(pattern)));
    }
    violations
}

pub(super) fn file(url: &str) -> Option<Violation> {
    let remote = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    let has_host = remote.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let is_data = url.strip_prefix("data:").is_some_and(|rest| rest.contains(','));
    let message = "Failed to download the file. Please check if the URL is accessible and try again.";
    (!has_host && !is_data).then(|| Violation::new("file_download_error", message, json!(url)))
}

/// The value of a number that is written as an integer.
pub(super) fn whole(number: &serde_json::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

pub(super) fn integer(ty: &TypeRef, number: &serde_json::Number, limits: &Limits) -> Vec<Violation> {
    let value = Value::Number(number.clone());
    let float = number.as_f64().filter(|_| number.is_f64());
    // 2^53: floats above it do not represent every integer.
    let exact = float.filter(|float| float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0);
    let (kind, message) = match whole(number).or(exact.map(|float| float as i128)) {
        Some(whole) if ty.integers().is_some_and(|values| values.contains(&whole)) => {
            return bounds(Some(Number::Integer(whole)), &value, limits);
        }
        // The server describes an unsigned integer by its limits.
        Some(whole) if *ty == TypeRef::Unsigned && whole < 0 => {
            let min = limits.min.or(Some(Number::Integer(0)));
            return bounds(Some(Number::Integer(whole)), &value, &Limits { min, ..limits.clone() });
        }
        None if float.is_some_and(|float| float.fract() != 0.0) => {
            ("int_from_float", "Input should be a valid integer, got a number with a fractional part")
        }
        _ => ("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size"),
    };
    vec![Violation::new(kind, message, value)]
}

pub(super) fn bounds(number: Option<Number>, value: &Value, limits: &Limits) -> Vec<Violation> {
    let Some(number) = number else { return Vec::new() };
    let below = limits.min.filter(|min| number.order(*min).is_lt()).map(|min| {
        let message = format!("Input should be greater than or equal to {min}");
        Violation::new("greater_than_equal", message, value.clone()).ctx("ge", bound(min))
    });
    let above = limits.max.filter(|max| number.order(*max).is_gt()).map(|max| {
        let message = format!("Input should be less than or equal to {max}");
        Violation::new("less_than_equal", message, value.clone()).ctx("le", bound(max))
    });
    below.into_iter().chain(above).collect()
}

/// The number of items of a list.
pub(super) fn length(values: &[Value], limits: &Limits) -> Vec<Violation> {
    let count = values.len() as u64;
    let violation = |kind, expected: String, bound: (&str, u64)| {
        let message = format!("List should have {expected} after validation, not {}", values.len());
        let violation = Violation::new(kind, message, Value::Array(values.to_vec())).ctx("field_type", json!("List"));
        violation.ctx(bound.0, json!(bound.1)).ctx("actual_length", json!(values.len()))
    };
    let short = limits.min_items.filter(|min| count < *min);
    let long = limits.max_items.filter(|max| count > *max);
    let short =
        short.map(|min| violation("too_short", format!("at least {}", counted(min, "item")), ("min_length", min)));
    let long = long.map(|max| violation("too_long", format!("at most {}", counted(max, "item")), ("max_length", max)));
    short.into_iter().chain(long).collect()
}

/// A value that is not one of those of its enum.
pub(super) fn unknown_literal(mut expected: Vec<String>, value: &Value) -> Violation {
    let last = expected.pop().unwrap_or_default();
    let expected = if expected.is_empty() { last } else { format!("{} or {last}", expected.join(", ")) };
    let message = format!("Input should be {expected}");
    Violation::new("literal_error", message, value.clone()).ctx("expected", json!(expected))
}

fn bound(number: Number) -> Value {
    match number {
        Number::Integer(value) => json!(value),
        Number::Float(value) => json!(value),
    }
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
