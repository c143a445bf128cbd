//! Defaults and examples: each must fit its type, its limits and its enum. Reads `ir`, feeds the report.

use super::context::Context;
use super::limits;
use crate::codes;
use crate::diag::{Code, Diagnostic, Report};
use crate::ir::arms;
use crate::ir::{Endpoint, Field, Limits, Literal, Number, Presence, TypeKind, TypeRef};
use crate::source_file::steps;
use crate::suggest::nearest;
use crate::yaml::Step;

/// Checks the default of the field at `at`.
pub(super) fn check_default(place: &Context<'_>, at: &[&str], field: &Field, report: &mut Report) {
    if let Presence::Default(literal) = &field.presence {
        let path = steps(&[at, &["default"]].concat());
        Fit { place, path, what: "default", report }.value(literal, &field.ty, Some(&field.limits));
    }
}

/// Checks every example of an endpoint.
pub(super) fn check_examples(place: &Context<'_>, endpoint: &Endpoint, report: &mut Report) {
    if place.source.damaged {
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
            let mut fit = Fit { place, path, what: "example", report };
            match whole {
                Some(ty) => fit.value(literal, ty, None),
                None => fit.object(literal, fields, false),
            }
        }
    }
}

/// Compares a value with a type, on a path through the file.
struct Fit<'a, 'r> {
    place: &'a Context<'a>,
    path: Vec<Step>,
    what: &'static str,
    report: &'r mut Report,
}

impl Fit<'_, '_> {
    fn value(&mut self, literal: &Literal, ty: &TypeRef, limits: Option<&Limits>) {
        if let Some(arms) = ty.alternatives(self.place.def(ty)) {
            return self.union(literal, ty, &arms);
        }
        match (ty, literal) {
            (TypeRef::Json, _) | (TypeRef::Boolean, Literal::Boolean(_)) => {}
            (TypeRef::Integer, Literal::Integer(_)) | (TypeRef::Float, Literal::Integer(_) | Literal::Float(_)) => {
                self.number(literal, limits);
            }
            (TypeRef::String | TypeRef::File, Literal::String(text)) => self.text(text, limits),
            (TypeRef::List(item), Literal::List(items)) => self.list(items, item, limits),
            (TypeRef::Map(value), Literal::Object(entries)) => {
                for (key, entry) in entries {
                    self.inside(Step::Key(key.clone()), |fit| fit.value(entry, value, limits));
                }
            }
            (TypeRef::Nullable(_), Literal::Null) => {}
            (TypeRef::Nullable(inner), _) => self.value(literal, inner, limits),
            (TypeRef::Local(_) | TypeRef::Shared(_), _) => self.named(literal, ty),
            (_, Literal::Null) => self.null(ty),
            _ => self.wrong(ty),
        }
    }

    fn named(&mut self, literal: &Literal, ty: &TypeRef) {
        let Some(def) = self.place.def(ty) else { return };
        match (&def.kind, literal) {
            (TypeKind::Struct(fields), Literal::Object(_)) => self.object(literal, fields, self.place.is_partial(ty)),
            // What the values should have been is not known.
            (TypeKind::Enum(values), Literal::String(_)) if values.is_empty() => {}
            (TypeKind::Integers(values), Literal::Integer(_)) if values.is_empty() => {}
            (TypeKind::Enum(values), Literal::String(text)) => {
                if !values.iter().any(|value| value.wire == *text) {
                    let known = values.iter().map(|value| value.wire.as_str());
                    let help = match nearest(text, known.clone()) {
                        Some(close) => format!("did you mean `{close}`?"),
                        None => format!("known values are {}", known.take(12).collect::<Vec<_>>().join(", ")),
                    };
                    self.found(codes::NOT_IN_ENUM, format!("`{}` has no value `{text}`", def.name), help);
                }
            }
            (TypeKind::Integers(values), Literal::Integer(whole)) => {
                if !values.iter().any(|value| value.wire == *whole) {
                    let known: Vec<String> = values.iter().take(12).map(|value| value.wire.to_string()).collect();
                    let help = format!("known values are {}", known.join(", "));
                    self.found(codes::NOT_IN_ENUM, format!("`{}` has no value `{whole}`", def.name), help);
                }
            }
            _ => self.wrong(ty),
        }
    }

