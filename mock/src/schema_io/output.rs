//! Makes up an output from its type and the input. The same input always gives the same output.
//! No endpoint is treated specially; its id is part of the seed.

use fal_schema::ir::{Field, Limits, Number, Presence, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use super::media::{Format, Recipe, draw, requested_size};
use super::scope::Scope;
use crate::digest::Digest;

/// Most pictures in one output, whatever the input requests.
const MAX_PICTURES: u64 = 16;

/// Greatest depth of types: a type may contain a list of itself.
const MAX_DEPTH: usize = 6;

/// Longest string that is made up, in characters.
const MAX_STRING: usize = 10_000;

/// Everything that an output is made from.
pub(crate) struct OutputRequest<'a> {
    pub(crate) scope: Scope<'a>,
    /// The input with its defaults.
    pub(crate) input: &'a Map<String, Value>,
    /// Step and number of steps of an unfinished output in a stream.
    pub(crate) progress: Option<(u32, u32)>,
    /// Publishes a picture and returns its URL.
    pub(crate) publish: &'a dyn Fn(Recipe) -> String,
}

/// The output, and the inference time that the model reports, in seconds.
pub(crate) fn output(request: &OutputRequest<'_>) -> (Value, f64) {
    let writer = Writer::new(request);
    let endpoint = request.scope.endpoint;
    let output = match &endpoint.output_type {
        Some(ty) => writer.value("output", ty, &Limits::default(), 0),
        None => Value::Object(writer.object(&endpoint.output, 0)),
    };
    (output, writer.seconds)
}

/// How many pictures an input requests.
pub(crate) fn picture_count(input: &Map<String, Value>) -> u64 {
    input.get("num_images").and_then(Value::as_u64).unwrap_or(1).clamp(1, MAX_PICTURES)
}

struct Writer<'a> {
    request: &'a OutputRequest<'a>,
    seed: i128,
    seconds: f64,
}

impl<'a> Writer<'a> {
    fn new(request: &'a OutputRequest<'a>) -> Self {
        let input = serde_json::to_string(request.input).unwrap_or_default();
        let hash = Digest::new().string(&request.scope.endpoint.id).string(&input).seed();
        let seed = request.input.get("seed").and_then(integer).unwrap_or_else(|| i128::from(hash as u32 >> 1));
        let seconds = 0.25 + (hash % 2000) as f64 / 1000.0;
        Self { request, seed, seconds }
    }

    fn object(&self, fields: &[Field], depth: usize) -> Map<String, Value> {
        fields.iter().map(|field| (field.name.clone(), self.field(field, depth))).collect()
    }

    fn field(&self, field: &Field, depth: usize) -> Value {
        match &field.presence {
            // A value of the input is more useful than a default.
            Presence::Default(literal) if self.echo(field).is_none() => {
                serde_json::to_value(literal).unwrap_or_default()
            }
            Presence::Optional if !self.has_value(field, depth) => Value::Null,
            _ => self.value(&field.name, &field.ty, &field.limits, depth),
        }
    }

    /// Whether an optional field gets a value: a file, the seed, or a value of the input.
    fn has_value(&self, field: &Field, depth: usize) -> bool {
        let is_file = |part: &TypeRef| *part == TypeRef::File || is_file(self.request.scope, part);
        let has_file = field.ty.parts().into_iter().any(is_file);
        depth < MAX_DEPTH && (has_file || field.name == "seed" || self.echo(field).is_some())
    }

