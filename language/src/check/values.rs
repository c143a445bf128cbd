//! Defaults and examples: each must match its type, its limits and its enum.

use std::fmt::Display;

use super::context::Context;
use super::limits;
use crate::codes;
use crate::diag::{Code, Diagnostic, Report};
use crate::integers;
use crate::ir::arms;
use crate::ir::{Endpoint, Field, Limits, Literal, Number, Presence, TypeKind, TypeRef};
use crate::source_file::steps;
use crate::suggest::nearest;
use crate::yaml::Step;

/// Checks the default of the field at `at`.
pub(super) fn check_default(context: &Context<'_>, at: &[&str], field: &Field, report: &mut Report) {
    if let Presence::Default(literal) = &field.presence {
        let path = steps(&[at, &["default"]].concat());
        ValueCheck { context, path, report }.value(literal, &field.ty, Some(&field.limits));
    }
}

/// Checks every example of an endpoint.
pub(super) fn check_examples(context: &Context<'_>, endpoint: &Endpoint, report: &mut Report) {
    if context.source.damaged {
        return;
    }
    for (index, example) in endpoint.examples.iter().enumerate() {
        let sides = [
            ("input", &example.input, &endpoint.input, &endpoint.input_type),
            ("output", &example.output, &endpoint.output, &endpoint.output_type),
        ];
        for (side, literal, fields, whole) in sides {
            let Some(literal) = literal else { continue };
            let path = vec![Step::Key("examples".to_owned()), Step::Item(index), Step::Key(side.to_owned())];
            let mut check = ValueCheck { context, path, report };
            match whole {
                Some(ty) => check.value(literal, ty, None),
                None => check.object(literal, fields, false),
            }
        }
    }
}

/// Compares the value at a path with a type.
struct ValueCheck<'a, 'r> {
    context: &'a Context<'a>,
    path: Vec<Step>,
    report: &'r mut Report,
}

impl ValueCheck<'_, '_> {
    fn value(&mut self, literal: &Literal, ty: &TypeRef, limits: Option<&Limits>) {
        if let Some(arms) = ty.alternatives(self.context.def(ty)) {
            return self.union(literal, ty, &arms);
        }
        match (ty, literal) {
            (TypeRef::Json, _) | (TypeRef::Boolean, Literal::Boolean(_)) => {}
            (TypeRef::Integer | TypeRef::Unsigned, Literal::Integer(whole)) => self.integer(*whole, ty, limits),
            (TypeRef::Float, Literal::Integer(whole)) => self.number(Number::Integer(*whole), limits),
            (TypeRef::Float, Literal::Float(float)) => self.number(Number::Float(*float), limits),
            (TypeRef::String | TypeRef::File, Literal::String(text)) => self.string(text, limits),
            (TypeRef::List(item), Literal::List(items)) => self.list(items, item, limits),
            (TypeRef::Map(value), Literal::Object(entries)) => {
                for (key, entry) in entries {
                    self.inside(Step::Key(key.clone()), |check| check.value(entry, value, limits));
                }
            }
            (TypeRef::Nullable(_), Literal::Null) => {}
            (TypeRef::Nullable(inner), _) => self.value(literal, inner, limits),
            (TypeRef::Local(_) | TypeRef::Shared(_), _) => self.named(literal, ty),
            _ => self.mismatch(literal, ty),
        }
    }

    fn named(&mut self, literal: &Literal, ty: &TypeRef) {
        let Some(def) = self.context.def(ty) else { return };
        match (&def.kind, literal) {
            (TypeKind::Struct(fields), Literal::Object(_)) => self.object(literal, fields, self.context.is_partial(ty)),
            // The values are unknown because of an error.
            (TypeKind::Enum(values), Literal::String(_)) if values.is_empty() => {}
            (TypeKind::Integers(values), Literal::Integer(_)) if values.is_empty() => {}
            (TypeKind::Enum(values), Literal::String(text)) => {
                if !values.iter().any(|value| value.wire == *text) {
                    let values = values.iter().map(|value| value.wire.as_str());
                    let help = match nearest(text, values.clone()) {
                        Some(close) => format!("did you mean `{close}`?"),
                        None => format!("valid values are {}", values.take(12).collect::<Vec<_>>().join(", ")),
                    };
                    self.push(codes::NOT_IN_ENUM, format!("`{text}` is not a value of `{}`", def.name), help);
                }
            }
            (TypeKind::Integers(values), Literal::Integer(whole)) => {
                if !values.iter().any(|value| i128::from(value.wire) == *whole) {
                    let values: Vec<String> = values.iter().take(12).map(|value| value.wire.to_string()).collect();
                    let help = format!("valid values are {}", values.join(", "));
                    self.push(codes::NOT_IN_ENUM, format!("`{whole}` is not a value of `{}`", def.name), help);
                }
            }
            _ => self.mismatch(literal, ty),
        }
    }

    /// Compares an object with its fields; if these are `partial`, the object may have others.
    fn object(&mut self, literal: &Literal, fields: &[Field], partial: bool) {
        let Literal::Object(entries) = literal else {
            let message = format!("expected an object, found {}", described(literal));
            return self.push(codes::WRONG_VALUE, message, "write a mapping of fields".to_owned());
        };
        let mut intended = Vec::new();
        for (key, entry) in entries {
            match fields.iter().find(|field| field.name == *key) {
                Some(field) if !limits::apply(field) => {}
                Some(field) => self.inside(Step::Key(key.clone()), |check| {
                    check.value(entry, &field.ty, Some(&field.limits));
                }),
                None if partial => {}
                None => intended.extend(self.unknown_field(key, fields)),
            }
        }
        if partial {
            return;
        }
        let missing = |field: &&Field| {
            let is_present = entries.contains_key(&field.name) || intended.contains(&field.name.as_str());
            field.presence == Presence::Required && !is_present
        };
        for field in fields.iter().filter(missing) {
            let message = format!("missing required field `{}`", field.name);
            self.push(codes::WRONG_VALUE, message, format!("add `{}: ...`", field.name));
        }
    }