    /// Compares with the fields of an object; if that is `partial`, it may have others.
    fn object(&mut self, literal: &Literal, fields: &[Field], partial: bool) {
        let Literal::Object(entries) = literal else {
            let help = "write a mapping".to_owned();
            return self.found(codes::WRONG_VALUE, format!("the {} is not an object", self.what), help);
        };
        let mut meant = Vec::new();
        for (key, entry) in entries {
            match fields.iter().find(|field| field.name == *key) {
                Some(field) if !limits::apply(field) => {}
                Some(field) => self.inside(Step::Key(key.clone()), |fit| {
                    fit.value(entry, &field.ty, Some(&field.limits));
                }),
                None if partial => {}
                None => meant.extend(self.unknown_field(key, fields)),
            }
        }
        if partial {
            return;
        }
        let missing = |field: &&Field| {
            let is_there = entries.contains_key(&field.name) || meant.contains(&field.name.as_str());
            field.presence == Presence::Required && !is_there
        };
        for field in fields.iter().filter(missing) {
            let message = format!("the {} lacks the required field `{}`", self.what, field.name);
            self.found(codes::WRONG_VALUE, message, format!("add `{}: ...`", field.name));
        }
    }

    /// Reports a field that is not declared; the declared one that was probably meant.
    fn unknown_field<'f>(&mut self, key: &str, fields: &'f [Field]) -> Option<&'f str> {
        let meant = nearest(key, fields.iter().map(|field| field.name.as_str()));
        let help = match meant {
            Some(close) => format!("did you mean `{close}`?"),
            None => "remove it, or declare the field".to_owned(),
        };
        self.inside(Step::Key(key.to_owned()), |fit| {
            let place = fit.place.source.root.key_span(&fit.path);
            fit.report
                .push(Diagnostic::new(codes::WRONG_VALUE, place, format!("there is no field `{key}`")).help(help));
        });
        meant
    }

    fn list(&mut self, items: &[Literal], item: &TypeRef, limits: Option<&Limits>) {
        let count = items.len() as u64;
        let (min, max) = limits.map_or((None, None), |limits| (limits.min_items, limits.max_items));
        if outside(&count, min.as_ref(), max.as_ref()) {
            let help = "correct the list or its `min_items` and `max_items`".to_owned();
            self.found(codes::OUT_OF_LIMITS, format!("a list of {count} is outside the limits"), help);
        }
        let limits = limits.map(Limits::of_items);
        for (index, literal) in items.iter().enumerate() {
            self.inside(Step::Item(index), |fit| fit.value(literal, item, limits.as_ref()));
        }
    }

    fn number(&mut self, literal: &Literal, limits: Option<&Limits>) {
        let value = match literal {
            Literal::Integer(value) => *value as f64,
            Literal::Float(value) => *value,
            _ => return,
        };
        let Some(limits) = limits else { return };
        let (min, max) = (limits.min.map(Number::as_f64), limits.max.map(Number::as_f64));
        if outside(&value, min.as_ref(), max.as_ref()) {
            let help = "correct the value or its `min` and `max`".to_owned();
            self.found(codes::OUT_OF_LIMITS, format!("{value} is outside the limits"), help);
        }
    }

    fn text(&mut self, text: &str, limits: Option<&Limits>) {
        let count = text.chars().count() as u64;
        let (min, max) = limits.map_or((None, None), |limits| (limits.min_length, limits.max_length));
        if outside(&count, min.as_ref(), max.as_ref()) {
            let help = "correct the text or its `min_length` and `max_length`".to_owned();
            self.found(codes::OUT_OF_LIMITS, format!("a text of {count} characters is outside the limits"), help);
        }
    }

    /// A value of a union is a value of one alternative, which says what is wrong.
    fn union(&mut self, literal: &Literal, ty: &TypeRef, arms: &[&TypeRef]) {
        let place = self.place;
        // Which alternative was meant is not known.
        if arms.iter().any(|arm| place.is_partial(arm)) {
            return;
        }
        match arms::position(&|ty| place.def(ty), literal, arms) {
            Some(at) => self.value(literal, arms[at], None),
            None => self.wrong(ty),
        }
    }

    fn null(&mut self, ty: &TypeRef) {
        let help = "remove it: a field that is not required may be left out or null anyway".to_owned();
        self.found(codes::WRONG_VALUE, format!("`null` is not a value of the type `{ty}`"), help);
    }

    fn wrong(&mut self, ty: &TypeRef) {
        let help = format!("write a value of type `{ty}`, or correct the type");
        self.found(codes::WRONG_VALUE, format!("the {} does not fit the type `{ty}`", self.what), help);
    }

    fn inside(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.path.push(step);
        visit(self);
        self.path.pop();
    }

    fn found(&mut self, code: Code, message: String, help: String) {
        let place = self.place.source.root.value_span(&self.path);
        self.report.push(Diagnostic::new(code, place, message).help(help));
    }
}

/// Whether a value is outside limits. Those that leave room for no value are reported already.
fn outside<T: PartialOrd>(value: &T, min: Option<&T>, max: Option<&T>) -> bool {
    let crossed = min.zip(max).is_some_and(|(min, max)| min > max);
    !crossed && (min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max))
}
