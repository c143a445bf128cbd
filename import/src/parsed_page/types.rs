//! Converts type expressions of pages, such as `ImageSize | Enum`, to JSON Schema.

use serde_yaml::{Mapping, Number, Value};

use super::tree::{map, nested};
use fal_schema::expr::{self, Expr};

/// Maximum length of a type expression.
const MAX_BYTES: usize = 1000;

/// Values and limits that belong to the innermost type they apply to.
pub(crate) struct Leaf {
    values: Option<Vec<Value>>,
    limits: Vec<(&'static str, Number)>,
    /// Whether the values belong to a type with the name of an enum.
    named: bool,
}

impl Leaf {
    pub(crate) fn new(values: Option<Vec<Value>>, limits: Vec<(&'static str, Number)>) -> Self {
        Self { values, limits, named: false }
    }

    /// The values or limits that do not apply to any type.
    pub(crate) fn left_over(&self) -> Option<&'static str> {
        match (&self.values, self.limits.is_empty()) {
            (Some(_), _) => Some("values"),
            (None, false) => Some("limits"),
            (None, true) => None,
        }
    }
}

/// Whether a name is that of a builtin type.
pub(crate) fn is_builtin(name: &str) -> bool {
    ["string", "integer", "float", "boolean", "object", "array", "void", "any"].contains(&name)
}

/// The schema of a type. Names that the page does not define become unresolved references, as in real documents.
pub(crate) fn schema(text: &str, defined: &dyn Fn(&str) -> bool, leaf: &mut Leaf) -> Result<Value, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("expected a type of at most {MAX_BYTES} bytes"));
    }
    let expr = expr::parse(text).map_err(|error| format!("expected {}", error.expected))?;
    leaf.named = has_enum(&expr, defined);
    Ok(any(&expr, defined, leaf))
}

fn is_enum(name: &str, defined: &dyn Fn(&str) -> bool) -> bool {
    name.ends_with("Enum") && !defined(name)
}

fn has_enum(expr: &Expr, defined: &dyn Fn(&str) -> bool) -> bool {
    match expr {
        Expr::Name(name, _) => is_enum(name, defined),
        Expr::List(inner) | Expr::Map(inner) | Expr::Nullable(inner) => has_enum(inner, defined),
        Expr::Union(arms) => arms.iter().any(|arm| has_enum(arm, defined)),
    }
}

fn any(expr: &Expr, defined: &dyn Fn(&str) -> bool, leaf: &mut Leaf) -> Value {
    match expr {
        Expr::Name(name, _) => named(name, defined, leaf),
        Expr::List(inner) => map([("type", "array".into()), ("items", any(inner, defined, leaf))]),
        Expr::Map(inner) => map([("type", "object".into()), ("additionalProperties", any(inner, defined, leaf))]),
        Expr::Nullable(inner) => {
            let arms = vec![any(inner, defined, leaf), nested(&["type"], "null".into())];
            map([("anyOf", Value::Sequence(arms))])
        }
        Expr::Union(arms) => {
            let arms = arms.iter().map(|arm| any(arm, defined, leaf)).collect();
            map([("anyOf", Value::Sequence(arms))])
        }
    }
}

fn named(name: &str, defined: &dyn Fn(&str) -> bool, leaf: &mut Leaf) -> Value {
    let applies = if leaf.named { is_enum(name, defined) } else { ["string", "integer"].contains(&name) };
    if let Some(values) = leaf.values.take_if(|_| applies) {
        let integer = |value: &Value| Some(Value::from(value.as_str()?.parse::<i64>().ok()?));
        let are_strings = name != "integer";
        let values = if are_strings { values } else { values.into_iter().map(|v| integer(&v).unwrap_or(v)).collect() };
        return map([("enum", Value::Sequence(values))]);
    }
    let kind = match name {
        "string" | "integer" | "boolean" | "object" | "array" => name,
        "float" => "number",
        "void" => "null",
        "any" => return Value::Mapping(Mapping::new()),
        _ => return map([("$ref", format!("#/components/schemas/{name}").into())]),
    };
    let mut schema = Mapping::new();
    schema.insert("type".into(), kind.into());
    if ["integer", "number"].contains(&kind) {
        schema.extend(leaf.limits.drain(..).map(|(key, number)| (Value::from(key), Value::Number(number))));
    }
    Value::Mapping(schema)
}
