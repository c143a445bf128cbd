//! Makes up an output from its type and the input. Reads the model only, never an endpoint's id; feeds `model`.
//! The same input always gives the same output.

mod file;

use fal_schema::ir::{Field, Limits, Presence, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use crate::hash::Hash;
use crate::picture::Recipe;
use crate::scope::Scope;

/// Most pictures in one answer, whatever the input asks for.
const MAX_PICTURES: u64 = 16;

/// How deep types are followed: a type may hold a list of itself.
const MAX_DEPTH: usize = 6;

/// Everything that an answer is made from.
pub(crate) struct Request<'a> {
    pub(crate) scope: Scope<'a>,
    /// The input with its defaults.
    pub(crate) input: &'a Map<String, Value>,
    /// How far a streamed answer has come: step and number of steps.
    pub(crate) progress: Option<(u32, u32)>,
    /// Makes a picture reachable and gives its URL.
    pub(crate) publish: &'a dyn Fn(Recipe) -> String,
}

/// The output, and how long the model claims to have taken, in seconds.
pub(crate) fn output(request: &Request<'_>) -> (Value, f64) {
    let writer = Writer::new(request);
    let endpoint = request.scope.endpoint;
    let output = match &endpoint.output_type {
        Some(ty) => writer.value("output", ty, &Limits::default(), 0),
        None => Value::Object(writer.object(&endpoint.output, 0)),
    };
    (output, writer.seconds)
}

/// How many pictures an input asks for.
pub(crate) fn pictures(input: &Map<String, Value>) -> u64 {
    input.get("num_images").and_then(Value::as_u64).unwrap_or(1).clamp(1, MAX_PICTURES)
}

struct Writer<'a> {
    request: &'a Request<'a>,
    seed: i64,
    seconds: f64,
}

impl<'a> Writer<'a> {
    fn new(request: &'a Request<'a>) -> Self {
        let input = serde_json::to_string(request.input).unwrap_or_default();
        let hash = Hash::new().text(&request.scope.endpoint.id).text(&input).finish();
        let seed = request.input.get("seed").and_then(Value::as_i64).unwrap_or_else(|| i64::from(hash as u32 >> 1));
        let seconds = 0.25 + (hash % 2000) as f64 / 1000.0;
        Self { request, seed, seconds }
    }

    fn object(&self, fields: &[Field], depth: usize) -> Map<String, Value> {
        fields.iter().map(|field| (field.name.clone(), self.field(field, depth))).collect()
    }

    fn field(&self, field: &Field, depth: usize) -> Value {
        match &field.presence {
            // An echo of the input says more than a default.
            Presence::Default(literal) if self.echo(field).is_none() => {
                serde_json::to_value(literal).unwrap_or_default()
            }
            Presence::Optional if !self.knows(field, depth) => Value::Null,
            _ => self.value(&field.name, &field.ty, &field.limits, depth),
        }
    }

    /// Whether there is something to say in a field that could be left out.
    fn knows(&self, field: &Field, depth: usize) -> bool {
        let files =
            field.ty.parts().iter().any(|part| **part == TypeRef::File || file::is_file(self.request.scope, part));
        depth < MAX_DEPTH && (files || field.name == "seed" || self.echo(field).is_some())
    }

