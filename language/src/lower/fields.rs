//! Lowers mappings of fields.

use indexmap::IndexMap;

use super::literal;
use super::rust_name::RustName;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::integers;
use crate::ir::{Field, Limits, Number, Presence, TypeRef};
use crate::names::{self, HELP};
use crate::schema::FieldEntry;
use crate::source_file::{SourceFile, steps};

/// Lowers the mapping of fields at `path`.
///
/// An invalid part of a field is reported here and replaced with one that passes all later checks: the type `json`, no
/// default, no limit. If the whole field were removed, its uses would be reported as well.
pub(crate) fn lower(
    source: &SourceFile,
    path: &[&str],
    entries: &IndexMap<String, FieldEntry>,
    scope: &Scope,
    report: &mut Report,
) -> Vec<Field> {
    let one = |(name, entry): (&String, &FieldEntry)| {
        let at = [path, &[name.as_str()]].concat();
        field(source, &at, name, entry, scope, report)
    };
    entries.iter().map(one).collect()
}

fn field(
    source: &SourceFile,
    at: &[&str],
    name: &str,
    entry: &FieldEntry,
    scope: &Scope,
    report: &mut Report,
) -> Field {
    let inside = |key: &'static str| [at, &[key]].concat();
    let presence = presence(source, at, entry, report);
    let ty = scope.resolve(&entry.ty, source.value(&inside("type")), report);
    let limits = match &ty {
        None => Limits::default(),
        Some(ty) => Limits {
            min: number(source, &inside("min"), entry.min.as_ref(), ty, report),
            max: number(source, &inside("max"), entry.max.as_ref(), ty, report),
            min_length: entry.min_length,
            max_length: entry.max_length,
            min_items: entry.min_items,
            max_items: entry.max_items,
            pattern: entry.pattern.clone(),
        },
    };
    let rust_name = match &entry.rust_name {
        Some(given) => RustName {
            wire: given,
            span: source.value(&inside("rust_name")),
            help: HELP,
            name: names::given_field(given),
        },
        None => RustName { wire: name, span: source.key(at), help: HELP, name: names::field_name(name) },
    };
    let rust_name = rust_name.or_report(report);
    Field {
        name: name.to_owned(),
        doc: entry.doc.clone(),
        rust_name,
        ty: ty.unwrap_or(TypeRef::Json),
        presence,
        limits,
        deprecated: entry.deprecated,
        span: source.key(at),
    }
}

fn presence(source: &SourceFile, at: &[&str], entry: &FieldEntry, report: &mut Report) -> Presence {
    let default_at = [at, &["default"]].concat();
    match (&entry.default, entry.required) {
        (None, true) => Presence::Required,
        (None, false) => Presence::Optional,
        (Some(_), true) => {
            let diagnostic = Diagnostic::new(
                codes::REQUIRED_DEFAULT,
                source.key(&default_at),
                "a required field cannot have a default",
            )
            .related(source.key(&[at, &["required"]].concat()), "required here")
            .help("remove `required` or `default`");
            report.push(diagnostic);
            Presence::Required
        }
        (Some(value), false) => {
            let mut path = steps(&default_at);
            literal::lower(source, &mut path, value, report).map_or(Presence::Optional, Presence::Default)
        }
    }
}

/// A limit for numbers of type `ty`. Limits of integers are integers, even if they are written as `100.0`.
fn number(
    source: &SourceFile,
    at: &[&str],
    written: Option<&serde_yaml::Number>,
    ty: &TypeRef,
    report: &mut Report,
) -> Option<Number> {
    let written = written?;
    let key = at.last().unwrap_or(&"limit");
    let known = ty.innermost().integers();
    let number = match (integers::written(written), written.as_f64().filter(|float| float.is_finite())) {
        (Some(integer), _) => Number::Integer(integer),
        (None, Some(float)) if known.is_none() || float.fract() != 0.0 => Number::Float(float),
        // The conversion saturates, far beyond 64 bits.
        (None, Some(float)) => Number::Integer(float as i128),
        (None, None) => {
            let diagnostic =
                Diagnostic::new(codes::WRONG_VALUE, source.value(at), format!("`{key}` is not a finite number"));
            report.push(diagnostic.help("write a finite number"));
            return None;
        }
    };
    match (number, known) {
        (Number::Integer(integer), Some(known)) if !known.contains(&integer) => {
            let size = if integer < *known.start() { "too small" } else { "too large" };
            let message = format!("`{key}` is {size} for the type `{}`", ty.innermost());
            let help = format!("{}; if there is no limit, remove the key", integers::help(ty.innermost(), integer));
            report.push(Diagnostic::new(codes::WRONG_LIMIT, source.value(at), message).help(help));
            None
        }
        (number, _) => Some(number),
    }
}
