//! The shape of a type, by which types are compared: keys, types, limits, defaults, values and Rust names, but no
//! descriptions. Each distinct shape has a number.

use std::collections::BTreeMap;

use fal_schema::ir::{EnumValue, Field, Literal, Presence, TypeDef, TypeKind, TypeRef};
use fal_schema::names;
use fal_schema::usage::{Module, Name};

/// All distinct shapes.
#[derive(Default)]
pub(crate) struct Shapes {
    numbers: BTreeMap<String, usize>,
    all: Vec<Shape>,
}

/// The shape of a type.
pub(crate) struct Shape {
    pub(crate) kind: Kind,
    /// A description of each field or value.
    pub(crate) parts: BTreeMap<String, String>,
    /// Whether it contains a default. Then the Rust types of requests and responses differ: the default is a value in
    /// requests, and an `Option` in responses.
    has_default: bool,
}

/// The kinds of types. Types of different kinds are never equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Object,
    Strings,
    Integers,
}

/// Shapes of the types of one module by name; `None` for types that contain themselves, which are not compared.
pub(crate) type ByName<'a> = BTreeMap<&'a str, Option<usize>>;

impl Shapes {
    pub(crate) fn get(&self, number: usize) -> &Shape {
        &self.all[number]
    }

    /// The shapes of some types of a module; `shared` are those of the shared types.
    pub(crate) fn of<'a>(&mut self, module: &Module<'a>, defs: &'a [TypeDef], shared: &ByName<'a>) -> ByName<'a> {
        let mut walk = Walk { shapes: self, module, shared, local: BTreeMap::new() };
        for def in defs {
            // References between shared types are shared references.
            let local = module.types.contains_key(def.name.as_str());
            walk.named(if local { Name::Local(&def.name) } else { Name::Shared(&def.name) });
        }
        walk.local
    }

    fn number(&mut self, key: String, shape: Shape) -> usize {
        let next = self.all.len();
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.all.push(shape);
        }
        number
    }
}

struct Walk<'w, 'a> {
    shapes: &'w mut Shapes,
    module: &'w Module<'a>,
    shared: &'w ByName<'a>,
    local: ByName<'a>,
}

impl<'a> Walk<'_, 'a> {
    fn named(&mut self, name: Name<'a>) -> Option<usize> {
        if let Name::Shared(text) = name
            && let Some(shape) = self.shared.get(text)
        {
            return *shape;
        }
        if let Some(shape) = self.local.get(name.text()) {
            return *shape;
        }
        // A type that is visited again before its shape is complete contains itself.
        self.local.insert(name.text(), None);
        let shape = self.module.def(name).and_then(|def| self.shape(name, def));
        self.local.insert(name.text(), shape);
        shape
    }

    fn shape(&mut self, name: Name<'a>, def: &'a TypeDef) -> Option<usize> {
        let (kind, parts, order, has_default) = match &def.kind {
            TypeKind::Enum(values) => (Kind::Strings, self::values(values), Vec::new(), false),
            TypeKind::Integers(values) => (Kind::Integers, self::values(values), Vec::new(), false),
            // Unions are not compared.
            TypeKind::Union(_) => return None,
            TypeKind::Struct(fields) => {
                let mut has_default = false;
                let mut parts = BTreeMap::new();
                for field in fields {
                    let (part, default) = self.field(field)?;
                    has_default |= default;
                    parts.insert(field.name.clone(), part);
                }
                // The order of required fields is the order of the parameters of `new`.
                let required = fields.iter().filter(|field| field.presence == Presence::Required);
                (Kind::Object, parts, required.map(|field| &field.name).collect(), has_default)
            }
        };
        let in_requests = has_default && self.module.used_in_requests(name);
        let rust_name =
            names::type_name(&def.name).is_ok_and(|derived| derived != def.rust_name).then_some(&def.rust_name);
        let key = format!("{kind:?} {in_requests} {rust_name:?} {order:?} {parts:?}");
        Some(self.shapes.number(key, Shape { kind, parts, has_default }))
    }

    /// Describes a field, and returns whether it contains a default.
    fn field(&mut self, field: &'a Field) -> Option<(String, bool)> {
        let mut default = matches!(field.presence, Presence::Default(_));
        let ty = self.expression(&field.ty, &mut default)?;
        let deprecated = if field.deprecated { ", deprecated" } else { "" };
        let named = match &field.rust_name {
            name if names::field_name(&field.name).as_ref() == Ok(name) => String::new(),
            name => format!(", named {name}"),
        };
        let presence = match &field.presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "optional".to_owned(),
            // 1 and 1.0 are equal.
            Presence::Default(Literal::Float(float)) if float.fract() == 0.0 => format!("default {float}"),
            Presence::Default(value) => format!("default {value}"),
        };
        Some((format!("{ty}, {presence}{}{deprecated}{named}", limits(field)), default))
    }

    fn expression(&mut self, ty: &'a TypeRef, default: &mut bool) -> Option<String> {
        Some(match ty {
            TypeRef::List(item) => format!("list<{}>", self.expression(item, default)?),
            TypeRef::Map(value) => format!("map<string, {}>", self.expression(value, default)?),
            TypeRef::Nullable(inner) => format!("{}?", self.expression(inner, default)?),
            TypeRef::Union(arms) => {
                let arms: Option<Vec<String>> = arms.iter().map(|arm| self.expression(arm, default)).collect();
                arms?.join(" | ")
            }
            _ => match Name::of(ty) {
                None => ty.to_string(),
                Some(name) => {
                    let number = self.named(name)?;
                    *default |= self.shapes.get(number).has_default;
                    format!("#{number}")
                }
            },
        })
    }
}

fn values<T: ToString>(values: &[EnumValue<T>]) -> BTreeMap<String, String> {
    values.iter().map(|value| (value.wire.to_string(), value.rust_name.clone())).collect()
}

fn limits(field: &Field) -> String {
    let limits = &field.limits;
    let number = |limit: &Option<fal_schema::ir::Number>| limit.map(|limit| limit.as_f64().to_string());
    let count = |limit: &Option<u64>| limit.map(|limit| limit.to_string());
    let all = [
        ("min", number(&limits.min)),
        ("max", number(&limits.max)),
        ("min_length", count(&limits.min_length)),
        ("max_length", count(&limits.max_length)),
        ("min_items", count(&limits.min_items)),
        ("max_items", count(&limits.max_items)),
        ("pattern", limits.pattern.clone()),
    ];
    all.into_iter().filter_map(|(key, limit)| Some(format!(", {key} {}", limit?))).collect()
}