    /// The input's value of the same name, where it has the right kind.
    fn echo(&self, field: &Field) -> Option<&'a Value> {
        let value = self.request.input.get(&field.name)?;
        match &field.ty {
            TypeRef::String => value.is_string(),
            TypeRef::Integer => value.is_i64(),
            TypeRef::Float => value.is_number(),
            TypeRef::Local(_) | TypeRef::Shared(_) => self.is_enum_value(&field.ty, value),
            _ => false,
        }
        .then_some(value)
    }

    fn is_enum_value(&self, ty: &TypeRef, value: &Value) -> bool {
        match self.request.scope.kind(ty) {
            Some(TypeKind::Enum(known)) => known.iter().any(|known| value.as_str() == Some(&known.wire)),
            Some(TypeKind::Integers(known)) => known.iter().any(|known| value.as_i64() == Some(known.wire)),
            _ => false,
        }
    }

    fn value(&self, name: &str, ty: &TypeRef, limits: &Limits, depth: usize) -> Value {
        match ty {
            TypeRef::String => self.text(name, limits),
            TypeRef::Integer if name == "seed" => json!(self.seed),
            TypeRef::Integer => {
                self.number(name, limits).as_f64().map_or(json!(0), |number| json!(number.ceil() as i64))
            }
            TypeRef::Float => self.number(name, limits),
            TypeRef::Boolean => json!(false),
            TypeRef::Json => json!({}),
            TypeRef::File => json!((self.request.publish)(self.recipe(0))),
            TypeRef::List(item) => self.list(name, item, limits, depth),
            TypeRef::Map(entry) if **entry == TypeRef::Float => json!({ "inference": self.seconds }),
            TypeRef::Map(_) => json!({}),
            TypeRef::Nullable(inner) => self.value(name, inner, limits, depth),
            TypeRef::Union(arms) => match arms.first() {
                Some(arm) => self.value(name, arm, limits, depth),
                None => Value::Null,
            },
            TypeRef::Local(_) | TypeRef::Shared(_) => self.named(name, ty, depth, 0),
        }
    }

    fn named(&self, name: &str, ty: &TypeRef, depth: usize, index: u64) -> Value {
        match self.request.scope.kind(ty) {
            Some(TypeKind::Integers(known)) => match self.request.input.get(name) {
                Some(value) if self.is_enum_value(ty, value) => value.clone(),
                _ => json!(known.first().map_or(0, |value| value.wire)),
            },
            Some(TypeKind::Enum(known)) => match self.request.input.get(name) {
                Some(value) if self.is_enum_value(ty, value) => value.clone(),
                _ => json!(known.first().map_or("", |value| value.wire.as_str())),
            },
            Some(TypeKind::Struct(fields)) if file::is_file(self.request.scope, ty) => self.file(fields, depth, index),
            Some(TypeKind::Struct(fields)) => Value::Object(self.object(fields, depth + 1)),
            Some(TypeKind::Union(arms)) => match arms.first() {
                Some(arm) => self.value(name, &arm.ty, &Limits::default(), depth + 1),
                None => Value::Null,
            },
            None => Value::Null,
        }
    }

    fn text(&self, name: &str, limits: &Limits) -> Value {
        let text = match self.request.input.get(name) {
            Some(Value::String(text)) => text.clone(),
            _ => format!("{} of {}", name, self.request.scope.endpoint.title),
        };
        let shortest = usize::try_from(limits.min_length.unwrap_or(0)).unwrap_or(0).min(MAX_TEXT);
        let longest = usize::try_from(limits.max_length.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let padding = std::iter::repeat_n('.', shortest.saturating_sub(text.chars().count()));
        json!(text.chars().chain(padding).take(longest).collect::<String>())
    }

    fn number(&self, name: &str, limits: &Limits) -> Value {
        if let Some(value) = self.request.input.get(name).filter(|value| value.is_number()) {
            return value.clone();
        }
        let least = limits.min.map_or(f64::NEG_INFINITY, |min| min.as_f64());
        let most = limits.max.map_or(f64::INFINITY, |max| max.as_f64());
        json!(0.0_f64.max(least).min(most))
    }

    /// Files and safety flags come one per picture; other lists are as short as they may be.
    fn list(&self, name: &str, item: &TypeRef, limits: &Limits, depth: usize) -> Value {
        let scope = self.request.scope;
        let per_picture = *item == TypeRef::File || file::is_file(scope, item) || name.starts_with("has_nsfw");
        let wanted = if per_picture { pictures(self.request.input) } else { u64::from(scope.fields(item).is_some()) };
        let wanted = wanted.min(limits.max_items.unwrap_or(u64::MAX)).max(limits.min_items.unwrap_or(0));
        let wanted = if depth < MAX_DEPTH { wanted.min(MAX_PICTURES) } else { 0 };
        let items = (0..wanted).map(|index| match item {
            TypeRef::File => json!((self.request.publish)(self.recipe(index))),
            TypeRef::Local(_) | TypeRef::Shared(_) => self.named(name, item, depth + 1, index),
            _ => self.value(name, item, limits, depth + 1),
        });
        Value::Array(items.collect())
    }
}

/// Longest text that is made up, in characters.
const MAX_TEXT: usize = 10_000;
