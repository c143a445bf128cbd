//! Values made from the model: the smallest one that is allowed, one with everything in it, and ones that a limit just
//! allows or just forbids. Reads the catalog, feeds the other tests.

use fal_schema::ir::{Catalog, Endpoint, Field, Limits, Number, Presence, TypeDef, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

/// A value for a field that a limit is about.
pub(crate) struct Probe {
    /// Path of the limited value.
    pub(crate) path: String,
    /// Value of the whole field.
    pub(crate) value: Value,
    /// Whether the limit allows it.
    pub(crate) allowed: bool,
}

/// Makes values for the types of one endpoint.
#[derive(Clone, Copy)]
pub(crate) struct Samples<'a> {
    catalog: &'a Catalog,
    endpoint: &'a Endpoint,
    /// To how many objects inside each other all fields are given, and an item for each list.
    full: usize,
}

impl<'a> Samples<'a> {
    /// As little as possible.
    pub(crate) fn new(catalog: &'a Catalog, endpoint: &'a Endpoint) -> Self {
        Self { catalog, endpoint, full: 0 }
    }

    /// Everything, also in what is inside; not without end, for types that hold themselves.
    pub(crate) fn full(self) -> Self {
        Self { full: 8, ..self }
    }

    /// An object with its required fields, or with all.
    pub(crate) fn object(self, fields: &[Field]) -> Value {
        let inside = Self { full: self.full.saturating_sub(1), ..self };
        let given = fields.iter().filter(|field| self.full > 0 || field.presence == Presence::Required);
        given.map(|field| (field.name.clone(), inside.value(&field.ty, &field.limits))).collect::<Map<_, _>>().into()
    }

    /// Values around each limit of the field and of what is in it.
    pub(crate) fn probes(self, field: &Field) -> Vec<Probe> {
        self.probes_in(field, &mut Vec::new())
    }

    /// A value of a type that keeps some limits.
    fn value(self, ty: &TypeRef, limits: &Limits) -> Value {
        match ty {
            TypeRef::String => text(limits.min_length.unwrap_or(0).max(1)),
            TypeRef::Integer | TypeRef::Unsigned | TypeRef::Float => {
                limits.min.or(limits.max).map_or_else(|| json!(1), number)
            }
            TypeRef::Boolean => json!(false),
            TypeRef::Map(value) if self.full > 0 => json!({ "key": self.value(value, limits) }),
            TypeRef::Json | TypeRef::Map(_) => json!({}),
            TypeRef::File => json!("https://example.com/file.png"),
            TypeRef::List(item) => {
                let least = u64::from(self.full > 0);
                self.list(item, limits, limits.min_items.unwrap_or(0).max(least))
            }
            TypeRef::Nullable(inner) => self.value(inner, limits),
            TypeRef::Union(arms) => self.value(&arms[0], limits),
            TypeRef::Local(_) | TypeRef::Shared(_) => match &self.def(ty).kind {
                TypeKind::Struct(fields) => self.object(fields),
                TypeKind::Enum(values) => json!(values[0].wire),
                TypeKind::Integers(values) => json!(values[0].wire),
                TypeKind::Union(arms) => self.value(&arms[0].ty, limits),
            },
        }
    }

    fn list(self, item: &TypeRef, limits: &Limits, count: u64) -> Value {
        (0..count).map(|_| self.value(item, limits)).collect()
    }

