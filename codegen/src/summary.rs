//! Summaries of models for reviewers: one line per field with its Rust type, default and limits.

use std::fmt::Write as _;

use crate::plan::{Check, Field, Initial, Module, Plan, Struct, Type, TypeItem, Value, Variant, Wire};

/// The summaries, with the file names of their modules without the extension.
pub(crate) fn summaries(plan: &Plan) -> Vec<(String, String)> {
    let modules = std::iter::once(&plan.shared).chain(&plan.modules);
    modules.map(|module| (name(module), summary(module))).collect()
}

fn name(module: &Module) -> String {
    let path = module.file.strip_prefix("src/").unwrap_or(&module.file);
    path.strip_suffix(".rs").unwrap_or(path).replace('/', "__")
}

fn summary(module: &Module) -> String {
    let mut text = String::new();
    if let Some(endpoint) = &module.endpoint {
        let streams = if endpoint.streaming { ", streams" } else { "" };
        _ = writeln!(text, "{} as client.{}(){streams}", endpoint.id, endpoint.method);
    }
    for item in &module.types {
        match item {
            TypeItem::Struct(item) => structure(&mut text, item),
            TypeItem::Enum(item) => {
                let values: Vec<String> = item.variants.iter().map(variant).collect();
                _ = writeln!(text, "\nenum {}\n  {}", item.name, values.join("\n  "));
            }
            TypeItem::Union(item) => {
                let arms: Vec<String> = item.arms.iter().map(|arm| format!("{}({})", arm.name, ty(&arm.ty))).collect();
                _ = writeln!(text, "\nunion {} = {}", item.name, arms.join(" | "));
            }
            TypeItem::Alias(item) => _ = writeln!(text, "\ntype {} = {}", item.name, ty(&item.ty)),
            TypeItem::Free(item) => _ = writeln!(text, "\nmap {}", item.name),
        }
    }
    text
}

fn structure(text: &mut String, item: &Struct) {
    _ = writeln!(text, "\nstruct {}", item.name);
    for field in &item.fields {
        let limits: Vec<String> =
            item.checks.iter().flatten().filter(|check| check.ident == field.ident).filter_map(limit).collect();
        let limits = if limits.is_empty() { String::new() } else { format!("  [{}]", limits.join(", ")) };
        _ = writeln!(text, "  {}{limits}", line(field));
    }
}

fn variant(value: &Variant) -> String {
    match &value.wire {
        Wire::Text(wire) => format!("{} {wire:?}", value.name),
        Wire::Integer(wire) => format!("{} {wire}", value.name),
    }
}

fn line(field: &Field) -> String {
    let ty = ty(&field.ty);
    match &field.initial {
        Initial::Argument => format!("{}: {ty}  required", field.ident),
        Initial::None => format!("{}: Option<{ty}>", field.ident),
        Initial::Default(value) => format!("{}: {ty} = {}", field.ident, display_value(value)),
    }
}

fn limit(check: &Check) -> Option<String> {
    let limits: Vec<String> = check.limits.iter().map(display_value).collect();
    (!limits.is_empty()).then(|| format!("{} {}", check.method, limits.join("..=")))
}

fn ty(ty: &Type) -> String {
    match ty {
        Type::Text => "String".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Unsigned => "u64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Json => "Json".to_owned(),
        Type::File => "FileRef".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("Vec<{}>", self::ty(item)),
        Type::Optional(inner) => format!("Option<{}>", self::ty(inner)),
        Type::Map(value) => format!("BTreeMap<String, {}>", self::ty(value)),
        Type::Boxed(inner) => format!("Box<{}>", self::ty(inner)),
    }
}

fn display_value(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::File(text) => format!("{text:?}"),
        Value::Integer(whole) => whole.to_string(),
        Value::Float(float) => format!("{float:?}"),
        Value::Boolean(truth) => truth.to_string(),
        Value::Json(literal) => format!("{literal:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(display_value).collect::<Vec<_>>().join(", ")),
        Value::Absent => "None".to_owned(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key:?}: {}", display_value(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Variant(_, variant) => variant.clone(),
        Value::Arm(_, _, inner) | Value::From(_, inner) | Value::Present(inner) => display_value(inner),
        Value::Object(object) => {
            let fields = object.fields.iter().map(|(field, value)| format!("{field}: {}", display_value(value)));
            let parts: Vec<String> =
                object.arguments.iter().map(|given| display_value(&given.value)).chain(fields).collect();
            format!("{} {{ {} }}", object.name, parts.join(", "))
        }
    }
}
