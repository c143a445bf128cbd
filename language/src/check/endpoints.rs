//! Endpoint ids and enum values: form, and agreement with the file's path. Reads `ir`, feeds the report.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Endpoint, EnumValue, TypeDef};
use crate::names::is_id;

/// Checks an endpoint's id.
pub(super) fn check(endpoint: &Endpoint, report: &mut Report) {
    let id = &endpoint.id;
    if !is_id(id) {
        let found = Diagnostic::new(codes::ENDPOINT_ID, endpoint.span, format!("`{id}` is not an endpoint id"));
        report.push(found.help("write owner and name, as in `fal-ai/imagen4/preview`: letters, digits, `-`, `_`, `.`"));
        return;
    }
    let expected = format!("{id}.yaml");
    if endpoint.path != expected {
        let message = format!("the id does not match the file's path `{}`", endpoint.path);
        let found = Diagnostic::new(codes::ENDPOINT_PATH, endpoint.span, message);
        report.push(found.help(format!("move the file to `{expected}`, or correct the id")));
    }
}

/// Checks the values of an enum.
pub(super) fn check_enum<T: Ord + Display>(def: &TypeDef, values: &[EnumValue<T>], report: &mut Report) {
    if values.is_empty() {
        let found = Diagnostic::new(codes::ENUM_VALUES, def.span, format!("`{}` has no values", def.name));
        report.push(found.help("list the values, or use `string` or `integer`"));
    }
    let mut seen = BTreeMap::new();
    for value in values {
        if let Some(first) = seen.insert(&value.wire, value.span) {
            let found =
                Diagnostic::new(codes::ENUM_VALUES, value.span, format!("the value `{}` is listed twice", value.wire));
            report.push(found.label("again here").related(first, "first here").help("keep one of them"));
        }
    }
}
