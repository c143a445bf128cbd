//! Limits in a document to limits in a schema. What a schema cannot say exactly is left to the server with a remark,
//! and what it says never refuses a value that the document allows. Reads `node`; feeds `walk`.

use serde_yaml::{Number, Value};

use crate::openapi::fields::display_value;
use crate::openapi::node::Node;
use crate::openapi::walk::Parsed;
use fal_schema::ir::TypeRef;
use fal_schema::schema::FieldEntry;

/// Limits of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Limits {
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) pattern: Option<String>,
}

/// Keywords that limit a value.
const LIMITING: [&str; 11] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// Keywords that narrow a type.
const NARROWING: [&str; 4] = ["enum", "const", "items", "additionalProperties"];

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn set(self, entry: &mut FieldEntry) {
        entry.min = self.min;
        entry.max = self.max;
        entry.min_length = self.min_length;
        entry.max_length = self.max_length;
        entry.min_items = self.min_items;
        entry.max_items = self.max_items;
        entry.pattern = self.pattern;
    }

    /// Both limits at once.
    fn and(self, other: Self) -> Self {
        let above = |left: &Number, right: &Number| left.as_f64() > right.as_f64();
        let stricter = |left: Option<Number>, right: Option<Number>, upper: bool| match (left, right) {
            (Some(left), Some(right)) => Some(if above(&left, &right) != upper { left } else { right }),
            (left, right) => left.or(right),
        };
        let most = |left: Option<u64>, right: Option<u64>| left.into_iter().chain(right).max();
        let least = |left: Option<u64>, right: Option<u64>| left.into_iter().chain(right).min();
        Self {
            min: stricter(self.min, other.min, false),
            max: stricter(self.max, other.max, true),
            min_length: most(self.min_length, other.min_length),
            max_length: least(self.max_length, other.max_length),
            min_items: most(self.min_items, other.min_items),
            max_items: least(self.max_items, other.max_items),
            pattern: self.pattern.or(other.pattern),
        }
    }
}

/// What stands beside a reference or beside alternatives, applied to what they say.
pub(crate) fn beside(node: &Node<'_>, mut parsed: Parsed) -> Parsed {
    let (limits, notes) = match &parsed.ty {
        TypeRef::Integer => number(node, true),
        TypeRef::Float => number(node, false),
        TypeRef::String => (text(node), Vec::new()),
        TypeRef::List(_) => counts(node),
        _ => (Limits::default(), Vec::new()),
    };
    let applied = !limits.is_empty() || !notes.is_empty();
    let left = NARROWING.iter().chain(LIMITING.iter().filter(|_| !applied));
    let left: Vec<String> =
        left.filter_map(|key| Some(format!("{key}: {}", display_value(node.value.get(*key)?)))).collect();
    if !left.is_empty() {
        parsed.notes.push(format!("the document also says {}.", left.join(", ")));
    }
    if parsed.limits.pattern.is_some() && limits.pattern.is_some() {
        parsed.notes.push("the document has a second pattern.".to_owned());
    }
    parsed.limits = parsed.limits.and(limits);
    parsed.notes.extend(notes);
    parsed
}

/// Limits of a number, and what they do not say.
pub(crate) fn number(node: &Node<'_>, whole: bool) -> (Limits, Vec<String>) {
    let mut limits = Limits {
        min: bound(node, "minimum", whole, f64::ceil),
        max: bound(node, "maximum", whole, f64::floor),
        ..Limits::default()
    };
    let mut notes = Vec::new();
    for (key, lower) in [("exclusiveMinimum", true), ("exclusiveMaximum", false)] {
        let Some(found) = node.value.get(key).filter(|found| found.as_bool() != Some(false)) else { continue };
        let side = if lower { &limits.min } else { &limits.max };
        // Before OpenAPI 3.1 it is a flag about the other keyword.
        let plain_side = node.value.get(if lower { "minimum" } else { "maximum" });
        let at = if found.is_bool() { plain_side } else { Some(found) };
        let excluded = at.and_then(|at| next(at, lower).filter(|_| whole));
        let known = match excluded {
            Some(excluded) => Some(Number::from(excluded)),
            None => {
                notes.push(format!("the document says {key}: {}.", display_value(found)));
                at.and_then(|at| if let Value::Number(number) = at { Some(plain(number)) } else { None })
                    .filter(|_| !whole)
            }
        };
        let stricter = [side.clone(), known].into_iter().flatten();
        let order = |left: &Number, right: &Number| {
            left.as_f64().partial_cmp(&right.as_f64()).unwrap_or(std::cmp::Ordering::Equal)
        };
        let side = if lower { stricter.max_by(order) } else { stricter.min_by(order) };
        *(if lower { &mut limits.min } else { &mut limits.max }) = side;
    }
    if let Some(found) = node.value.get("multipleOf").filter(|found| !whole || found.as_f64() != Some(1.0)) {
        notes.push(format!("the document says multipleOf: {}.", display_value(found)));
    }
    (limits, notes)
}

/// The whole number next to an excluded one.
fn next(excluded: &Value, upward: bool) -> Option<i64> {
    match (excluded.as_i64(), excluded.as_f64()) {
        (Some(whole), _) if upward => whole.checked_add(1),
        (Some(whole), _) => whole.checked_sub(1),
        (None, Some(float)) if float.abs() < 1e15 => {
            Some(if upward { float.floor() + 1.0 } else { float.ceil() - 1.0 } as i64)
        }
        _ => None,
    }
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
pub(crate) fn plain(number: &Number) -> Number {
    match number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15) {
        Some(float) => Number::from(float as i64),
        None => number.clone(),
    }
}

/// Limits of a text.
pub(crate) fn text(node: &Node<'_>) -> Limits {
    Limits {
        min_length: count(node, "minLength"),
        max_length: count(node, "maxLength"),
        pattern: node.text("pattern").map(str::to_owned),
        ..Limits::default()
    }
}

/// Limits of a list, on top of those of its items.
pub(crate) fn list(node: &Node<'_>, mut parsed: Parsed) -> Parsed {
    let (limits, notes) = counts(node);
    parsed.limits = Limits { min_items: limits.min_items, max_items: limits.max_items, ..parsed.limits };
    parsed.notes.extend(notes);
    parsed
}

fn counts(node: &Node<'_>) -> (Limits, Vec<String>) {
    let limits = Limits { min_items: count(node, "minItems"), max_items: count(node, "maxItems"), ..Limits::default() };
    let unique = node.flag("uniqueItems").then(|| "the document says that no two items are the same.".to_owned());
    (limits, unique.into_iter().collect())
}

/// A number of items or of characters.
pub(crate) fn count(node: &Node<'_>, key: &str) -> Option<u64> {
    let value = node.value.get(key)?;
    value
        .as_u64()
        .or_else(|| value.as_f64().filter(|float| *float >= 0.0 && float.fract() == 0.0).map(|float| float as u64))
}
