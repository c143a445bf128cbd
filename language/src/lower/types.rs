//! Lowers the types that a file declares.

use indexmap::IndexMap;

use super::fields;
use super::rust_name::RustName;
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
        let declaration = Declaration { source, name, entry };
        let kind = match (&entry.values, &entry.integers, &entry.fields, &entry.union) {
            (Some(values), None, None, None) => TypeKind::Enum(declaration.values("enum", values, report)),
            (None, Some(values), None, None) => TypeKind::Integers(declaration.values("integers", values, report)),
            (None, None, Some(fields), None) => {
                TypeKind::Struct(fields::lower(source, &["types", name, "fields"], fields, scope, report))
            }
            (None, None, None, Some(arms)) => TypeKind::Union(declaration.arms(arms, scope, report)),
            // The content was removed because of an error, which is reported before.
            (None, None, None, None) if source.damaged => continue,
            _ => {
                let message = format!("expected one of `enum`, `integers`, `fields` and `union` for the type `{name}`");
                let help = "use `enum` for a set of strings, `integers` for a set of integers, `fields` for an object, or \
                            `union` for alternatives";
                report.push(Diagnostic::new(codes::TYPE_KIND, span, message).help(help));
                continue;
            }
        };
        types.push(TypeDef {
            name: name.clone(),
            doc: entry.doc.clone(),
            rust_name: declaration.rust_name(report),
            kind,
            span,
        });
    }
    types
}

/// One entry under `types:`.
struct Declaration<'a> {
    source: &'a SourceFile,
    name: &'a str,
    entry: &'a TypeEntry,
}

impl Declaration<'_> {
    fn rust_name(&self, report: &mut Report) -> String {
        let at = ["types", self.name];
        let rust_name = match &self.entry.rust_name {
            Some(given) => RustName {
                wire: given,
                span: self.source.value(&[at[0], at[1], "rust_name"]),
                help: HELP,
                name: names::given_type(given),
            },
            None => {
                RustName { wire: self.name, span: self.source.key(&at), help: HELP, name: names::type_name(self.name) }
            }
        };
        rust_name.or_report(report)
    }

    /// Lowers the values under `key`; in the form of strings, they are the keys of `rust_names`.
    fn values<T: Clone + ToString>(&self, key: &str, values: &[T], report: &mut Report) -> Vec<EnumValue<T>> {
        let texts: Vec<String> = values.iter().map(T::to_string).collect();
        self.check_renames(&texts, "a value", report);
        let value = |(index, wire): (usize, &T)| {
            let span = self.item(key, index);
            let derived = names::variant_name(self.name, &texts[index]);
            EnumValue { wire: wire.clone(), rust_name: self.variant(&texts[index], span, derived, report), span }
        };
        values.iter().enumerate().map(value).collect()
    }

    /// Lowers the alternatives of a union. Names that are not given are derived in `naming`, from all alternatives.
    fn arms(&self, texts: &[String], scope: &Scope, report: &mut Report) -> Vec<Arm> {
        self.check_renames(texts, "an alternative", report);
        let arm = |(index, text): (usize, &String)| {
            let span = self.item("union", index);
            let ty = scope.resolve(text, span, report)?;
            Some(Arm { ty, rust_name: self.variant(text, span, Ok(String::new()), report), span })
        };
        texts.iter().enumerate().filter_map(arm).collect()
    }

    fn variant(&self, wire: &str, span: Span, derived: Result<String, NoName>, report: &mut Report) -> String {
        let help = "choose a name under `rust_names:` of the type";
        let rust_name = match self.entry.rust_names.get(wire) {
            Some(given) => RustName {
                wire: given,
                span: self.source.value(&["types", self.name, "rust_names", wire]),
                help,
                name: names::given_type(given),
            },
            None => RustName { wire, span, help, name: derived },
        };
        rust_name.or_report(report)
    }

    /// Reports entries of `rust_names` without a matching value or alternative.
    fn check_renames(&self, texts: &[String], what: &str, report: &mut Report) {
        for wire in self.entry.rust_names.keys().filter(|wire| !texts.contains(wire)) {
            let span = self.source.key(&["types", self.name, "rust_names", wire]);
            let message = format!("`{wire}` is not {what} of `{}`", self.name);
            let diagnostic = Diagnostic::new(codes::ENUM_VALUES, span, message);
            report.push(diagnostic.help("`rust_names` renames values of an enum and alternatives of a union"));
        }
    }

    fn item(&self, key: &str, index: usize) -> Span {
        let mut path = steps(&["types", self.name, key]);
        path.push(Step::Item(index));
        self.source.root.value_span(&path)
    }
}