    fn def(self, ty: &TypeRef) -> &'a TypeDef {
        self.catalog.resolve(self.endpoint, ty).unwrap_or_else(|| panic!("{ty} is not a type"))
    }

    /// `open` holds the types that are being looked into, for types that hold themselves.
    fn probes_in(self, field: &Field, open: &mut Vec<String>) -> Vec<Probe> {
        let mut probes = self.of_type(&field.ty, &field.limits, open);
        if let TypeRef::List(item) = &field.ty {
            let counts = around(field.limits.min_items, field.limits.max_items);
            probes.extend(counts.into_iter().map(|(count, allowed)| Probe {
                path: String::new(),
                value: self.list(item, &field.limits, count),
                allowed,
            }));
        }
        for probe in &mut probes {
            probe.path.insert_str(0, &field.name);
        }
        probes
    }

    fn of_type(self, ty: &TypeRef, limits: &Limits, open: &mut Vec<String>) -> Vec<Probe> {
        match ty {
            TypeRef::String => probes(around(limits.min_length, limits.max_length), text),
            TypeRef::Integer | TypeRef::Unsigned | TypeRef::Float => numbers(ty, limits),
            TypeRef::Boolean | TypeRef::Json | TypeRef::File => Vec::new(),
            TypeRef::List(item) => wrap(self.of_type(item, limits, open), "[0]", |value| json!([value])),
            TypeRef::Map(value) => wrap(self.of_type(value, limits, open), ".key", |value| json!({ "key": value })),
            TypeRef::Nullable(inner) => self.of_type(inner, limits, open),
            TypeRef::Union(arms) => arms.iter().flat_map(|arm| self.of_type(arm, limits, open)).collect(),
            TypeRef::Local(_) | TypeRef::Shared(_) => self.of_named(ty, open),
        }
    }

    fn of_named(self, ty: &TypeRef, open: &mut Vec<String>) -> Vec<Probe> {
        let def = self.def(ty);
        let arms = def.arms().iter().flat_map(|arm| self.of_type(&arm.ty, &Limits::default(), open)).collect();
        let TypeKind::Struct(fields) = &def.kind else { return arms };
        let name = ty.to_string();
        if open.contains(&name) {
            return Vec::new();
        }
        open.push(name);
        let mut found = Vec::new();
        for field in fields {
            let whole = |value| {
                let mut object = self.object(fields);
                object[&field.name] = value;
                object
            };
            found.extend(wrap(self.probes_in(field, open), ".", whole));
        }
        open.pop();
        found
    }
}

fn wrap(probes: Vec<Probe>, prefix: &str, whole: impl Fn(Value) -> Value) -> Vec<Probe> {
    let wrapped = |probe: Probe| Probe { path: format!("{prefix}{}", probe.path), value: whole(probe.value), ..probe };
    probes.into_iter().map(wrapped).collect()
}

fn probes<T>(values: Vec<(T, bool)>, value: impl Fn(T) -> Value) -> Vec<Probe> {
    values.into_iter().map(|(given, allowed)| Probe { path: String::new(), value: value(given), allowed }).collect()
}

/// Lengths or counts at both limits and one past them.
fn around(min: Option<u64>, max: Option<u64>) -> Vec<(u64, bool)> {
    let low = min.into_iter().flat_map(|min| [Some((min, true)), min.checked_sub(1).map(|count| (count, false))]);
    let high = max.into_iter().flat_map(|max| [Some((max, true)), max.checked_add(1).map(|count| (count, false))]);
    low.chain(high).flatten().collect()
}

/// Numbers at both limits and just past them.
fn numbers(ty: &TypeRef, limits: &Limits) -> Vec<Probe> {
    let past = |limit: Number, up: bool| match (limit, ty.integers()) {
        (Number::Integer(limit), Some(values)) => {
            let past = if up { limit + 1 } else { limit - 1 };
            values.contains(&past).then(|| json!(past))
        }
        (limit, _) => Some(Value::from(if up { limit.as_f64().next_up() } else { limit.as_f64().next_down() })),
    };
    let mut values = Vec::new();
    for (limit, up) in limits.min.map(|limit| (limit, false)).into_iter().chain(limits.max.map(|limit| (limit, true))) {
        values.push((number(limit), true));
        values.extend(past(limit, up).map(|value| (value, false)));
    }
    probes(values, |value| value)
}

fn number(number: Number) -> Value {
    match number {
        Number::Integer(value) => json!(value),
        Number::Float(value) => value.into(),
    }
}

/// Text of so many characters, each of them more than one byte.
fn text(length: u64) -> Value {
    "é".repeat(usize::try_from(length).expect("a short text")).into()
}
