//! What the schemas mean: endpoints, types, fields, with their wire names, Rust names and spans. Made by `lower` and
//! `naming`; read by `plan`, by the local server and by any other consumer. Knows neither Rust types nor YAML.

pub mod arms;
mod text;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diag::{Sources, Span};

/// Every endpoint and shared type of one schema folder, checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    /// Endpoints in the order of their ids.
    pub endpoints: Vec<Endpoint>,
    /// Types of `shared.yaml`, in file order.
    pub shared: Vec<TypeDef>,
    /// Unions that are written as expressions and name no type of an endpoint, in the order of their first use. Each is a
    /// type of its own, under its expression's text.
    pub unions: Vec<TypeDef>,
    /// The files that all this was read from.
    pub sources: Sources,
}

/// One model endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// The endpoint id, such as `fal-ai/imagen4/preview`.
    pub id: String,
    /// Name for people, such as `Imagen 4 Preview`.
    pub title: String,
    /// What the model's page says about it.
    pub doc: Option<String>,
    /// Whether the model answers `/stream`.
    pub streaming: bool,
    /// Where its Rust code goes.
    pub home: Home,
    /// The request body.
    pub input: Vec<Field>,
    /// Instead of `input`: the request body is an object with free keys.
    pub input_type: Option<TypeRef>,
    /// The answer.
    pub output: Vec<Field>,
    /// Instead of `output`: the answer is a value of this type.
    pub output_type: Option<TypeRef>,
    /// Types that only this endpoint uses, in file order.
    pub types: Vec<TypeDef>,
    /// Unions that are written as expressions and name one of these types, in the order of their first use.
    pub unions: Vec<TypeDef>,
    /// Example requests and answers, each checked against the types.
    pub examples: Vec<Example>,
    /// Path of its file below the schema folder.
    pub path: String,
    /// Where the id is written.
    pub span: Span,
}

/// Where the Rust code of an endpoint goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// Parent module, for owners other than `fal-ai`.
    pub owner: Option<String>,
    /// Module name.
    pub module: String,
    /// Name of the method on the client.
    pub method: String,
    /// Cargo feature.
    pub feature: String,
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Name as written in the schema.
    pub name: String,
    /// Description.
    pub doc: Option<String>,
    /// Rust name.
    pub rust_name: String,
    /// What it consists of.
    pub kind: TypeKind,
    /// Where the name is declared.
    pub span: Span,
}

/// The kinds of named types.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// A JSON object with known keys.
    Struct(Vec<Field>),
    /// A string out of a known set (servers may add values).
    Enum(Vec<EnumValue>),
    /// An integer out of a known set (servers may add values).
    Integers(Vec<EnumValue<i64>>),
    /// One of several types, distinguished by the JSON itself.
    Union(Vec<Arm>),
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its type.
    pub ty: TypeRef,
    /// Name of the Rust variant.
    pub rust_name: String,
    /// Where the alternative is written.
    pub span: Span,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue<T = String> {
    /// The value on the wire.
    pub wire: T,
    /// Name of the Rust variant.
    pub rust_name: String,
    /// Where the value is written.
    pub span: Span,
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Key on the wire.
    pub name: String,
    /// Description.
    pub doc: Option<String>,
    /// Rust name, without the `r#` that keywords need.
    pub rust_name: String,
    /// Type of the value.
    pub ty: TypeRef,
    /// Whether the key must be there, and what it means when it is not.
    pub presence: Presence,
    /// Limits on the value.
    pub limits: Limits,
    /// The model's page advises against using it.
    pub deprecated: bool,
    /// Where the field is declared.
    pub span: Span,
}

/// Whether a key must be there.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// The server refuses a request without it, and always answers with it.
    Required,
    /// May be left out; the server then uses this value.
    Default(Literal),
    /// May be left out or null.
    Optional,
}

