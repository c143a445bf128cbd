//! Unions: a reader of the JSON must be able to tell the arms apart. Reads `ir`, feeds the report.

use super::context::Context;
use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::{Arm, Field, Presence, TypeDef, TypeKind, TypeRef};

/// Checks every union inside the type that is written at `span`.
pub(super) fn check(place: &Context<'_>, span: Span, ty: &TypeRef, report: &mut Report) {
    match ty {
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => check(place, span, inner, report),
        TypeRef::Union(arms) => {
            arms.iter().for_each(|arm| check(place, span, arm, report));
            clear(place, &mut arms.iter().map(|arm| (arm, span)), report);
        }
        _ => {}
    }
}

/// Checks a union that is declared under `types:`.
pub(super) fn check_declared(place: &Context<'_>, def: &TypeDef, arms: &[Arm], report: &mut Report) {
    if arms.len() < 2 && !place.source.damaged {
        let message = format!("the union `{}` has fewer than two alternatives", def.name);
        let help = "list two types or more, or use the one type where the union is used";
        report.push(Diagnostic::new(codes::TYPE_KIND, def.span, message).help(help));
    }
    arms.iter().for_each(|arm| check(place, arm.span, &arm.ty, report));
    clear(place, &mut arms.iter().map(|arm| (&arm.ty, arm.span)), report);
}

/// Reports alternatives that cannot be told from an earlier one.
fn clear(place: &Context<'_>, arms: &mut dyn Iterator<Item = (&TypeRef, Span)>, report: &mut Report) {
    let mut earlier: Vec<&TypeRef> = Vec::new();
    for (later, span) in arms {
        if let Some((label, help)) = earlier.iter().find_map(|earlier| unclear(place, earlier, later)) {
            let message = "the alternatives of this union cannot be told apart";
            report.push(Diagnostic::new(codes::UNCLEAR_UNION, span, message).label(label).help(help));
        }
        earlier.push(later);
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
    Union,
    Any,
}

fn shape(place: &Context<'_>, ty: &TypeRef) -> Shape {
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
            Some(TypeKind::Union(_)) => Shape::Union,
            _ => Shape::Object,
        },
    }
}

/// What is unclear about two arms, and the way out. Readers try `earlier` first.
fn unclear(place: &Context<'_>, earlier: &TypeRef, later: &TypeRef) -> Option<(&'static str, &'static str)> {
    if place.is_partial(earlier) || place.is_partial(later) {
        return None;
    }
    match (shape(place, earlier), shape(place, later)) {
        (Shape::Union, _) | (_, Shape::Union) => {
            Some(("an alternative is a union itself", "list the alternatives of that union here"))
        }
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

fn fields<'a>(place: &Context<'a>, ty: &TypeRef) -> Option<&'a [Field]> {
    match &place.def(ty)?.kind {
        TypeKind::Struct(fields) => Some(fields),
        TypeKind::Enum(_) | TypeKind::Integers(_) | TypeKind::Union(_) => None,
    }
}

fn decides(field: &Field, others: &[Field]) -> bool {
    field.presence == Presence::Required && others.iter().all(|other| other.name != field.name)
}
