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

    /// Without the limits that no value of a type of integers reaches.
    pub(crate) fn within(mut self, ty: &TypeRef) -> Self {
        if let Some(values) = ty.integers() {
            let has = |limit: &Number| whole(limit).is_none_or(|limit| values.contains(&limit));
            self.min = self.min.filter(has);
            self.max = self.max.filter(has);
        }
        self
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

/// What is beside a reference or beside alternatives, applied to what they say.
pub(crate) fn beside(node: &Node<'_>, mut parsed: Parsed) -> Parsed {
    let (limits, notes) = match &parsed.ty {
        TypeRef::Integer | TypeRef::Unsigned => number(node, true),
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
    parsed.limits = parsed.limits.and(limits).within(&parsed.ty);
    parsed.notes.extend(notes);
    parsed
}

/// A type of integers: unsigned if the document says so, or if an integer beyond the signed ones is allowed and a negative
/// one is not known to be.
pub(crate) fn integer(node: &Node<'_>) -> Parsed {
    let (limits, notes) = number(node, true);
    let is_negative = limits.min.as_ref().is_some_and(|min| min.as_f64() < Some(0.0));
    // The largest signed integer is often rounded to a float, which is greater.
    let is_beyond = limits.max.as_ref().is_some_and(|max| max.as_f64() > Some(i64::MAX as f64))
        || limits.min.as_ref().is_some_and(|min| !min.is_i64());
    let is_unsigned = !is_negative && (is_beyond || node.text("format") == Some("uint64"));
    let ty = if is_unsigned { TypeRef::Unsigned } else { TypeRef::Integer };
    Parsed { limits: limits.within(&ty), notes, ..Parsed::of(ty) }
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
            Some(excluded) => Some(excluded),
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
fn next(excluded: &Value, upward: bool) -> Option<Number> {
    let Value::Number(number) = excluded else { return None };
    let next = match (whole(number), number.as_f64()) {
        (Some(whole), _) if upward => whole + 1,
        (Some(whole), _) => whole - 1,
        (None, Some(float)) if float.abs() < 1e15 || float == BEYOND => {
            if upward {
                float.floor() as i128 + 1
            } else {
                float.ceil() as i128 - 1
            }
        }
        _ => return None,
    };
    written(next)
}

/// The first integer that has no 64 bits. As a float, the largest one that has them is the same.
const BEYOND: f64 = 18_446_744_073_709_551_616.0;

/// The value of a number that is written as an integer.
fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The number with the value of an integer, if that has 64 bits.
fn written(whole: i128) -> Option<Number> {
    i64::try_from(whole).map(Number::from).or_else(|_| u64::try_from(whole).map(Number::from)).ok()
}

fn bound(node: &Node<'_>, key: &str, whole: bool, round: fn(f64) -> f64) -> Option<Number> {
    let Value::Number(number) = node.value.get(key)? else { return None };
    if !whole {
        return Some(plain(number));
    }
    match (self::whole(number), number.as_f64()) {
        (Some(_), _) => Some(number.clone()),
        (None, Some(BEYOND)) => Some(Number::from(u64::MAX)),
        // Beyond 64 bits nothing is limited. The conversion saturates.
        (None, Some(float)) => written(round(float) as i128),
        (None, None) => None,
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
