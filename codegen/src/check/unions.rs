//! Unions: a reader of the JSON must be able to tell the arms apart. Reads `ir`, feeds the report.

use super::Place;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Field, Presence, TypeKind, TypeRef};

/// Checks every union inside the type that is written at `at`.
pub(super) fn check(place: &Place<'_>, at: &[&str], ty: &TypeRef, report: &mut Report) {
    match ty {
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => check(place, at, inner, report),
        TypeRef::Union(arms) => {
            for (index, later) in arms.iter().enumerate() {
                if let Some(problem) = arms[..index].iter().find_map(|earlier| unclear(place, earlier, later)) {
                    let span = place.unit.value(at);
                    let message = "the alternatives of this union cannot be told apart";
                    report.push(Diagnostic::new(codes::UNCLEAR_UNION, span, message).label(problem.0).help(problem.1));
                }
            }
        }
        _ => {}
    }
}

/// What the JSON of a type looks like.
#[derive(PartialEq, Clone, Copy)]
enum Shape {
    Text,
    Whole,
    Number,
    Truth,
    List,
    Object,
    Any,
}

fn shape(place: &Place<'_>, ty: &TypeRef) -> Shape {
    match ty {
        TypeRef::String | TypeRef::File => Shape::Text,
        TypeRef::Integer => Shape::Whole,
        TypeRef::Float => Shape::Number,
        TypeRef::Boolean => Shape::Truth,
        TypeRef::List(_) => Shape::List,
        TypeRef::Map(_) => Shape::Object,
        TypeRef::Json | TypeRef::Union(_) | TypeRef::Nullable(_) => Shape::Any,
        TypeRef::Local(_) | TypeRef::Shared(_) => match place.def(ty).map(|def| &def.kind) {
            Some(TypeKind::Enum(_)) => Shape::Text,
            Some(TypeKind::Integers(_)) => Shape::Whole,
            _ => Shape::Object,
        },
    }
}

/// What is unclear about two arms, and the way out. Readers try `earlier` first.
fn unclear(place: &Place<'_>, earlier: &TypeRef, later: &TypeRef) -> Option<(&'static str, &'static str)> {
    if place.is_partial(earlier) || place.is_partial(later) {
        return None;
    }
    match (shape(place, earlier), shape(place, later)) {
        (Shape::Any, _) | (_, Shape::Any) => Some(("`json` takes every value", "use `json` alone")),
        (Shape::Number, Shape::Whole) => {
            Some(("every integer is a float", "write `integer | float`, the narrower first"))
        }
        (Shape::Text, Shape::Text) => {
            Some(("both are strings", "keep one; an enum already takes values that it does not list"))
        }
        (Shape::Whole, Shape::Whole) => {
            Some(("both are integers", "keep one; an enum already takes values that it does not list"))
        }
        (Shape::Object, Shape::Object) => match (fields(place, earlier), fields(place, later)) {
            (Some(first), Some(second)) if first.iter().any(|field| decides(field, second)) => None,
            _ => Some((
                "both are objects",
                "the first needs a required field that the second does not have; or use `json`",
            )),
        },
        (first, second) if first == second => Some(("both look the same in JSON", "keep one of them, or use `json`")),
        _ => None,
    }
}

fn fields<'a>(place: &Place<'a>, ty: &TypeRef) -> Option<&'a [Field]> {
    match &place.def(ty)?.kind {
        TypeKind::Struct(fields) => Some(fields),
        TypeKind::Enum(_) | TypeKind::Integers(_) => None,
    }
}

fn decides(field: &Field, others: &[Field]) -> bool {
    field.presence == Presence::Required && others.iter().all(|other| other.name != field.name)
}