/// Limits on a value; all bounds are inclusive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// Smallest number.
    pub min: Option<Number>,
    /// Largest number.
    pub max: Option<Number>,
    /// Fewest characters (Unicode scalar values).
    pub min_length: Option<u64>,
    /// Most characters (Unicode scalar values).
    pub max_length: Option<u64>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
    /// Regular expression that a string must match. Documented; checked by the server only.
    pub pattern: Option<String>,
}

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeRef {
    /// Text.
    String,
    /// A whole number, 64 bits signed.
    Integer,
    /// A finite number.
    Float,
    /// `true` or `false`.
    Boolean,
    /// Any JSON value.
    Json,
    /// A file, given by URL or data URI.
    File,
    /// A list.
    List(Box<TypeRef>),
    /// An object with free keys.
    Map(Box<TypeRef>),
    /// A type of this endpoint, by name.
    Local(String),
    /// A type of `shared.yaml`, by name.
    Shared(String),
    /// A value or null; only inside lists and maps, where a key cannot be left out.
    Nullable(Box<TypeRef>),
    /// One of several types, told apart by the JSON itself; at least two.
    Union(Vec<TypeRef>),
}

/// An example request, with its answer where one is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Request body.
    pub input: Option<Literal>,
    /// Answer.
    pub output: Option<Literal>,
}

/// A JSON value with ordered keys.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    List(Vec<Literal>),
    /// An object.
    Object(IndexMap<String, Literal>),
}

impl Catalog {
    /// The endpoint with this id.
    #[must_use]
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        let place = self.endpoints.binary_search_by(|endpoint| endpoint.id.as_str().cmp(id));
        place.ok().map(|index| &self.endpoints[index])
    }

    /// The type that a reference in `endpoint` means: one of its own, or a shared one.
    #[must_use]
    pub fn resolve<'a>(&'a self, endpoint: &'a Endpoint, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.definition(Some(endpoint), ty)
    }

    /// As [`resolve`](Self::resolve), also for references in shared types, which have no endpoint.
    #[must_use]
    pub fn definition<'a>(&'a self, endpoint: Option<&'a Endpoint>, ty: &TypeRef) -> Option<&'a TypeDef> {
        match ty {
            TypeRef::Local(name) => endpoint?.types.iter().find(|def| def.name == *name),
            TypeRef::Shared(name) => self.shared.iter().find(|def| def.name == *name),
            _ => None,
        }
    }
}

impl Endpoint {
    /// Every use of a type in the request, the answer and the endpoint's own types, with its place.
    #[must_use]
    pub fn uses(&self) -> Vec<(&TypeRef, Span)> {
        let fields = self.input.iter().chain(&self.output).map(|field| (&field.ty, field.span));
        let whole = self.input_type.iter().chain(&self.output_type).map(|ty| (ty, self.span));
        fields.chain(self.types.iter().flat_map(TypeDef::uses)).chain(whole).collect()
    }
}

impl TypeDef {
    /// The fields of an object; none for other kinds.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Struct(fields) => fields,
            TypeKind::Enum(_) | TypeKind::Integers(_) | TypeKind::Union(_) => &[],
        }
    }

    /// The alternatives of a union; none for other kinds.
    #[must_use]
    pub fn arms(&self) -> &[Arm] {
        match &self.kind {
            TypeKind::Union(arms) => arms,
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Integers(_) => &[],
        }
    }

    /// Every use of a type in it, with its span.
    pub fn uses(&self) -> impl Iterator<Item = (&TypeRef, Span)> {
        let fields = self.fields().iter().map(|field| (&field.ty, field.span));
        fields.chain(self.arms().iter().map(|arm| (&arm.ty, arm.span)))
    }
}

impl Limits {
    /// What holds for the items of a list: everything but the number of items.
    #[must_use]
    pub fn of_items(&self) -> Self {
        Self { min_items: None, max_items: None, ..self.clone() }
    }
}

impl Number {
    /// The value as a float.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl TypeRef {
    /// What the limits on numbers and strings apply to: in lists and maps, everything inside.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The alternatives, if this is a union: one that is written as an expression, or a declared one, which `def` is.
    #[must_use]
    pub fn alternatives<'a>(&'a self, def: Option<&'a TypeDef>) -> Option<Vec<&'a Self>> {
        match (self, def.map(|def| &def.kind)) {
            (Self::Union(arms), _) => Some(arms.iter().collect()),
            (_, Some(TypeKind::Union(arms))) => Some(arms.iter().map(|arm| &arm.ty).collect()),
            _ => None,
        }
    }

    /// This reference and every reference inside it.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        let mut parts = vec![self];
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => parts.extend(inner.parts()),
            Self::Union(arms) => parts.extend(arms.iter().flat_map(Self::parts)),
            _ => {}
        }
        parts
    }
}
