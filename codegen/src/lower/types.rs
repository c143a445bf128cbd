//! Type entries to named types. Reads one file's `types:`; feeds `endpoint` and the shared types.

use indexmap::IndexMap;

use super::scope::Scope;
use super::{Unit, fields};
use crate::check::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{EnumValue, TypeDef, TypeKind};
use crate::schema::TypeEntry;
use crate::yaml::Step;

/// Lowers every type of a file.
pub(crate) fn lower(
    unit: &Unit,
    entries: &IndexMap<String, TypeEntry>,
    scope: &Scope,
    report: &mut Report,
) -> Vec<TypeDef> {
    let mut types = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let span = unit.key(&["types", name]);
        let kind = match (&entry.values, &entry.fields) {
            (Some(values), None) => enumeration(unit, name, entry, values, report),
            (None, Some(fields)) => {
                TypeKind::Struct(fields::lower(unit, &["types", name, "fields"], fields, scope, report))
            }
            // Its content was taken out: reported already, and nothing more can be said about its uses.
            (None, None) if unit.damaged => continue,
            _ => {
                let found = Diagnostic::new(codes::TYPE_KIND, span, format!("`{name}` must have `enum` or `fields`"));
                report.push(found.help("a set of strings has `enum`, an object has `fields`"));
                TypeKind::Struct(Vec::new())
            }
        };
        types.push(TypeDef {
            name: name.clone(),
            doc: entry.doc.clone(),
            rust_name: entry.rust_name.clone(),
            kind,
            span,
        });
    }
    types
}

fn enumeration(unit: &Unit, name: &str, entry: &TypeEntry, values: &[String], report: &mut Report) -> TypeKind {
    for wire in entry.rust_names.keys().filter(|wire| !values.contains(wire)) {
        let place = unit.key(&["types", name, "rust_names", wire]);
        let found = Diagnostic::new(codes::ENUM_VALUES, place, format!("`{name}` has no value `{wire}`"));
        report.push(found.help("rust_names renames values of the enum"));
    }
    let place = |index| {
        let mut path = super::steps(&["types", name, "enum"]);
        path.push(Step::Item(index));
        unit.root.value_span(&path)
    };
    let value = |(index, wire): (usize, &String)| EnumValue {
        wire: wire.clone(),
        rust_name: entry.rust_names.get(wire).cloned(),
        span: place(index),
    };
    TypeKind::Enum(values.iter().enumerate().map(value).collect())
}
