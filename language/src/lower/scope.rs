//! Which type a name stands for: a builtin, a type of the endpoint's own file, or a shared one.
//! Reads type entries and expressions; feeds `fields`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::codes;
use crate::diag::{Diagnostic, Report, Span};
use crate::expr::{self, Expr};
use crate::ir::TypeRef;
use crate::schema::TypeEntry;
use crate::source_file::SourceFile;
use crate::suggest::{nearest, types};

/// Names that every file can use.
pub const BUILTINS: [&str; 8] = ["string", "integer", "float", "boolean", "file", "json", "list", "map"];

/// The names that can be used in a file.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    shared: BTreeMap<String, Span>,
    local: BTreeMap<String, Span>,
    /// Declarations of the shared file were lost, so a name may be missing for that reason.
    lost_shared: bool,
    /// The same for the endpoint's own.
    lost_local: bool,
}

impl Scope {
    /// No names yet; with `lost_shared`, unknown names are not reported.
    pub(crate) fn new(lost_shared: bool) -> Self {
        Self { lost_shared, ..Self::default() }
    }

    /// Adds the types of the shared file.
    pub(crate) fn declare_shared(&mut self, source: &SourceFile, entries: &IndexMap<String, TypeEntry>) {
        self.shared = declared(source, entries);
    }

    /// Turns to the types of one endpoint's file.
    pub(crate) fn enter(&mut self, source: &SourceFile, entries: &IndexMap<String, TypeEntry>, report: &mut Report) {
        self.local = declared(source, entries);
        self.lost_local = source.lost_types;
        for (name, span) in &self.local {
            let taken = match self.shared.get(name) {
                Some(shared) => Some((Some(*shared), "a shared type has this name".to_owned())),
                None if BUILTINS.contains(&name.as_str()) => Some((None, format!("`{name}` is a builtin type"))),
                None => None,
            };
            let Some((place, why)) = taken else { continue };
            let mut found = Diagnostic::new(codes::SHADOWED_TYPE, *span, why)
                .help("use the shared type if the two are the same, else choose another name");
            found.related = place.map(|place| (place, "declared here".to_owned()));
            report.push(found);
        }
    }

    /// The type that the text of a `type` key means; `place` is where the text stands.
    pub(crate) fn resolve(&self, text: &str, place: Span, report: &mut Report) -> Option<TypeRef> {
        let parsed = expr::parse(text).map_err(|error| {
            let at = within(place, text, &error.at, report);
            Diagnostic::new(codes::TYPE_SYNTAX, at, format!("`{text}` is not a type"))
                .label(format!("expected {}", error.expected))
                .help(types::expression(text, &|name| self.named(name).is_some()).unwrap_or_else(|| {
                    "write `string`, `list<Image>`, `map<string, float>`, `ImageSize | Preset`, ...".to_owned()
                }))
        });
        match parsed {
            Ok(expr) => self.find(&expr, text, place, report),
            Err(found) => {
                report.push(found);
                None
            }
        }
    }

    fn find(&self, expr: &Expr, text: &str, place: Span, report: &mut Report) -> Option<TypeRef> {
        Some(match expr {
            Expr::List(item) => TypeRef::List(Box::new(self.find(item, text, place, report)?)),
            Expr::Map(value) => TypeRef::Map(Box::new(self.find(value, text, place, report)?)),
            Expr::Nullable(inner) => match self.find(inner, text, place, report)? {
                TypeRef::Json => {
                    report.push(
                        Diagnostic::new(codes::TYPE_SYNTAX, place, "`json` can be null as it is").help("write `json`"),
                    );
                    return None;
                }
                inner => TypeRef::Nullable(Box::new(inner)),
            },
            Expr::Union(arms) => {
                let found: Vec<_> = arms.iter().map(|arm| self.find(arm, text, place, report)).collect();
                TypeRef::Union(found.into_iter().collect::<Option<_>>()?)
            }
            Expr::Name(name, at) => match self.named(name) {
                Some(found) => found,
                None => {
                    if !self.lost_shared && !self.lost_local {
                        report.push(self.unknown(name, within(place, text, at, report)));
                    }
                    return None;
                }
            },
        })
    }

    fn named(&self, name: &str) -> Option<TypeRef> {
        Some(match name {
            "string" => TypeRef::String,
            "integer" => TypeRef::Integer,
            "float" => TypeRef::Float,
            "boolean" => TypeRef::Boolean,
            "file" => TypeRef::File,
            "json" => TypeRef::Json,
            _ if self.local.contains_key(name) => TypeRef::Local(name.to_owned()),
            _ if self.shared.contains_key(name) => TypeRef::Shared(name.to_owned()),
            _ => return None,
        })
    }

    fn unknown(&self, name: &str, at: Span) -> Diagnostic {
        let known = || self.local.keys().chain(self.shared.keys()).map(String::as_str).chain(BUILTINS);
        let did_you_mean = |close: &str| format!("did you mean `{close}`?");
        let help = known()
            .find(|known| known.eq_ignore_ascii_case(name) && !["list", "map"].contains(known))
            .map(did_you_mean)
            .or_else(|| types::name(name))
            .or_else(|| nearest(name, known()).map(did_you_mean))
            .unwrap_or_else(|| "declare it under `types:` in this file or in shared.yaml".to_owned());
        Diagnostic::new(codes::UNKNOWN_TYPE, at, format!("there is no type `{name}`")).label("not declared").help(help)
    }
}

fn declared(source: &SourceFile, entries: &IndexMap<String, TypeEntry>) -> BTreeMap<String, Span> {
    entries.keys().map(|name| (name.clone(), source.key(&["types", name]))).collect()
}

/// The place of a part of a text, where the text is written plainly in the file; else the place of the whole.
fn within(place: Span, text: &str, part: &std::ops::Range<usize>, report: &Report) -> Span {
    let source = &report.sources.get(place.file).text;
    let written = source.get(place.start as usize..).unwrap_or_default();
    let shift = match (written.starts_with(text), written.get(1..).is_some_and(|rest| rest.starts_with(text))) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => return place,
    };
    let at = |offset: usize| place.start + shift + offset as u32;
    Span { start: at(part.start), end: at(part.end), ..place }
}
