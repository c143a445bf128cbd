//! The checked model of the schemas: endpoints, types and fields with their wire names, Rust names and spans. `lower`
//! and `naming` build it. It is independent of Rust types and of YAML.

pub mod arms;
mod text;

use std::cmp::Ordering;
use std::ops::RangeInclusive;

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
    /// Unions that are written as expressions and contain no type of an endpoint, in the order of their first use. The
    /// name of each is its expression.
    pub unions: Vec<TypeDef>,
    /// The source files.
    pub sources: Sources,
}

/// One model endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// The endpoint id, such as `fal-ai/imagen4/preview`.
    pub id: String,
    /// Display name, such as `Imagen 4 Preview`.
    pub title: String,
    /// Description from the page of the model.
    pub doc: Option<String>,
    /// Whether the model supports `/stream`.
    pub streaming: bool,
    /// The location of its Rust code.
    pub home: Home,
    /// The fields of the request body.
    pub input: Vec<Field>,
    /// The type of a request body with free keys, instead of `input`.
    pub input_type: Option<TypeRef>,
    /// The fields of the response body.
    pub output: Vec<Field>,
    /// The type of the whole response body, instead of `output`.
    pub output_type: Option<TypeRef>,
    /// Types that only this endpoint uses, in file order.
    pub types: Vec<TypeDef>,
    /// Unions that are written as expressions and contain one of these types, in the order of their first use.
    pub unions: Vec<TypeDef>,
    /// Example requests and responses, which are checked against the types.
    pub examples: Vec<Example>,
    /// Path of its file below the schema folder.
    pub path: String,
    /// Span of the id.
    pub span: Span,
}

/// The location of the Rust code of an endpoint.
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
    /// Name in the schema.
    pub name: String,
    /// Description.
    pub doc: Option<String>,
    /// Rust name.
    pub rust_name: String,
    /// The kind of the type, with its members.
    pub kind: TypeKind,
    /// Span of the name.
    pub span: Span,
}

/// The kinds of named types.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// A JSON object with known keys.
    Struct(Vec<Field>),
    /// A string from a non-exhaustive set.
    Enum(Vec<EnumValue>),
    /// An integer from a non-exhaustive set.
    Integers(Vec<EnumValue<i64>>),
    /// One of several types, distinguished by their JSON.
    Union(Vec<Arm>),
}

/// One alternative of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its type.
    pub ty: TypeRef,
    /// Name of the Rust variant.
    pub rust_name: String,
    /// Span of the alternative.
    pub span: Span,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue<T = String> {
    /// The value on the wire.
    pub wire: T,
    /// Name of the Rust variant.
    pub rust_name: String,
    /// Span of the value.
    pub span: Span,
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Key on the wire.
    pub name: String,
    /// Description.
    pub doc: Option<String>,
    /// Rust name, without the `r#` of keywords.
    pub rust_name: String,
    /// Type of the value.
    pub ty: TypeRef,
    /// Whether the field is required, and its default.
    pub presence: Presence,
    /// Limits on the value.
    pub limits: Limits,
    /// Whether the page of the model marks it as deprecated.
    pub deprecated: bool,
    /// Span of the field's name.
    pub span: Span,
}

/// Whether a key is required, and its default.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// A request without the key is invalid, and every response contains it.
    Required,
    /// Optional; the server uses this value if the key is missing.
    Default(Literal),
    /// Optional or null.
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

/// A number in a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// An integer, from the smallest `integer` to the largest `uint64`.
    Integer(i128),
    /// A finite float.
    Float(f64),
}

/// A use of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeRef {
    /// A string.
    String,
    /// A signed integer of 64 bits.
    Integer,
    /// An unsigned integer of 64 bits.
    Unsigned,
    /// A finite float.
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
    /// A value or null. Only used for the items of lists and maps; fields have a presence instead.
    Nullable(Box<TypeRef>),
    /// One of at least two types, distinguished by their JSON.
    Union(Vec<TypeRef>),
}

/// An example request, with its response if known.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Request body.
    pub input: Option<Literal>,
    /// Response body.
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
    /// An integer, from the smallest `integer` to the largest `uint64`.
    Integer(i128),
    /// A finite float.
    Float(f64),
    /// A string.
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
        let position = self.endpoints.binary_search_by(|endpoint| endpoint.id.as_str().cmp(id));
        position.ok().map(|index| &self.endpoints[index])
    }

    /// The declaration that a reference in `endpoint` resolves to: a type of the endpoint or a shared type.
    #[must_use]
    pub fn resolve<'a>(&'a self, endpoint: &'a Endpoint, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.definition(Some(endpoint), ty)
    }

    /// Like [`resolve`](Self::resolve), also for references in shared types, which have no endpoint.
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
    /// Every use of a type in the request, the response and the types of the endpoint, with its span.
    #[must_use]
    pub fn uses(&self) -> Vec<(&TypeRef, Span)> {
        let fields = self.input.iter().chain(&self.output).map(|field| (&field.ty, field.span));
        let bodies = self.input_type.iter().chain(&self.output_type).map(|ty| (ty, self.span));
        fields.chain(self.types.iter().flat_map(TypeDef::uses)).chain(bodies).collect()
    }
}

impl TypeDef {
    /// The fields of an object; empty for other kinds.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Struct(fields) => fields,
            TypeKind::Enum(_) | TypeKind::Integers(_) | TypeKind::Union(_) => &[],
        }
    }

    /// The alternatives of a union; empty for other kinds.
    #[must_use]
    pub fn arms(&self) -> &[Arm] {
        match &self.kind {
            TypeKind::Union(arms) => arms,
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Integers(_) => &[],
        }
    }

    /// Every use of a type in this type, with its span.
    pub fn uses(&self) -> impl Iterator<Item = (&TypeRef, Span)> {
        let fields = self.fields().iter().map(|field| (&field.ty, field.span));
        fields.chain(self.arms().iter().map(|arm| (&arm.ty, arm.span)))
    }
}

impl Limits {
    /// The limits that apply to the items of a list: all except the number of items.
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

    /// The order of two numbers, which is exact for integers.
    #[must_use]
    pub fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one.cmp(&other),
            (one, other) => one.as_f64().total_cmp(&other.as_f64()),
        }
    }
}

impl TypeRef {
    /// The values of a type of integers.
    #[must_use]
    pub fn integers(&self) -> Option<RangeInclusive<i128>> {
        match self {
            Self::Integer => Some(i64::MIN.into()..=i64::MAX.into()),
            Self::Unsigned => Some(0..=u64::MAX.into()),
            _ => None,
        }
    }

    /// The type that limits on numbers and strings apply to: for lists and maps, the innermost item type.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The alternatives, if this is a union; `def` is the declaration that the reference resolves to.
    #[must_use]
    pub fn alternatives<'a>(&'a self, def: Option<&'a TypeDef>) -> Option<Vec<&'a Self>> {
        match (self, def.map(|def| &def.kind)) {
            (Self::Union(arms), _) => Some(arms.iter().collect()),
            (_, Some(TypeKind::Union(arms))) => Some(arms.iter().map(|arm| &arm.ty).collect()),
            _ => None,
        }
    }

    /// This reference and all references inside it.
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
