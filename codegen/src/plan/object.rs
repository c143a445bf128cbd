//! Structs, enums and unions.

use super::alias::alias;
use super::docs_of;
use super::index::{Types, has_limit};
use super::model::{Arm, Check, Enum, Field, Initial, Struct, Type, Union, Value, Variant, Wire};
use super::types::{argument, ty};
use super::values;
use crate::docs;
use fal_schema::ir::{self, EnumValue, Limits, Number, Presence, TypeDef, TypeRef};

/// Plans a struct.
pub(crate) fn object(
    types: &Types<'_>,
    name: String,
    docs: Vec<String>,
    fields: &[ir::Field],
    in_request: bool,
) -> Struct {
    let idents: Vec<String> = fields.iter().map(|field| field.rust_name.clone()).collect();
    let checks = checks(types, fields, &idents);
    let files = fields.iter().zip(&idents).filter(|(field, _)| types.reaches_file(&field.ty));
    let files: Vec<String> = files.map(|(_, ident)| ident.clone()).collect();
    let planned = fields.iter().zip(idents).map(|(field, ident)| self::field(types, field, ident, in_request));
    let planned: Vec<Field> = planned.collect();
    Struct {
        new_docs: if in_request { new_docs(&planned) } else { Vec::new() },
        fields: planned,
        checks: in_request.then_some(checks).filter(|checks| !checks.is_empty()),
        files: in_request.then_some(files).filter(|files| !files.is_empty()),
        name,
        docs,
        in_request,
        example: None,
    }
}

fn new_docs(fields: &[Field]) -> Vec<String> {
    let any = |test: fn(&Initial) -> bool| fields.iter().any(|field| test(&field.initial));
    let has_arguments = any(|initial| matches!(initial, Initial::Argument));
    let others = match (
        any(|initial| matches!(initial, Initial::Default(_))),
        any(|initial| matches!(initial, Initial::None)),
    ) {
        (true, true) => Some("their documented default or `None`"),
        (true, false) => Some("their documented default"),
        (false, true) => Some("`None`"),
        (false, false) => None,
    };
    let text = match (has_arguments, others) {
        (true, Some(others)) => format!("Creates a value from the required fields. All others start at {others}."),
        (true, None) => "Creates a value from all fields.".to_owned(),
        (false, Some(others)) => format!("Creates a value in which all fields start at {others}."),
        (false, None) => "Creates a value without fields.".to_owned(),
    };
    docs::trusted(&text)
}

fn field(types: &Types<'_>, field: &ir::Field, ident: String, in_request: bool) -> Field {
    let initial = match &field.presence {
        Presence::Required => Initial::Argument,
        Presence::Default(default) if Types::has_initial_default(in_request, field) => {
            Initial::Default(values::value(types, default, &field.ty))
        }
        Presence::Default(_) | Presence::Optional => Initial::None,
    };
    Field {
        ident,
        wire: field.name.clone(),
        docs: docs_of::field(types, field),
        ty: ty(types, &field.ty),
        initial,
        argument: argument(types, &field.ty),
        setter_docs: docs_of::setter(field),
        deprecated: field.deprecated,
    }
}

fn checks(types: &Types<'_>, fields: &[ir::Field], idents: &[String]) -> Vec<Check> {
    let mut checks = Vec::new();
    for (field, ident) in fields.iter().zip(idents) {
        let mut add = |method, limits| {
            checks.push(Check { ident: ident.clone(), wire: field.name.clone(), method, limits });
        };
        if has_limit(field) {
            for (method, limits) in limit_checks(&field.limits, &field.ty) {
                add(method, limits);
            }
        }
        if types.reaches_constraint(&field.ty) {
            add("nested", Vec::new());
        }
    }
    checks
}

fn limit_checks(limits: &Limits, ty: &TypeRef) -> Vec<(&'static str, Vec<Value>)> {
    let float = ty.parts().contains(&&TypeRef::Float);
    let number = |number: Number| match number {
        Number::Integer(whole) if !float => Value::Integer(whole),
        other => Value::Float(other.as_f64()),
    };
    let count = |count: u64| vec![Value::Integer(count.into())];
    let mut checks = match (limits.min.map(number), limits.max.map(number)) {
        (Some(min), Some(max)) => vec![("range", vec![min, max])],
        (Some(min), None) => vec![("min", vec![min])],
        (None, Some(max)) => vec![("max", vec![max])],
        (None, None) => Vec::new(),
    };
    checks.extend(limits.min_length.map(|limit| ("min_length", count(limit))));
    checks.extend(limits.max_length.map(|limit| ("max_length", count(limit))));
    checks.extend(limits.min_items.map(|limit| ("min_items", count(limit))));
    checks.extend(limits.max_items.map(|limit| ("max_items", count(limit))));
    checks
}

/// Plans an enum.
pub(crate) fn enumeration(types: &Types<'_>, def: &TypeDef, values: &[EnumValue]) -> Enum {
    let wire = |wire: &String| Wire::Text(wire.clone());
    Enum {
        name: def.rust_name.clone(),
        docs: docs_of::enumeration(def.doc.as_deref(), types.field_name(def)),
        integers: false,
        variants: variants(values, &wire),
    }
}

/// Plans an enum of integers.
pub(crate) fn integers(types: &Types<'_>, def: &TypeDef, values: &[EnumValue<i64>]) -> Enum {
    let wire = |wire: &i64| Wire::Integer(*wire);
    Enum {
        name: def.rust_name.clone(),
        docs: docs_of::enumeration(def.doc.as_deref(), types.field_name(def)),
        integers: true,
        variants: variants(values, &wire),
    }
}

fn variants<T: ToString>(values: &[EnumValue<T>], wire: &dyn Fn(&T) -> Wire) -> Vec<Variant> {
    let variant = |value: &EnumValue<T>| Variant {
        name: value.rust_name.clone(),
        alias: alias(&value.rust_name, &value.wire.to_string()),
        wire: wire(&value.wire),
        docs: docs_of::variant(&value.wire.to_string()),
    };
    values.iter().map(variant).collect()
}

/// Plans a union.
pub(crate) fn union(types: &Types<'_>, def: &TypeDef, arms: &[ir::Arm]) -> Union {
    let arm = |arm: &ir::Arm| Arm {
        name: arm.rust_name.clone(),
        ty: if types.is_boxed(&arm.ty) { Type::Boxed(Box::new(ty(types, &arm.ty))) } else { ty(types, &arm.ty) },
        docs: docs::trusted(&format!("A value of type {}.", docs::code(&arm.ty.to_string()))),
        checked: types.is_used_in_requests(&arm.ty) && types.reaches_constraint(&arm.ty),
        files: types.is_used_in_requests(&arm.ty) && types.reaches_file(&arm.ty),
    };
    let planned: Vec<Arm> = arms.iter().map(arm).collect();
    let text: Vec<String> = arms.iter().map(|arm| docs::code(&arm.ty.to_string())).collect();
    Union {
        docs: docs_of::described(def.doc.as_deref(), || format!("Either {}.", text.join(" or "))),
        checked: planned.iter().any(|arm| arm.checked),
        files: planned.iter().any(|arm| arm.files),
        arms: planned,
        name: def.rust_name.clone(),
    }
}
