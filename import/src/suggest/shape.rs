//! What makes two types the same: their keys, types, limits, defaults, values and Rust names; not what is written about them.
//! Reads `ir`; feeds `group`. Each shape is written down once and known by its number afterwards.

use std::collections::BTreeMap;

use fal_schema::ir::{EnumValue, Field, Literal, Presence, TypeDef, TypeKind, TypeRef};
use fal_schema::names;
use fal_schema::usage::{Module, Name};

/// Every shape that was met.
#[derive(Default)]
pub(crate) struct Shapes {
    numbers: BTreeMap<String, usize>,
    all: Vec<Shape>,
}

/// The shape of a type.
pub(crate) struct Shape {
    pub(crate) kind: Kind,
    /// A line for each field or value.
    pub(crate) parts: BTreeMap<String, String>,
    /// It is another Rust type in requests than in answers: a default is a value there, and an `Option` here.
    has_default: bool,
}

/// Kinds of types; one never stands for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Object,
    Strings,
    Integers,
}

/// Shapes of the types of one module, by name. None for those that hold themselves: they are left alone.
pub(crate) type Known<'a> = BTreeMap<&'a str, Option<usize>>;

impl Shapes {
    pub(crate) fn get(&self, number: usize) -> &Shape {
        &self.all[number]
    }

    /// The shapes of some types of a module; `shared` are those of the shared types.
    pub(crate) fn of<'a>(&mut self, module: &Module<'a>, defs: &'a [TypeDef], shared: &Known<'a>) -> Known<'a> {
        let mut walk = Walk { shapes: self, module, shared, known: BTreeMap::new() };
        for def in defs {
            // References among the shared types are of the shared kind.
            let local = module.types.contains_key(def.name.as_str());
            walk.named(if local { Name::Local(&def.name) } else { Name::Shared(&def.name) });
        }
        walk.known
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
    shared: &'w Known<'a>,
    known: Known<'a>,
}

impl<'a> Walk<'_, 'a> {
    fn named(&mut self, name: Name<'a>) -> Option<usize> {
        if let Name::Shared(text) = name
            && let Some(shape) = self.shared.get(text)
        {
            return *shape;
        }
        if let Some(shape) = self.known.get(name.text()) {
            return *shape;
        }
        // Whoever comes here again while this is open holds itself.
        self.known.insert(name.text(), None);
        let shape = self.module.def(name).and_then(|def| self.shape(name, def));
        self.known.insert(name.text(), shape);
        shape
    }

    fn shape(&mut self, name: Name<'a>, def: &'a TypeDef) -> Option<usize> {
        let (kind, parts, order, has_default) = match &def.kind {
            TypeKind::Enum(values) => (Kind::Strings, self::values(values), Vec::new(), false),
            TypeKind::Integers(values) => (Kind::Integers, self::values(values), Vec::new(), false),
            // A union keeps its name and its alternatives: it is left alone.
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
        let given = names::type_name(&def.name).is_ok_and(|derived| derived != def.rust_name).then_some(&def.rust_name);
        let key = format!("{kind:?} {in_requests} {given:?} {order:?} {parts:?}");
        Some(self.shapes.number(key, Shape { kind, parts, has_default }))
    }

    /// A field in one line, and whether a default is within its reach.
    fn field(&mut self, field: &'a Field) -> Option<(String, bool)> {
        let mut default = matches!(field.presence, Presence::Default(_));
        let ty = self.written(&field.ty, &mut default)?;
        let deprecated = if field.deprecated { ", deprecated" } else { "" };
        let named = match &field.rust_name {
            name if names::field_name(&field.name).as_ref() == Ok(name) => String::new(),
            name => format!(", called {name}"),
        };
        let presence = match &field.presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "optional".to_owned(),
            // 1 and 1.0 are one number.
            Presence::Default(Literal::Float(float)) if float.fract() == 0.0 => format!("default {float}"),
            Presence::Default(value) => format!("default {value}"),
        };
        Some((format!("{ty}, {presence}{}{deprecated}{named}", limits(field)), default))
    }

    fn written(&mut self, ty: &'a TypeRef, default: &mut bool) -> Option<String> {
        Some(match ty {
            TypeRef::List(item) => format!("list<{}>", self.written(item, default)?),
            TypeRef::Map(value) => format!("map<string, {}>", self.written(value, default)?),
            TypeRef::Nullable(inner) => format!("{}?", self.written(inner, default)?),
            TypeRef::Union(arms) => {
                let arms: Option<Vec<String>> = arms.iter().map(|arm| self.written(arm, default)).collect();
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
