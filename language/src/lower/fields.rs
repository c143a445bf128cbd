//! Field entries to fields. Reads one mapping of fields; feeds `types` and `endpoint`.

use indexmap::IndexMap;

use super::literal;
use super::rust_name::Found;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Field, Limits, Number, Presence, TypeRef};
use crate::names::{self, HELP};
use crate::schema::FieldEntry;
use crate::source_file::{SourceFile, steps};

/// Lowers the mapping of fields at `path`.
///
/// A part of a field that has a mistake, which is reported here, becomes one that every later check takes: type `json`,
/// no default, no limit. A field that went missing would be reported again wherever something names it.
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
        Some(given) => {
            Found { wire: given, span: source.value(&inside("rust_name")), help: HELP, name: names::given_field(given) }
        }
        None => Found { wire: name, span: source.key(at), help: HELP, name: names::field_name(name) },
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
            let found =
                Diagnostic::new(codes::REQUIRED_DEFAULT, source.key(&default_at), "a required field has no default")
                    .related(source.key(&[at, &["required"]].concat()), "required here")
                    .help("keep one of the two");
            report.push(found);
            Presence::Required
        }
        (Some(value), false) => {
            let mut path = steps(&default_at);
            literal::lower(source, &mut path, value, report).map_or(Presence::Optional, Presence::Default)
        }
    }
}

/// A limit of numbers of type `ty`; of integers it is an integer, also where it is written `100.0`.
fn number(
    source: &SourceFile,
    at: &[&str],
    written: Option<&serde_yaml::Number>,
    ty: &TypeRef,
    report: &mut Report,
) -> Option<Number> {
    let written = written?;
    let is_whole = *ty.innermost() == TypeRef::Integer;
    let float = written.as_f64().filter(|float| float.is_finite());
    let (code, message, help) = match (written.as_i64(), float) {
        (Some(whole), _) => return Some(Number::Integer(whole)),
        (None, Some(float)) if !is_whole || float.fract() != 0.0 => return Some(Number::Float(float)),
        (None, Some(float)) if float.abs() < i64::MAX as f64 => return Some(Number::Integer(float as i64)),
        (None, Some(float)) => {
            let problem = if float < 0.0 { "too small" } else { "too large" };
            let message = format!("`{}` is {problem} for an integer", at.last().unwrap_or(&"limit"));
            let help = format!("an integer has 64 bits, from {} to {}; without a limit, remove it", i64::MIN, i64::MAX);
            (codes::WRONG_LIMIT, message, help)
        }
        _ => {
            let message = "not a number that can be compared with".to_owned();
            (codes::WRONG_VALUE, message, "write a finite number".to_owned())
        }
    };
    report.push(Diagnostic::new(code, source.value(at), message).help(help));
    None
}
