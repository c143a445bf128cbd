//! A schema before it is written: types, fields, values. Made by `endpoint`; read by `yaml`.

use serde_json::Value;

/// A use of a type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    Text,
    Integer,
    Unsigned,
    Float,
    Boolean,
    File,
    Json,
    List(Box<Ty>),
    Map(Box<Ty>),
    /// Only inside lists and maps.
    Nullable(Box<Ty>),
    Union(Vec<Ty>),
    Named(String),
}

impl Ty {
    /// As it is written in a schema.
    pub(crate) fn expression(&self) -> String {
        match self {
            Self::Text => "string".to_owned(),
            Self::Integer => "integer".to_owned(),
            Self::Unsigned => "uint64".to_owned(),
            Self::Float => "float".to_owned(),
            Self::Boolean => "boolean".to_owned(),
            Self::File => "file".to_owned(),
            Self::Json => "json".to_owned(),
            Self::List(item) => format!("list<{}>", item.expression()),
            Self::Map(value) => format!("map<string, {}>", value.expression()),
            Self::Nullable(inner) => format!("{}?", inner.expression()),
            Self::Union(arms) => arms.iter().map(Self::expression).collect::<Vec<_>>().join(" | "),
            Self::Named(name) => name.clone(),
        }
    }

    /// Names of the declared types in it.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.names(),
            Self::Union(arms) => arms.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }

    /// What limits on numbers and texts apply to.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.innermost(),
            other => other,
        }
    }
}

/// A declared type.
#[derive(Debug, Clone)]
pub(crate) struct Def {
    pub(crate) name: String,
    pub(crate) doc: Option<String>,
    pub(crate) rust_name: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) kind: Kind,
}

/// What a declared type consists of. A new kind of type is added here, made in `endpoint`, and written in `yaml`.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Enum(Vec<(String, Option<String>)>),
    Integers(Vec<(i64, Option<String>)>),
    Struct(Vec<Field>),
}

impl Def {
    /// The fields of an object; none for an enum.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Struct(fields) => fields,
            Kind::Enum(_) | Kind::Integers(_) => &[],
        }
    }
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) doc: Option<String>,
    pub(crate) rust_name: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) required: bool,
    pub(crate) default: Option<Value>,
    pub(crate) limits: Limits,
    pub(crate) deprecated: bool,
}

/// Limits of a field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    pub(crate) min: Option<Value>,
    pub(crate) max: Option<Value>,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    pub(crate) pattern: Option<String>,
}

/// The types that can be used in a file, in an order in which each holds only earlier ones directly.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) defs: Vec<Def>,
}

impl Scope {
    /// A type and its number in the order.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &Def)> {
        self.defs.iter().enumerate().find(|(_, def)| def.name == name)
    }

    /// The names, and those of all types that they lead to.
    pub(crate) fn reachable<'a>(&'a self, from: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        let mut open: Vec<&str> = from.into_iter().collect();
        while let Some(name) = open.pop() {
            if !found.contains(&name) {
                found.push(name);
                let def = self.find(name).map(|(_, def)| def);
                open.extend(def.into_iter().flat_map(Def::fields).flat_map(|field| field.ty.names()));
            }
        }
        found
    }
}

/// A file of an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) doc: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) streaming: bool,
    pub(crate) rust_name: Option<String>,
    pub(crate) note: Option<String>,
    /// `None` where `input_type` is written instead.
    pub(crate) input: Option<Vec<Field>>,
    pub(crate) output: Result<Vec<Field>, Ty>,
    pub(crate) types: Vec<Def>,
    pub(crate) examples: Vec<(Option<Value>, Option<Value>)>,
}
