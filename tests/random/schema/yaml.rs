//! Schemas as YAML text. Values and texts are spelled in several ways that all mean the same.

use std::fmt::Write as _;

use serde_json::Value;

use super::model::{Def, Endpoint, Field, Kind, Limits};
use crate::source::Source;

/// An endpoint's file.
pub(crate) fn endpoint(endpoint: &Endpoint, source: &mut Source) -> String {
    let mut out = format!("endpoint: {}\ntitle: {}\n", endpoint.id, text(&endpoint.title, source));
    let mut key = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            _ = writeln!(out, "{name}: {}", text(value, source));
        }
    };
    key("doc", &endpoint.doc);
    key("note", &endpoint.note);
    key("rust_name", &endpoint.rust_name);
    if let Some(page) = &endpoint.source {
        _ = writeln!(out, "source: {{page: {}, captured: \"2025-06\"}}", text(page, source));
    }
    if endpoint.streaming {
        out.push_str("streaming: true\n");
    }
    match &endpoint.input {
        Some(input) => fields(&mut out, "input", 0, input, source),
        None => out.push_str("input_type: map<string, json>\n"),
    }
    match &endpoint.output {
        Ok(output) => fields(&mut out, "output", 0, output, source),
        Err(ty) => _ = writeln!(out, "output_type: {}", ty.expression()),
    }
    types(&mut out, &endpoint.types, source);
    if !endpoint.examples.is_empty() {
        out.push_str("examples:\n");
    }
    for (input, output) in &endpoint.examples {
        let sides = [("input", input), ("output", output)];
        let sides = sides.iter().filter_map(|(side, value)| Some(format!("{side}: {}", flow(value.as_ref()?, source))));
        _ = writeln!(out, "  - {}", sides.collect::<Vec<_>>().join("\n    "));
    }
    out
}

/// The shared file, or the `types:` of an endpoint's.
pub(crate) fn types(out: &mut String, types: &[Def], source: &mut Source) {
    if !types.is_empty() {
        out.push_str("types:\n");
    }
    for def in types {
        _ = writeln!(out, "  {}:", def.name);
        for (name, value) in [("doc", &def.doc), ("rust_name", &def.rust_name), ("note", &def.note)] {
            if let Some(value) = value {
                _ = writeln!(out, "    {name}: {}", text(value, source));
            }
        }
        match &def.kind {
            Kind::Enum(values) => {
                let wires: Vec<_> = values.iter().map(|(wire, _)| text(wire, source)).collect();
                _ = writeln!(out, "    enum: [{}]", wires.join(", "));
                let given = values.iter().filter_map(|(wire, name)| Some((text(wire, source), name.as_ref()?)));
                rust_names(out, given.collect());
            }
            Kind::Integers(values) => {
                let wires: Vec<_> = values.iter().map(|(wire, _)| wire.to_string()).collect();
                _ = writeln!(out, "    integers: [{}]", wires.join(", "));
                let given = values.iter().filter_map(|(wire, name)| Some((format!("\"{wire}\""), name.as_ref()?)));
                rust_names(out, given.collect());
            }
            Kind::Struct(inner) => fields(out, "fields", 2, inner, source),
        }
    }
}

fn rust_names(out: &mut String, given: Vec<(String, &String)>) {
    if !given.is_empty() {
        let given: Vec<_> = given.iter().map(|(wire, name)| format!("{wire}: {}", double(name))).collect();
        _ = writeln!(out, "    rust_names: {{{}}}", given.join(", "));
    }
}

fn fields(out: &mut String, key: &str, level: usize, fields: &[Field], source: &mut Source) {
    let indent = "  ".repeat(level);
    if fields.is_empty() {
        _ = writeln!(out, "{indent}{key}: {{}}");
        return;
    }
    _ = writeln!(out, "{indent}{key}:");
    for field in fields {
        let parts = parts(field, source);
        let name = text(&field.name, source);
        if source.chance(40.0) {
            _ = writeln!(out, "{indent}  {name}: {{{}}}", parts.join(", "));
        } else {
            _ = writeln!(out, "{indent}  {name}:\n{indent}    {}", parts.join(&format!("\n{indent}    ")));
        }
    }
}

fn parts(field: &Field, source: &mut Source) -> Vec<String> {
    let expression = field.ty.expression();
    let ty = if expression.contains([',', '|', '?']) { double(&expression) } else { expression };
    let mut parts = vec![format!("type: {ty}")];
    let Limits { min, max, min_length, max_length, min_items, max_items, pattern } = &field.limits;
    for (key, value) in
        [("doc", &field.doc), ("rust_name", &field.rust_name), ("note", &field.note), ("pattern", pattern)]
    {
        parts.extend(value.as_ref().map(|value| format!("{key}: {}", text(value, source))));
    }
    parts.extend(field.required.then(|| "required: true".to_owned()));
    parts.extend(field.deprecated.then(|| "deprecated: true".to_owned()));
    for (key, value) in [("default", &field.default), ("min", min), ("max", max)] {
        parts.extend(value.as_ref().map(|value| format!("{key}: {}", flow(value, source))));
    }
    let counts =
        [("min_length", min_length), ("max_length", max_length), ("min_items", min_items), ("max_items", max_items)];
    parts.extend(counts.iter().filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?))));
    parts
}

/// A value in one line.
pub(crate) fn flow(value: &Value, source: &mut Source) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.to_string(),
            (None, Some(float)) => decimal(float),
            (None, None) => number.to_string(),
        },
        Value::String(value) => text(value, source),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| flow(item, source)).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", text(key, source), flow(value, source)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Without an exponent, which YAML readers disagree on.
fn decimal(number: f64) -> String {
    let digits = number.to_string();
    if digits.contains('.') { digits } else { digits + ".0" }
}

/// A text in one line: plain where that is safe, or in quotes.
fn text(value: &str, source: &mut Source) -> String {
    let is_plain = value.len() < 60
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&value.to_lowercase().as_str());
    if is_plain && source.chance(60.0) {
        return value.to_owned();
    }
    let is_printable =
        value.len() < 900 && value.chars().all(|c| matches!(c, ' '..='~' | 'à'..='ž' | 'а'..='я' | '一'..='龥'));
    if is_printable && source.chance(50.0) {
        return format!("'{}'", value.replace('\'', "''"));
    }
    double(value)
}

fn double(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' | 'à'..='ž' | '一'..='龥' => out.push(c),
            c if (c as u32) < 0x10000 => _ = write!(out, "\\u{:04x}", c as u32),
            c => _ = write!(out, "\\U{:08x}", c as u32),
        }
    }
    out + "\""
}
