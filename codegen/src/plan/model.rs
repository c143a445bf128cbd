//! The data of a plan: files, items, types and values.

use std::collections::{BTreeMap, BTreeSet};

use fal_schema::ir::Literal;

/// The plan of a whole crate.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The root of the crate.
    pub(crate) root: Root,
    /// The shared types.
    pub(crate) shared: Module,
    /// One module per endpoint, in the order of their ids.
    pub(crate) modules: Vec<Module>,
}

/// One module.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Path of the file below the root of the package.
    pub(crate) file: String,
    /// The schema file.
    pub(crate) source: String,
    /// Module documentation.
    pub(crate) docs: Vec<String>,
    /// Names that are imported from the runtime crate.
    pub(crate) runtime: BTreeSet<&'static str>,
    /// Shared types that are imported.
    pub(crate) siblings: BTreeSet<String>,
    /// Number of modules between this module and the root of the crate.
    pub(crate) depth: usize,
    /// Whether maps are used.
    pub(crate) maps: bool,
    /// The types in order.
    pub(crate) types: Vec<TypeItem>,
    /// The endpoint.
    pub(crate) endpoint: Option<EndpointItem>,
}

/// A type item.
#[derive(Debug)]
pub(crate) enum TypeItem {
    /// An object with known keys.
    Struct(Struct),
    /// A set of strings or of integers.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// A type alias.
    Alias(Alias),
    /// An object with free keys.
    Free(Free),
}

/// A type alias.
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
    /// The value of `example()`.
    pub(crate) example: Option<Literal>,
}

/// An object with known keys.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<Field>,
    /// Whether it is part of a request, so that it has `new` and setters.
    pub(crate) in_request: bool,
    /// The value of `example()`.
    pub(crate) example: Option<Value>,
    /// Documentation of `new`, in requests.
    pub(crate) new_docs: Vec<String>,
    /// Checks of limits; `None` if it reaches no limit.
    pub(crate) checks: Option<Vec<Check>>,
    /// Fields that reach files; `None` if there are none.
    pub(crate) files: Option<Vec<String>>,
}

/// A field of a struct.
#[derive(Debug)]
pub(crate) struct Field {
    /// Identifier, without `r#`.
    pub(crate) ident: String,
    pub(crate) wire: String,
    pub(crate) docs: Vec<String>,
    /// Type of the value, without the `Option` of a field that starts at `None`.
    pub(crate) ty: Type,
    pub(crate) initial: Initial,
    /// How a value is passed to `new` and to the setter.
    pub(crate) argument: Argument,
    pub(crate) setter_docs: Vec<String>,
    pub(crate) deprecated: bool,
}

/// The value of a field after `new`.
#[derive(Debug)]
pub(crate) enum Initial {
    /// The argument of `new`.
    Argument,
    /// Its default.
    Default(Value),
    /// `None`, because the field is an `Option`.
    None,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Text,
    Integer,
    Unsigned,
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

/// How a function accepts a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    /// The type itself.
    Plain,
    /// Any type that converts to it.
    Into,
    /// Any iterator over items of the type.
    Items,
    /// Any iterator over items that convert to the type.
    IntoItems,
}

/// A Rust value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Integer(i128),
    Float(f64),
    Boolean(bool),
    /// Any JSON value.
    Json(Literal),
    /// A file by URL.
    File(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// A value of an enum: its type and its variant.
    Variant(String, String),
    /// A value of a union: its type, its arm and the value of the arm.
    Arm(String, String, Box<Value>),
    /// `None`.
    Absent,
    /// `Some(value)`.
    Present(Box<Value>),
    /// A value of a union with a boxed arm, which is converted by `From`: its type and the value of the arm.
    From(String, Box<Value>),
    /// A value of a struct.
    Object(ObjectValue),
}

/// An argument of a function: how the function accepts it, its type and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArgumentValue {
    pub(crate) argument: Argument,
    pub(crate) ty: Type,
    pub(crate) value: Value,
}

/// A value of a struct: the arguments of `new`, and the fields that differ from the result of `new`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ObjectValue {
    pub(crate) name: String,
    pub(crate) arguments: Vec<ArgumentValue>,
    pub(crate) fields: Vec<(String, Value)>,
    /// Whether `fields` contains all fields of the struct, so that `new`, which outputs do not have, is not needed.
    pub(crate) complete: bool,
}

/// A set of strings or of integers.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    /// Whether the values are integers.
    pub(crate) integers: bool,
    pub(crate) variants: Vec<Variant>,
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    /// Alias for the search of the documentation.
    pub(crate) alias: Option<String>,
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
    /// Whether an arm reaches a constraint.
    pub(crate) checked: bool,
    /// Whether an arm reaches files.
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
    /// Method of `Check` in the runtime crate.
    pub(crate) method: &'static str,
    /// The limits.
    pub(crate) limits: Vec<Value>,
}

/// The endpoint of a module.
#[derive(Debug)]
pub(crate) struct EndpointItem {
    pub(crate) id: String,
    /// Alias of the module and the method for the search of the documentation.
    pub(crate) alias: Option<String>,
    pub(crate) method: String,
    pub(crate) method_docs: Vec<String>,
    pub(crate) streaming: bool,
}

/// The root of the crate.
#[derive(Debug)]
pub(crate) struct Root {
    /// Modules at the root.
    pub(crate) modules: Vec<ModuleRef>,
    /// Modules of other owners, by owner.
    pub(crate) owners: BTreeMap<String, Vec<ModuleRef>>,
    /// One feature per family in order.
    pub(crate) features: Vec<Feature>,
    /// Names of the runtime crate to export.
    pub(crate) runtime: &'static [&'static str],
    /// All models, in the order of their ids.
    pub(crate) listed: Vec<Listed>,
}

/// A model in the list at the root.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) streams: bool,
    /// Path of its module.
    pub(crate) path: String,
    pub(crate) feature: String,
}

/// A module and its feature.
#[derive(Debug, Clone)]
pub(crate) struct ModuleRef {
    pub(crate) name: String,
    pub(crate) feature: String,
}

/// A feature and the endpoints that it enables.
#[derive(Debug, Clone)]
pub(crate) struct Feature {
    pub(crate) name: String,
    pub(crate) ids: Vec<String>,
}
