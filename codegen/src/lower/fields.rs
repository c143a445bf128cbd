//! Field entries to fields. Reads one mapping of fields; feeds `types` and `endpoint`.

use indexmap::IndexMap;

use super::literal;
use super::rust_name::{Found, HELP};
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Field, Limits, Number, Presence};
use crate::names;
use crate::schema::FieldEntry;
use crate::unit::{Unit, steps};

/// Lowers the mapping of fields at `path`. Fields whose type is unknown are left out (and reported).
pub(crate) fn lower(
    unit: &Unit,
    path: &[&str],
    entries: &IndexMap<String, FieldEntry>,
    scope: &Scope,
    report: &mut Report,
) -> Vec<Field> {
    let mut fields = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let at = [path, &[name.as_str()]].concat();
        fields.extend(field(unit, &at, name, entry, scope, report));
    }
    fields
}

fn field(
    unit: &Unit,
    at: &[&str],
    name: &str,
    entry: &FieldEntry,
    scope: &Scope,
    report: &mut Report,
) -> Option<Field> {
    let inside = |key: &'static str| [at, &[key]].concat();
    let ty = scope.resolve(&entry.ty, unit.value(&inside("type")), report);
    let presence = presence(unit, at, entry, report);
    let limits = Limits {
        min: number(unit, &inside("min"), entry.min.as_ref(), report),
        max: number(unit, &inside("max"), entry.max.as_ref(), report),
        min_length: entry.min_length,
        max_length: entry.max_length,
        min_items: entry.min_items,
        max_items: entry.max_items,
        pattern: entry.pattern.clone(),
    };
    let rust_name = match &entry.rust_name {
        Some(given) => {
            Found { wire: given, span: unit.value(&inside("rust_name")), help: HELP, name: names::given_field(given) }
        }
        None => Found { wire: name, span: unit.key(at), help: HELP, name: names::field_name(name) },
    };
    let rust_name = rust_name.or_report(report);
    Some(Field {
        name: name.to_owned(),
        doc: entry.doc.clone(),
        rust_name,
        ty: ty?,
        presence: presence?,
        limits,
        deprecated: entry.deprecated,
        span: unit.key(at),
    })
}

fn presence(unit: &Unit, at: &[&str], entry: &FieldEntry, report: &mut Report) -> Option<Presence> {
    let default_at = [at, &["default"]].concat();
    match (&entry.default, entry.required) {
        (None, true) => Some(Presence::Required),
        (None, false) => Some(Presence::Optional),
        (Some(_), true) => {
            let found =
                Diagnostic::new(codes::REQUIRED_DEFAULT, unit.key(&default_at), "a required field has no default")
                    .related(unit.key(&[at, &["required"]].concat()), "required here")
                    .help("keep one of the two");
            report.push(found);
            None
        }
        (Some(value), false) => {
            let mut path = steps(&default_at);
            literal::lower(unit, &mut path, value, report).map(Presence::Default)
        }
    }
}

fn number(unit: &Unit, at: &[&str], written: Option<&serde_yaml::Number>, report: &mut Report) -> Option<Number> {
    let written = written?;
    match (written.as_i64(), written.as_f64()) {
        (Some(whole), _) => Some(Number::Integer(whole)),
        (None, Some(float)) if float.is_finite() => Some(Number::Float(float)),
        _ => {
            let found = Diagnostic::new(codes::WRONG_VALUE, unit.value(at), "not a number that can be compared with");
            report.push(found.help("write a finite number"));
            None
        }
    }
}
