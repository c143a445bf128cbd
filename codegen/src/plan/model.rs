//! What is planned, in data: files, items, types, values.

use std::collections::{BTreeMap, BTreeSet};

use fal_schema::ir::Literal;

/// Everything that will be written.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The crate's root.
    pub(crate) root: Root,
    /// The types that several endpoints use.
    pub(crate) shared: Module,
    /// One module per endpoint, in the order of their ids.
    pub(crate) modules: Vec<Module>,
}

/// One module.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Path of the file below the crate's root.
    pub(crate) file: String,
    /// Schema file that it comes from.
    pub(crate) source: String,
    /// Module documentation.
    pub(crate) docs: Vec<String>,
    /// Names used from the runtime crate.
    pub(crate) runtime: BTreeSet<&'static str>,
    /// Names used from the crate's root.
    pub(crate) siblings: BTreeSet<String>,
    /// How many modules up the crate's root is.
    pub(crate) depth: usize,
    /// Whether maps are used.
    pub(crate) maps: bool,
    /// The types, in order.
    pub(crate) types: Vec<TypeItem>,
    /// The endpoint itself.
    pub(crate) endpoint: Option<EndpointItem>,
}

/// A type to be written.
#[derive(Debug)]
pub(crate) enum TypeItem {
    /// An object with known keys.
    Struct(Struct),
    /// A set of strings or of integers.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Alias),
    /// An object with free keys.
    Free(Free),
}

/// Another name for a type.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) ty: Type,
}

/// An object with free keys.
#[derive(Debug)]
pub(crate) struct Free {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// What `example()` holds.
    pub(crate) example: Option<Literal>,
}

/// An object with known keys.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<Field>,
    /// It is part of a request: it gets setters.
    pub(crate) in_request: bool,
    /// Documentation and value of `example()`.
    pub(crate) example: Option<Value>,
    /// Documentation of `new`.
    pub(crate) new_docs: Vec<String>,
    /// Checks of limits; `None` where no limit is within reach.
    pub(crate) checks: Option<Vec<Check>>,
    /// Fields that lead to files; `None` where none is within reach.
    pub(crate) files: Option<Vec<String>>,
}

/// A field of a struct.
#[derive(Debug)]
pub(crate) struct Field {
    /// Identifier, without `r#`.
    pub(crate) ident: String,
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
    /// Type of the value when there is one.
    pub(crate) ty: Type,
    pub(crate) start: Start,
    /// How a value is passed to `new` and to the setter.
    pub(crate) argument: Argument,
    pub(crate) setter_docs: Vec<String>,
    pub(crate) deprecated: bool,
}

/// What a field holds in a new value.
#[derive(Debug)]
pub(crate) enum Start {
    /// What `new` is given.
    Given,
    /// Its default.
    Default(Value),
    /// Nothing: the field is an `Option`.
    Nothing,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Text,
    Integer,
    Float,
    Boolean,
    Json,
    File,
    Named(String),
    Optional(Box<Type>),
    List(Box<Type>),
    Map(Box<Type>),
    Boxed(Box<Type>),
}

/// How a function takes a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    /// As it is.
    Plain,
    /// Anything that converts.
    Into,
    /// Any iterator of items as they are.
    Items,
    /// Any iterator of items that convert.
    IntoItems,
}

/// A value in Rust.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// Any JSON.
    Json(Literal),
    /// A file by address.
    File(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// A value of an enum: type, variant.
    Variant(String, String),
    /// An arm of a union: type, arm, value.
    Arm(String, String, Box<Value>),
    /// `None`.
    Absent,
    /// `Some(value)`.
    Present(Box<Value>),
    /// A union by `From`, which puts the value on the heap: type, value.
    From(String, Box<Value>),
    /// A struct.
    Object(ObjectValue),
}

/// A value that a function is given: how it takes it, and as which type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub(crate) argument: Argument,
    pub(crate) ty: Type,
    pub(crate) value: Value,
}

/// A struct's value: what `new` is given, and the fields that differ from what it makes of that.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ObjectValue {
    pub(crate) name: String,
    pub(crate) arguments: Vec<Given>,
    pub(crate) fields: Vec<(String, Value)>,
    /// The fields are all there are, so that `new` has nothing to add.
    pub(crate) complete: bool,
}

/// A set of strings or of integers.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// The values are integers.
    pub(crate) integers: bool,
    pub(crate) variants: Vec<Variant>,
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) wire: Wire,
    pub(crate) docs: Vec<String>,
}

/// A value on the wire.
#[derive(Debug)]
pub(crate) enum Wire {
    Text(String),
    Integer(i64),
}

/// One of several types.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) arms: Vec<Arm>,
    /// Some arm has limits.
    pub(crate) checked: bool,
    /// Some arm leads to files.
    pub(crate) files: bool,
}

/// One alternative of a union.
#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<String>,
    pub(crate) checked: bool,
    pub(crate) files: bool,
}

/// One check of a limit.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) ident: String,
    pub(crate) wire: String,
    /// Method of the runtime's `Check`.
    pub(crate) method: &'static str,
    /// The limits.
    pub(crate) limits: Vec<Value>,
}

/// The endpoint of a module.
#[derive(Debug)]
pub(crate) struct EndpointItem {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) method_docs: Vec<String>,
    pub(crate) streaming: bool,
}

/// The crate's root.
#[derive(Debug)]
pub(crate) struct Root {
    /// Modules at the root.
    pub(crate) modules: Vec<ModuleRef>,
    /// Modules of other owners, by owner.
    pub(crate) owners: BTreeMap<String, Vec<ModuleRef>>,
    /// One feature per family, in order.
    pub(crate) features: Vec<Feature>,
    /// What to export of the runtime crate.
    pub(crate) runtime: &'static [&'static str],
    /// Shared types to export.
    pub(crate) exports: Vec<String>,
    /// Ids of all endpoints.
    pub(crate) ids: Vec<String>,
    /// Paths of their modules, in the same order.
    pub(crate) paths: Vec<String>,
}

/// A module and the feature it needs.
#[derive(Debug, Clone)]
pub(crate) struct ModuleRef {
    pub(crate) name: String,
    pub(crate) feature: String,
}

/// A feature and the endpoints it brings.
#[derive(Debug, Clone)]
pub(crate) struct Feature {
    pub(crate) name: String,
    pub(crate) ids: Vec<String>,
}
