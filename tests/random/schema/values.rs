//! Values that fit a type and its limits: defaults and examples at depth. Reads the types in scope; feeds `endpoint`.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::model::{Def, Kind, Limits, Scope, Ty};
use super::{names, texts};
use crate::source::Source;

/// Makes values.
pub(crate) struct Values<'a> {
    pub(crate) scope: &'a Scope,
    /// Objects of this type and of later ones are not made, so that no default contains itself.
    pub(crate) end: usize,
    /// How many levels a value may have.
    room: usize,
    /// How many values may still be made before only the smallest are.
    left: Cell<usize>,
}

const INTEGERS: &[i64] =
    &[0, 1, -1, 2, 7, 50, 1024, -3, i64::MAX, i64::MIN, 1 << 53, i32::MAX as i64 + 1, i32::MIN as i64, 255];

const FLOATS: &[f64] = &[
    0.0,
    0.5,
    1.0,
    -1.5,
    314.0 / 100.0,
    2718.0 / 1000.0,
    0.1,
    1e-7,
    5e-324,
    -2.2250738585072014e-308,
    1e300,
    f64::MAX,
    f64::MIN,
    1e15,
    9007199254740993.0,
    0.30000000000000004,
    123456789.125,
    628.0 / 100.0,
    1e21,
    -0.0,
];

impl<'a> Values<'a> {
    /// Values of no more than `room` levels, with objects of the types before `end`.
    pub(crate) fn new(scope: &'a Scope, end: usize, room: usize) -> Self {
        Self { scope, end, room, left: Cell::new(400) }
    }

    /// The same, one level further in, with `run`.
    fn inside<T>(&self, run: impl FnOnce(&Self) -> T) -> T {
        let inner = Self { room: self.room - 1, left: Cell::new(self.left.get()), ..*self };
        let result = run(&inner);
        self.left.set(inner.left.get());
        result
    }

    fn is_full(&self) -> bool {
        self.left.get() == 0
    }

    /// A value of a type; `None` where the type has none that may be made here.
    pub(crate) fn value(&self, source: &mut Source, ty: &Ty, limits: &Limits) -> Option<Value> {
        if self.room == 0 {
            return None;
        }
        self.left.set(self.left.get().saturating_sub(1));
        Some(match ty {
            Ty::Text => text(source, limits).into(),
            Ty::File => file(source).into(),
            Ty::Integer => integer(source, limits).into(),
            Ty::Unsigned => unsigned(source, limits).into(),
            Ty::Float => float(source, limits),
            Ty::Boolean => source.chance(50.0).into(),
            Ty::Json => json(source, if self.is_full() { 1 } else { self.room }),
            Ty::Nullable(_) if source.chance(30.0) => Value::Null,
            Ty::Nullable(inner) => self.value(source, inner, limits).unwrap_or(Value::Null),
            Ty::List(item) => {
                let (fewest, most) = (limits.min_items.unwrap_or(0), limits.max_items.unwrap_or(usize::MAX));
                let count = if self.is_full() { 0 } else { source.one_of(&[0, 1, 1, 2, 3, 5]) }.clamp(fewest, most);
                let limits = Limits { min_items: None, max_items: None, ..limits.clone() };
                let items: Vec<Value> =
                    self.inside(|inside| (0..count).filter_map(|_| inside.value(source, item, &limits)).collect());
                if items.len() < fewest {
                    return None;
                }
                items.into()
            }
            Ty::Map(inner) => {
                let count = if self.is_full() { 0 } else { source.one_of(&[0, 1, 1, 2, 4]) };
                let entry =
                    |inside: &Self, source: &mut Source| Some((key(source), inside.value(source, inner, limits)?));
                self.inside(|inside| Value::Object((0..count).filter_map(|_| entry(inside, source)).collect()))
            }
            Ty::Union(arms) => {
                let first = source.below(arms.len());
                let mut order = arms[first..].iter().chain(&arms[..first]);
                order.find_map(|arm| self.value(source, arm, &Limits::default()))?
            }
            Ty::Named(name) => {
                let (index, def) = self.scope.find(name)?;
                self.named(source, index, def)?
            }
        })
    }

    fn named(&self, source: &mut Source, index: usize, def: &Def) -> Option<Value> {
        match &def.kind {
            Kind::Enum(values) => Some(values[source.below(values.len())].0.clone().into()),
            Kind::Integers(values) => Some(values[source.below(values.len())].0.into()),
            Kind::Struct(_) if index >= self.end => None,
            Kind::Struct(fields) => self.object(source, fields),
        }
    }