    /// Reports a field that is not declared, and returns the declared field that it probably means.
    fn unknown_field<'f>(&mut self, key: &str, fields: &'f [Field]) -> Option<&'f str> {
        let intended = nearest(key, fields.iter().map(|field| field.name.as_str()));
        let help = match intended {
            Some(close) => format!("did you mean `{close}`?"),
            None => "remove the field, or declare it".to_owned(),
        };
        self.inside(Step::Key(key.to_owned()), |check| {
            let span = check.context.source.root.key_span(&check.path);
            check.report.push(Diagnostic::new(codes::WRONG_VALUE, span, format!("unknown field `{key}`")).help(help));
        });
        intended
    }

    fn list(&mut self, items: &[Literal], item: &TypeRef, limits: Option<&Limits>) {
        let count = items.len() as u64;
        let (min, max) = limits.map_or((None, None), |limits| (limits.min_items, limits.max_items));
        if outside(&count, min.as_ref(), max.as_ref()) {
            let help = "correct the list or its `min_items` and `max_items`".to_owned();
            self.push(codes::OUT_OF_LIMITS, format!("expected a list length {}, found {count}", range(min, max)), help);
        }
        let limits = limits.map(Limits::of_items);
        for (index, literal) in items.iter().enumerate() {
            self.inside(Step::Item(index), |check| check.value(literal, item, limits.as_ref()));
        }
    }

    fn integer(&mut self, whole: i128, ty: &TypeRef, limits: Option<&Limits>) {
        if ty.integers().is_some_and(|known| known.contains(&whole)) {
            return self.number(Number::Integer(whole), limits);
        }
        let message = format!("expected a value of type `{ty}`, found {whole}");
        self.push(codes::WRONG_VALUE, message, integers::help(ty, whole));
    }

    fn number(&mut self, value: Number, limits: Option<&Limits>) {
        let Some(Limits { min, max, .. }) = limits else { return };
        let crossed = min.zip(*max).is_some_and(|(min, max)| min.order(max).is_gt());
        let below = min.is_some_and(|min| value.order(min).is_lt());
        let above = max.is_some_and(|max| value.order(max).is_gt());
        if !crossed && (below || above) {
            let help = "correct the value or its `min` and `max`".to_owned();
            self.push(codes::OUT_OF_LIMITS, format!("expected a number {}, found {value}", range(*min, *max)), help);
        }
    }

    fn string(&mut self, text: &str, limits: Option<&Limits>) {
        let count = text.chars().count() as u64;
        let (min, max) = limits.map_or((None, None), |limits| (limits.min_length, limits.max_length));
        if outside(&count, min.as_ref(), max.as_ref()) {
            let help = "correct the string or its `min_length` and `max_length`".to_owned();
            self.push(
                codes::OUT_OF_LIMITS,
                format!("expected a string length {}, found {count}", range(min, max)),
                help,
            );
        }
    }

    /// Compares a value with the alternative that it belongs to, so that errors are specific.
    fn union(&mut self, literal: &Literal, ty: &TypeRef, arms: &[&TypeRef]) {
        let context = self.context;
        // The intended alternative is unknown.
        if arms.iter().any(|arm| context.is_partial(arm)) {
            return;
        }
        match arms::position(&|ty| context.def(ty), literal, arms) {
            Some(at) => self.value(literal, arms[at], None),
            None => match (literal, arms.iter().find(|arm| arm.integers().is_some())) {
                (Literal::Integer(whole), Some(arm)) => self.integer(*whole, arm, None),
                _ => self.mismatch(literal, ty),
            },
        }
    }

    fn mismatch(&mut self, literal: &Literal, ty: &TypeRef) {
        let is_declared = matches!(ty, TypeRef::Local(_) | TypeRef::Shared(_));
        let help = match literal {
            Literal::Null if !is_declared => {
                "remove the null: a field that is not required may be missing or null".to_owned()
            }
            _ => format!("write a value of type `{ty}`, or correct the type"),
        };
        let message = format!("expected a value of type `{ty}`, found {}", described(literal));
        self.push(codes::WRONG_VALUE, message, help);
    }

    fn inside(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.path.push(step);
        visit(self);
        self.path.pop();
    }

    fn push(&mut self, code: Code, message: String, help: String) {
        let span = self.context.source.root.value_span(&self.path);
        self.report.push(Diagnostic::new(code, span, message).help(help));
    }
}

/// Whether a value is outside the limits. Limits that exclude all values are reported elsewhere.
fn outside<T: PartialOrd>(value: &T, min: Option<&T>, max: Option<&T>) -> bool {
    let crossed = min.zip(max).is_some_and(|(min, max)| min > max);
    !crossed && (min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max))
}

/// Limits as a part of a message.
fn range<T: Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("from {min} to {max}"),
        (Some(min), None) => format!("of at least {min}"),
        (None, Some(max)) => format!("of at most {max}"),
        (None, None) => "of any size".to_owned(),
    }
}

/// The kind of a value as a part of a message.
fn described(literal: &Literal) -> &'static str {
    match literal {
        Literal::Null => "null",
        Literal::Boolean(_) => "a boolean",
        Literal::Integer(_) => "an integer",
        Literal::Float(_) => "a float",
        Literal::String(_) => "a string",
        Literal::List(_) => "a list",
        Literal::Object(_) => "an object",
    }
}
