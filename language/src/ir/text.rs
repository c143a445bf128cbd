//! Display of types and values: `list<Image>`, `{"width": 512}`.

use std::fmt;

use super::{Literal, Number, TypeRef};

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Integer => f.write_str("integer"),
            Self::Unsigned => f.write_str("uint64"),
            Self::Float => f.write_str("float"),
            Self::Boolean => f.write_str("boolean"),
            Self::Json => f.write_str("json"),
            Self::File => f.write_str("file"),
            Self::List(item) => write!(f, "list<{item}>"),
            Self::Map(value) => write!(f, "map<string, {value}>"),
            Self::Local(name) | Self::Shared(name) => f.write_str(name),
            Self::Nullable(inner) => write!(f, "{inner}?"),
            Self::Union(arms) => {
                let arms: Vec<_> = arms.iter().map(Self::to_string).collect();
                f.write_str(&arms.join(" | "))
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
        }
    }
}

/// JSON, on one line.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Integer(whole) => write!(f, "{whole}"),
            Self::Float(float) => write!(f, "{float:?}"),
            Self::String(text) => f.write_str(&quoted(text)),
            Self::List(items) => {
                write!(f, "[{}]", items.iter().map(Self::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{}: {value}", quoted(key)));
                write!(f, "{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}