    /// An object with the required fields and some of the others.
    pub(crate) fn object(&self, source: &mut Source, fields: &[super::model::Field]) -> Option<Value> {
        if self.room == 0 {
            return None;
        }
        self.inside(|inside| inside.entries(source, fields)).map(Value::Object)
    }

    fn entries(&self, source: &mut Source, fields: &[super::model::Field]) -> Option<Map<String, Value>> {
        let share = source.one_of(&[0.0, 30.0, 70.0, 100.0]);
        let mut object = Map::new();
        for field in fields {
            if !field.required && (self.is_full() || !source.chance(share)) {
                continue;
            }
            match self.value(source, &field.ty, &field.limits) {
                Some(value) => _ = object.insert(field.name.clone(), value),
                None if field.required => return None,
                None => {}
            }
        }
        Some(object)
    }
}

/// A key of an object with free keys; YAML takes none of more than 1,024 characters.
fn key(source: &mut Source) -> String {
    let key = if source.chance(70.0) { names::field(source) } else { texts::text(source) };
    key.chars().take(100).collect()
}

fn text(source: &mut Source, limits: &Limits) -> String {
    let (fewest, most) = (limits.min_length.unwrap_or(0), limits.max_length.unwrap_or(usize::MAX));
    let mut text = texts::text(source);
    while text.chars().count() < fewest {
        text.push_str(&texts::some(source));
    }
    text.chars().take(most).collect()
}

fn file(source: &mut Source) -> String {
    match source.below(4) {
        0 => texts::hostile(source),
        1 => "data:text/plain,x".to_owned(),
        _ => format!("https://example.com/{}.png", source.below(100)),
    }
}

fn integer(source: &mut Source, limits: &Limits) -> i64 {
    let bound = |limit: &Option<Value>, other: i64| limit.as_ref().and_then(Value::as_i64).unwrap_or(other);
    let value = if source.chance(10.0) { source.integer() } else { source.one_of(INTEGERS) };
    value.clamp(bound(&limits.min, i64::MIN), bound(&limits.max, i64::MAX))
}

fn unsigned(source: &mut Source, limits: &Limits) -> u64 {
    let bound = |limit: &Option<Value>, other: u64| limit.as_ref().and_then(Value::as_u64).unwrap_or(other);
    let value = source.one_of(&[0, 1, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX - 1, u64::MAX]);
    value.clamp(bound(&limits.min, 0), bound(&limits.max, u64::MAX))
}

fn float(source: &mut Source, limits: &Limits) -> Value {
    let bound = |limit: &Option<Value>, other: f64| limit.as_ref().and_then(Value::as_f64).unwrap_or(other);
    let number = if source.chance(20.0) { source.fraction() } else { source.one_of(FLOATS) };
    let number = number.clamp(bound(&limits.min, f64::MIN), bound(&limits.max, f64::MAX));
    let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
    if is_whole && source.chance(50.0) { json!(number as i64) } else { json!(number) }
}

/// Any JSON of no more than `room` levels.
fn json(source: &mut Source, room: usize) -> Value {
    if source.chance(6.0) {
        return large(source, room);
    }
    match source.below(if room > 2 { 10 } else { 6 }) {
        0 => Value::Null,
        1 => source.chance(50.0).into(),
        2 => source.one_of(INTEGERS).into(),
        3 => source.one_of(FLOATS).into(),
        4 | 5 => texts::text(source).into(),
        6 | 7 => (0..source.below(4)).map(|_| json(source, room.min(6) - 1)).collect(),
        _ => {
            let entries = (0..source.below(4)).map(|_| (key(source), json(source, room.min(6) - 1)));
            Value::Object(entries.collect())
        }
    }
}

/// JSON of hundreds of items, dozens of keys or dozens of levels.
fn large(source: &mut Source, room: usize) -> Value {
    match source.below(4) {
        0 => (0..source.range(100, 250)).map(|_| json!(source.fraction())).collect(),
        1 => Value::Object((0..source.range(40, 90)).map(|number| (format!("key{number}"), json!(number))).collect()),
        2 => (0..source.range(50, 130))
            .map(|number| json!({"x": number, "y": [0.5, null]}))
            .take(if room > 3 { 200 } else { 0 })
            .collect(),
        _ => {
            let levels = room.saturating_sub(2);
            let wrap = |inner, level: usize| if level.is_multiple_of(3) { json!({"a": inner}) } else { json!([inner]) };
            (0..levels).fold(json!(1), wrap)
        }
    }
}