    /// The value of the same name in the input, if it has the right type.
    fn echo(&self, field: &Field) -> Option<&'a Value> {
        let value = self.request.input.get(&field.name)?;
        match &field.ty {
            TypeRef::String => value.is_string(),
            TypeRef::Integer | TypeRef::Unsigned => is_integer(&field.ty, value),
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
            TypeRef::String => self.string(name, limits),
            TypeRef::Integer | TypeRef::Unsigned => self.integer(name, ty, limits),
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
            Some(TypeKind::Struct(fields)) if is_file(self.request.scope, ty) => self.file(fields, depth, index),
            Some(TypeKind::Struct(fields)) => Value::Object(self.object(fields, depth + 1)),
            Some(TypeKind::Union(arms)) => match arms.first() {
                Some(arm) => self.value(name, &arm.ty, &Limits::default(), depth + 1),
                None => Value::Null,
            },
            None => Value::Null,
        }
    }

    fn string(&self, name: &str, limits: &Limits) -> Value {
        let string = match self.request.input.get(name) {
            Some(Value::String(string)) => string.clone(),
            _ => format!("{} of {}", name, self.request.scope.endpoint.title),
        };
        let shortest = usize::try_from(limits.min_length.unwrap_or(0)).unwrap_or(0).min(MAX_STRING);
        let longest = usize::try_from(limits.max_length.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let padding = std::iter::repeat_n('.', shortest.saturating_sub(string.chars().count()));
        json!(string.chars().chain(padding).take(longest).collect::<String>())
    }

    /// The seed, the value of the input, or the integer of the limits that is closest to zero.
    fn integer(&self, name: &str, ty: &TypeRef, limits: &Limits) -> Value {
        let whole = |number: Number| match number {
            Number::Integer(whole) => whole,
            Number::Float(float) => float.ceil() as i128,
        };
        let seed = Some(self.seed).filter(|_| name == "seed");
        let given = || {
            let given = self.request.input.get(name)?;
            integer(given).or_else(|| Some(whole(Number::Float(given.as_f64()?))))
        };
        let values = ty.integers();
        let chosen = seed.or_else(given).filter(|chosen| values.is_some_and(|values| values.contains(chosen)));
        json!(chosen.unwrap_or_else(|| {
            let least = limits.min.map_or(0, |min| whole(min).max(0));
            limits.max.map_or(least, |max| whole(max).min(least))
        }))
    }

    fn number(&self, name: &str, limits: &Limits) -> Value {
        if let Some(value) = self.request.input.get(name).filter(|value| value.is_number()) {
            return value.clone();
        }
        let least = limits.min.map_or(f64::NEG_INFINITY, |min| min.as_f64());
        let most = limits.max.map_or(f64::INFINITY, |max| max.as_f64());
        json!(0.0_f64.max(least).min(most))
    }

    /// There is a file and a safety flag per picture. Other lists are as short as their limits allow.
    fn list(&self, name: &str, item: &TypeRef, limits: &Limits, depth: usize) -> Value {
        let scope = self.request.scope;
        let per_picture = *item == TypeRef::File || is_file(scope, item) || name.starts_with("has_nsfw");
        let count =
            if per_picture { picture_count(self.request.input) } else { u64::from(scope.fields(item).is_some()) };
        let count = count.min(limits.max_items.unwrap_or(u64::MAX)).max(limits.min_items.unwrap_or(0));
        let count = if depth < MAX_DEPTH { count.min(MAX_PICTURES) } else { 0 };
        let items = (0..count).map(|index| match item {
            TypeRef::File => json!((self.request.publish)(self.recipe(index))),
            TypeRef::Local(_) | TypeRef::Shared(_) => self.named(name, item, depth + 1, index),
            _ => self.value(name, item, limits, depth + 1),
        });
        Value::Array(items.collect())
    }

    /// A struct with the properties of a picture. Its other fields are as in any other struct.
    fn file(&self, fields: &[Field], depth: usize, index: u64) -> Value {
        let recipe = self.recipe(index);
        let url = (self.request.publish)(recipe.clone());
        let entries = fields.iter().map(|field| {
            let value = match (field.name.as_str(), &field.ty) {
                ("url", _) => json!(url),
                ("width", TypeRef::Integer | TypeRef::Unsigned) => json!(recipe.width),
                ("height", TypeRef::Integer | TypeRef::Unsigned) => json!(recipe.height),
                ("content_type", TypeRef::String) => json!(recipe.format.content_type()),
                ("file_name", TypeRef::String) => json!(recipe.file_name()),
                // Drawing takes time, so an optional size is left out.
                ("file_size", TypeRef::Integer | TypeRef::Unsigned) if field.presence == Presence::Required => {
                    json!(draw(&recipe).len())
                }
                ("file_size", _) if field.presence != Presence::Required => Value::Null,
                _ => self.field(field, depth + 1),
            };
            (field.name.clone(), value)
        });
        Value::Object(entries.collect())
    }

    /// The recipe of the picture with that index.
    fn recipe(&self, index: u64) -> Recipe {
        let input = self.request.input;
        let text = |name: &str| input.get(name).and_then(Value::as_str).unwrap_or_default();
        let (width, height) = requested_size(input);
        let endpoint = self.request.scope.endpoint.id.clone();
        let digest = Digest::new().string(&endpoint).string(text("prompt")).number(self.seed as u64).number(index);
        Recipe {
            hash: digest.seed(),
            endpoint,
            prompt: Recipe::short(text("prompt")),
            seed: self.seed,
            index,
            width,
            height,
            format: Format::named(text("output_format")),
            progress: self.request.progress,
        }
    }
}

/// The value of a JSON integer.
fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// Whether a value is one of a type of integers.
fn is_integer(ty: &TypeRef, value: &Value) -> bool {
    let values = ty.integers();
    integer(value).zip(values).is_some_and(|(integer, values)| values.contains(&integer))
}

/// Whether a type is a struct that describes a file.
fn is_file(scope: Scope<'_>, ty: &TypeRef) -> bool {
    let is_url = |field: &Field| field.name == "url" && matches!(field.ty, TypeRef::String | TypeRef::File);
    scope.fields(ty).is_some_and(|fields| fields.iter().any(is_url))
}
