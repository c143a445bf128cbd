//! Unions: their alternatives must be distinguishable in JSON.

use super::context::Context;
use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::{Arm, Field, Presence, TypeDef, TypeKind, TypeRef};

/// Checks every union inside the type that is written at `span`.
pub(super) fn check(context: &Context<'_>, span: Span, ty: &TypeRef, report: &mut Report) {
    match ty {
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => check(context, span, inner, report),
        TypeRef::Union(arms) => {
            arms.iter().for_each(|arm| check(context, span, arm, report));
            check_distinct(context, &mut arms.iter().map(|arm| (arm, span)), report);
        }
        _ => {}
    }
}

/// Checks a union that is declared under `types:`.
pub(super) fn check_declared(context: &Context<'_>, def: &TypeDef, arms: &[Arm], report: &mut Report) {
    if arms.len() < 2 && !context.source.damaged {
        let message = format!("the union `{}` has fewer than two alternatives", def.name);
        let help = "list at least two types, or use the single type instead of the union";
        report.push(Diagnostic::new(codes::TYPE_KIND, def.span, message).help(help));
    }
    arms.iter().for_each(|arm| check(context, arm.span, &arm.ty, report));
    check_distinct(context, &mut arms.iter().map(|arm| (&arm.ty, arm.span)), report);
}

/// Reports alternatives that cannot be distinguished from an earlier one.
fn check_distinct(context: &Context<'_>, arms: &mut dyn Iterator<Item = (&TypeRef, Span)>, report: &mut Report) {
    let mut earlier: Vec<&TypeRef> = Vec::new();
    for (later, span) in arms {
        if let Some((label, help)) = earlier.iter().find_map(|earlier| ambiguity(context, earlier, later)) {
            let message = "the alternatives of this union cannot be distinguished";
            report.push(Diagnostic::new(codes::UNCLEAR_UNION, span, message).label(label).help(help));
        }
        earlier.push(later);
    }
}

/// The JSON form of a type.
#[derive(PartialEq, Clone, Copy)]
enum Shape {
    String,
    Integer,
    Number,
    Boolean,
    List,
    Object,
    Union,
    Any,
}

fn shape(context: &Context<'_>, ty: &TypeRef) -> Shape {
    match ty {
        TypeRef::String | TypeRef::File => Shape::String,
        TypeRef::Integer | TypeRef::Unsigned => Shape::Integer,
        TypeRef::Float => Shape::Number,
        TypeRef::Boolean => Shape::Boolean,
        TypeRef::List(_) => Shape::List,
        TypeRef::Map(_) => Shape::Object,
        TypeRef::Json | TypeRef::Union(_) | TypeRef::Nullable(_) => Shape::Any,
        TypeRef::Local(_) | TypeRef::Shared(_) => match context.def(ty).map(|def| &def.kind) {
            Some(TypeKind::Enum(_)) => Shape::String,
            Some(TypeKind::Integers(_)) => Shape::Integer,
            Some(TypeKind::Union(_)) => Shape::Union,
            _ => Shape::Object,
        },
    }
}

/// Why two arms cannot be distinguished, and the help. Clients try `earlier` first.
fn ambiguity(context: &Context<'_>, earlier: &TypeRef, later: &TypeRef) -> Option<(&'static str, &'static str)> {
    if context.is_partial(earlier) || context.is_partial(later) {
        return None;
    }
    match (shape(context, earlier), shape(context, later)) {
        (Shape::Union, _) | (_, Shape::Union) => {
            Some(("an alternative is a union itself", "list the alternatives of that union here"))
        }
        (Shape::Any, _) | (_, Shape::Any) => Some(("`json` accepts every value", "use `json` alone")),
        (Shape::Number, Shape::Integer) => {
            Some(("integers are valid floats", "write `integer | float`, with the narrower type first"))
        }
        (Shape::String, Shape::String) => {
            Some(("both are strings", "remove one of the two; enums accept values that they do not list"))
        }
        (Shape::Integer, Shape::Integer) => {
            Some(("both are integers", "remove one of the two; enums accept values that they do not list"))
        }
        (Shape::Object, Shape::Object) => match (fields(context, earlier), fields(context, later)) {
            (Some(first), Some(second)) if first.iter().any(|field| distinguishes(field, second)) => None,
            _ => Some((
                "both are objects",
                "give the first a required field that the second does not have, or use `json`",
            )),
        },
        (first, second) if first == second => {
            Some(("both have the same JSON form", "remove one of the two, or use `json`"))
        }
        _ => None,
    }
}

fn fields<'a>(context: &Context<'a>, ty: &TypeRef) -> Option<&'a [Field]> {
    match &context.def(ty)?.kind {
        TypeKind::Struct(fields) => Some(fields),
        TypeKind::Enum(_) | TypeKind::Integers(_) | TypeKind::Union(_) => None,
    }
}

fn distinguishes(field: &Field, others: &[Field]) -> bool {
    field.presence == Presence::Required && others.iter().all(|other| other.name != field.name)
}
