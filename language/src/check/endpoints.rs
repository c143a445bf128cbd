//! Endpoint ids and enum values: the form of ids, their agreement with the path of the file, and duplicate values.

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
        let diagnostic =
            Diagnostic::new(codes::ENDPOINT_ID, endpoint.span, format!("`{id}` is not a valid endpoint id"));
        report.push(diagnostic.help(
            "write the owner and the name, such as `fal-ai/imagen4/preview`, with letters, digits, `-`, `_` and `.`",
        ));
        return;
    }
    let expected = format!("{id}.yaml");
    if endpoint.path != expected {
        let message = format!("the endpoint id does not match the path of the file, `{}`", endpoint.path);
        let diagnostic = Diagnostic::new(codes::ENDPOINT_PATH, endpoint.span, message);
        report.push(diagnostic.help(format!("move the file to `{expected}`, or correct the id")));
    }
}

/// Checks the values of an enum.
pub(super) fn check_enum<T: Ord + Display>(def: &TypeDef, values: &[EnumValue<T>], report: &mut Report) {
    if values.is_empty() {
        let diagnostic =
            Diagnostic::new(codes::ENUM_VALUES, def.span, format!("the enum `{}` has no values", def.name));
        report.push(diagnostic.help("list the values, or use `string` or `integer` instead of the type"));
    }
    let mut spans = BTreeMap::new();
    for value in values {
        if let Some(first) = spans.insert(&value.wire, value.span) {
            let diagnostic =
                Diagnostic::new(codes::ENUM_VALUES, value.span, format!("duplicate value `{}`", value.wire));
            report.push(
                diagnostic.label("repeated here").related(first, "first listed here").help("remove one of the two"),
            );
        }
    }
}
