//! Type entries to named types. Reads one file's `types:`; feeds `endpoint` and the shared types.

use indexmap::IndexMap;

use super::fields;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{EnumValue, TypeDef, TypeKind};
use crate::schema::TypeEntry;
use crate::unit::{Unit, steps};
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
        let kind = match (&entry.values, &entry.integers, &entry.fields) {
            (Some(values), None, None) => TypeKind::Enum(enumeration(unit, name, entry, ("enum", values), report)),
            (None, Some(values), None) => {
                TypeKind::Integers(enumeration(unit, name, entry, ("integers", values), report))
            }
            (None, None, Some(fields)) => {
                TypeKind::Struct(fields::lower(unit, &["types", name, "fields"], fields, scope, report))
            }
            // Its content was taken out: reported already, and nothing more can be said about its uses.
            (None, None, None) if unit.damaged => continue,
            _ => {
                let found = Diagnostic::new(
                    codes::TYPE_KIND,
                    span,
                    format!("`{name}` must have one of `enum`, `integers` and `fields`"),
                );
                let help = "a set of strings has `enum`, a set of integers has `integers`, an object has `fields`";
                report.push(found.help(help));
                continue;
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

/// Values under `key`; their texts are what `rust_names` goes by.
fn enumeration<T: Clone + ToString>(
    unit: &Unit,
    name: &str,
    entry: &TypeEntry,
    (key, values): (&str, &[T]),
    report: &mut Report,
) -> Vec<EnumValue<T>> {
    let texts: Vec<String> = values.iter().map(T::to_string).collect();
    for wire in entry.rust_names.keys().filter(|wire| !texts.contains(wire)) {
        let place = unit.key(&["types", name, "rust_names", wire]);
        let found = Diagnostic::new(codes::ENUM_VALUES, place, format!("`{name}` has no value `{wire}`"));
        report.push(found.help("rust_names renames values of the enum"));
    }
    let place = |index| {
        let mut path = steps(&["types", name, key]);
        path.push(Step::Item(index));
        unit.root.value_span(&path)
    };
    let value = |(index, wire): (usize, &T)| EnumValue {
        wire: wire.clone(),
        rust_name: entry.rust_names.get(&texts[index]).cloned(),
        span: place(index),
    };
    values.iter().enumerate().map(value).collect()
}
