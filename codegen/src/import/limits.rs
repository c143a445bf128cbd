//! Limits in a document to limits in a schema. What would have to be bent is refused or remarked on.
//! Reads `node`; feeds `walk`.

use serde_yaml::{Number, Value};

use super::node::{Node, Refusal};
use crate::schema::FieldEntry;

/// Limits of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) min: Option<Number>,
    pub(super) max: Option<Number>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) pattern: Option<String>,
}

impl Limits {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn set(self, entry: &mut FieldEntry) {
        entry.min = self.min;
        entry.max = self.max;
        entry.min_length = self.min_length;
        entry.max_length = self.max_length;
        entry.min_items = self.min_items;
        entry.max_items = self.max_items;
        entry.pattern = self.pattern;
    }
}

/// Limits of a number.
pub(super) fn number(node: &Node<'_>, whole: bool) -> Result<Limits, Refusal> {
    let mut limits = Limits {
        min: bound(node, "minimum", whole, f64::ceil),
        max: bound(node, "maximum", whole, f64::floor),
        ..Limits::default()
    };
    for (key, sign) in [("exclusiveMinimum", 1), ("exclusiveMaximum", -1)] {
        let Some(found) = node.get(key).filter(|found| found.value.as_bool() != Some(false)) else { continue };
        let side = if sign > 0 { &mut limits.min } else { &mut limits.max };
        // Before OpenAPI 3.1 it is a flag about the other keyword.
        let at = if found.value.is_bool() { side.as_ref().and_then(Number::as_f64) } else { found.value.as_f64() };
        let next = |at: f64| if sign > 0 { at.floor() + 1.0 } else { at.ceil() - 1.0 };
        match at.filter(|_| whole) {
            Some(at) => *side = Some(Number::from(next(at) as i64)),
            None => return Err(found.refuse(&format!("`{key}` of a number is not supported"))),
        }
    }
    if let Some(found) = node.get("multipleOf").filter(|found| !whole || found.value.as_i64() != Some(1)) {
        return Err(found.refuse("`multipleOf` is not supported"));
    }
    Ok(limits)
}

fn bound(node: &Node<'_>, key: &str, whole: bool, round: fn(f64) -> f64) -> Option<Number> {
    let Value::Number(number) = node.value.get(key)? else { return None };
    if !whole {
        return Some(plain(number));
    }
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => Some(Number::from(whole)),
        // Beyond 64 bits nothing is limited.
        (None, Some(float)) if float.abs() < i64::MAX as f64 => Some(Number::from(round(float) as i64)),
        _ => None,
    }
}

/// `1.0` as `1`, as the schemas write it.
pub(super) fn plain(number: &Number) -> Number {
    match number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15) {
        Some(float) => Number::from(float as i64),
        None => number.clone(),
    }
}

/// Limits of a text.
pub(super) fn text(node: &Node<'_>) -> Limits {
    Limits {
        min_length: count(node, "minLength"),
        max_length: count(node, "maxLength"),
        pattern: node.text("pattern").map(str::to_owned),
        ..Limits::default()
    }
}

/// Limits of a list, on top of those of its items.
pub(super) fn list(node: &Node<'_>, items: Limits) -> Result<Limits, Refusal> {
    if node.flag("uniqueItems") {
        return Err(node.refuse("`uniqueItems` is not supported"));
    }
    Ok(Limits { min_items: count(node, "minItems"), max_items: count(node, "maxItems"), ..items })
}

fn count(node: &Node<'_>, key: &str) -> Option<u64> {
    let value = node.value.get(key)?;
    value
        .as_u64()
        .or_else(|| value.as_f64().filter(|float| *float >= 0.0 && float.fract() == 0.0).map(|float| float as u64))
}
