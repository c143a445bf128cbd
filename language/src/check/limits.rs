//! Limits of a field: each must apply to the field's type and leave room for a value. Reads `ir`, feeds the report.

use super::context::Context;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Field, Number, TypeRef};

/// The limits of a field: their keys, whether they are set, whether they apply to its type, and what to.
fn uses(field: &Field) -> [(&'static str, bool, bool, &'static str); 7] {
    let limits = &field.limits;
    let item = field.ty.innermost();
    let is_number = matches!(item, TypeRef::Integer | TypeRef::Float);
    let is_text = matches!(item, TypeRef::String);
    let is_list = matches!(field.ty, TypeRef::List(_));
    [
        ("min", limits.min.is_some(), is_number, "numbers"),
        ("max", limits.max.is_some(), is_number, "numbers"),
        ("min_length", limits.min_length.is_some(), is_text, "strings"),
        ("max_length", limits.max_length.is_some(), is_text, "strings"),
        ("min_items", limits.min_items.is_some(), is_list, "lists"),
        ("max_items", limits.max_items.is_some(), is_list, "lists"),
        ("pattern", limits.pattern.is_some(), is_text, "strings"),
    ]
}

/// Whether all limits of a field apply to its type. If not, nobody knows which of the two is wrong.
pub(super) fn apply(field: &Field) -> bool {
    uses(field).iter().all(|(_, used, applies, _)| applies | !used)
}

/// Checks the limits of one field at `at`.
pub(super) fn check(place: &Context<'_>, at: &[&str], field: &Field, report: &mut Report) {
    let limits = &field.limits;
    let item = field.ty.innermost();
    for (key, used, applies, to) in uses(field) {
        if used && !applies {
            let place = place.source.key(&[at, &[key]].concat());
            let found = Diagnostic::new(codes::WRONG_LIMIT, place, format!("`{key}` applies to {to} only"));
            report.push(found.help(format!("remove it, or correct the type of `{}`", field.name)));
        }
    }
    for (key, limit) in [("min", limits.min), ("max", limits.max)] {
        if matches!((item, limit), (TypeRef::Integer, Some(Number::Float(_)))) {
            let found = Diagnostic::new(
                codes::WRONG_LIMIT,
                place.source.value(&[at, &[key]].concat()),
                format!("`{key}` of an integer is not whole"),
            );
            report.push(found.help("write a whole number, or make the field a `float`"));
        }
    }
    let crossed = [
        ("min", "max", limits.min.zip(limits.max).is_some_and(|(min, max)| min.as_f64() > max.as_f64())),
        ("min_length", "max_length", limits.min_length.zip(limits.max_length).is_some_and(|(min, max)| min > max)),
        ("min_items", "max_items", limits.min_items.zip(limits.max_items).is_some_and(|(min, max)| min > max)),
    ];
    for (low, high, crossed) in crossed {
        if crossed {
            let found = Diagnostic::new(
                codes::WRONG_LIMIT,
                place.source.value(&[at, &[low]].concat()),
                format!("`{low}` is above `{high}`"),
            )
            .related(place.source.value(&[at, &[high]].concat()), "the upper limit")
            .help("no value could satisfy both");
            report.push(found);
        }
    }
}
