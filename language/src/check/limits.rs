//! Limits of fields: each must apply to the type of the field, and leave at least one valid value.

use super::context::Context;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Field, Number, TypeRef};

/// For each limit: its key, whether the field sets it, whether it applies to the type of the field, and what it applies
/// to.
fn uses(field: &Field) -> [(&'static str, bool, bool, &'static str); 7] {
    let limits = &field.limits;
    let item = field.ty.innermost();
    let is_number = matches!(item, TypeRef::Integer | TypeRef::Unsigned | TypeRef::Float);
    let is_string = matches!(item, TypeRef::String);
    let is_list = matches!(field.ty, TypeRef::List(_));
    [
        ("min", limits.min.is_some(), is_number, "numbers"),
        ("max", limits.max.is_some(), is_number, "numbers"),
        ("min_length", limits.min_length.is_some(), is_string, "strings"),
        ("max_length", limits.max_length.is_some(), is_string, "strings"),
        ("min_items", limits.min_items.is_some(), is_list, "lists"),
        ("max_items", limits.max_items.is_some(), is_list, "lists"),
        ("pattern", limits.pattern.is_some(), is_string, "strings"),
    ]
}

/// Whether all limits of a field apply to its type. If not, either the limit or the type may be wrong.
pub(super) fn apply(field: &Field) -> bool {
    uses(field).iter().all(|(_, used, applies, _)| applies | !used)
}

/// Checks the limits of one field at `at`.
pub(super) fn check(context: &Context<'_>, at: &[&str], field: &Field, report: &mut Report) {
    let limits = &field.limits;
    let item = field.ty.innermost();
    for (key, used, applies, to) in uses(field) {
        if used && !applies {
            let span = context.source.key(&[at, &[key]].concat());
            let diagnostic = Diagnostic::new(
                codes::WRONG_LIMIT,
                span,
                format!("`{key}` does not apply to the type `{}`, only to {to}", field.ty),
            );
            report.push(diagnostic.help(format!("remove it, or correct the type of `{}`", field.name)));
        }
    }
    for (key, limit) in [("min", limits.min), ("max", limits.max)] {
        if let (TypeRef::Integer | TypeRef::Unsigned, Some(Number::Float(float))) = (item, limit) {
            let diagnostic = Diagnostic::new(
                codes::WRONG_LIMIT,
                context.source.value(&[at, &[key]].concat()),
                format!("expected an integer for `{key}`, found {float}"),
            );
            report.push(diagnostic.help("write an integer, or change the type to `float`"));
        }
    }
    let crossed = [
        ("min", "max", limits.min.zip(limits.max).is_some_and(|(min, max)| min.order(max).is_gt())),
        ("min_length", "max_length", limits.min_length.zip(limits.max_length).is_some_and(|(min, max)| min > max)),
        ("min_items", "max_items", limits.min_items.zip(limits.max_items).is_some_and(|(min, max)| min > max)),
    ];
    for (low, high, crossed) in crossed {
        if crossed {
            let diagnostic = Diagnostic::new(
                codes::WRONG_LIMIT,
                context.source.value(&[at, &[low]].concat()),
                format!("`{low}` is greater than `{high}`"),
            )
            .related(context.source.value(&[at, &[high]].concat()), "the upper limit")
            .help("correct one of the two: no value satisfies both");
            report.push(diagnostic);
        }
    }
}
