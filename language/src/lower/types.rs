//! Type entries to named types. Reads one file's `types:`; feeds `endpoint` and the shared types.

use indexmap::IndexMap;

use super::fields;
use super::rust_name::Found;
use super::scope::Scope;
use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::ir::{Arm, EnumValue, TypeDef, TypeKind};
use crate::names::{self, HELP, NoName};
use crate::schema::TypeEntry;
use crate::source_file::{SourceFile, steps};
use crate::yaml::Step;

/// Lowers every type of a file.
pub(crate) fn lower(
    source: &SourceFile,
    entries: &IndexMap<String, TypeEntry>,
    scope: &Scope,
    report: &mut Report,
) -> Vec<TypeDef> {
    let mut types = Vec::with_capacity(entries.len());
    for (name, entry) in entries {
        let span = source.key(&["types", name]);
        let declared = Declared { source, name, entry };
        let kind = match (&entry.values, &entry.integers, &entry.fields, &entry.union) {
            (Some(values), None, None, None) => TypeKind::Enum(declared.values("enum", values, report)),
            (None, Some(values), None, None) => TypeKind::Integers(declared.values("integers", values, report)),
            (None, None, Some(fields), None) => {
                TypeKind::Struct(fields::lower(source, &["types", name, "fields"], fields, scope, report))
            }
            (None, None, None, Some(arms)) => TypeKind::Union(declared.arms(arms, scope, report)),
            // Its content was taken out: reported already, and nothing more can be said about its uses.
            (None, None, None, None) if source.damaged => continue,
            _ => {
                let message = format!("the type `{name}` must have one of `enum`, `integers`, `fields` and `union`");
                let help = "a set of strings has `enum`, a set of integers has `integers`, an object has `fields`, \
                            one of several types has `union`";
                report.push(Diagnostic::new(codes::TYPE_KIND, span, message).help(help));
                continue;
            }
        };
        types.push(TypeDef {
            name: name.clone(),
            doc: entry.doc.clone(),
            rust_name: declared.rust_name(report),
            kind,
            span,
        });
    }
    types
}

/// One entry under `types:`.
struct Declared<'a> {
    source: &'a SourceFile,
    name: &'a str,
    entry: &'a TypeEntry,
}

impl Declared<'_> {
    fn rust_name(&self, report: &mut Report) -> String {
        let at = ["types", self.name];
        let found = match &self.entry.rust_name {
            Some(given) => Found {
                wire: given,
                span: self.source.value(&[at[0], at[1], "rust_name"]),
                help: HELP,
                name: names::given_type(given),
            },
            None => {
                Found { wire: self.name, span: self.source.key(&at), help: HELP, name: names::type_name(self.name) }
            }
        };
        found.or_report(report)
    }

    /// Values under `key`; their texts are the keys of `rust_names`.
    fn values<T: Clone + ToString>(&self, key: &str, values: &[T], report: &mut Report) -> Vec<EnumValue<T>> {
        let texts: Vec<String> = values.iter().map(T::to_string).collect();
        self.renames(&texts, "value", report);
        let value = |(index, wire): (usize, &T)| {
            let span = self.item(key, index);
            let derived = names::variant_name(self.name, &texts[index]);
            EnumValue { wire: wire.clone(), rust_name: self.variant(&texts[index], span, derived, report), span }
        };
        values.iter().enumerate().map(value).collect()
    }

    /// The alternatives of a union; their names, where none are given, follow from all of them, in `naming`.
    fn arms(&self, texts: &[String], scope: &Scope, report: &mut Report) -> Vec<Arm> {
        self.renames(texts, "alternative", report);
        let arm = |(index, text): (usize, &String)| {
            let span = self.item("union", index);
            let ty = scope.resolve(text, span, report)?;
            Some(Arm { ty, rust_name: self.variant(text, span, Ok(String::new()), report), span })
        };
        texts.iter().enumerate().filter_map(arm).collect()
    }

    fn variant(&self, wire: &str, span: Span, derived: Result<String, NoName>, report: &mut Report) -> String {
        let help = "choose a name under `rust_names:` of the type";
        let found = match self.entry.rust_names.get(wire) {
            Some(given) => Found {
                wire: given,
                span: self.source.value(&["types", self.name, "rust_names", wire]),
                help,
                name: names::given_type(given),
            },
            None => Found { wire, span, help, name: derived },
        };
        found.or_report(report)
    }

    /// Reports entries of `rust_names` that rename nothing.
    fn renames(&self, texts: &[String], what: &str, report: &mut Report) {
        for wire in self.entry.rust_names.keys().filter(|wire| !texts.contains(wire)) {
            let span = self.source.key(&["types", self.name, "rust_names", wire]);
            let message = format!("`{}` has no {what} `{wire}`", self.name);
            let found = Diagnostic::new(codes::ENUM_VALUES, span, message);
            report.push(found.help("`rust_names` renames values of an enum and alternatives of a union"));
        }
    }

    fn item(&self, key: &str, index: usize) -> Span {
        let mut path = steps(&["types", self.name, key]);
        path.push(Step::Item(index));
        self.source.root.value_span(&path)
    }
}
