//! Resolution of type names: a name refers to a builtin, to a type of the endpoint's file, or to a shared type.

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
pub const BUILTINS: [&str; 9] = ["string", "integer", "uint64", "float", "boolean", "file", "json", "list", "map"];

/// The type names of a file.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    shared: BTreeMap<String, Span>,
    local: BTreeMap<String, Span>,
    /// Whether declarations of the shared file were removed because of errors, so that unknown names are not reported.
    lost_shared: bool,
    /// The same for the file of the endpoint.
    lost_local: bool,
}

impl Scope {
    /// An empty scope; with `lost_shared`, unknown names are not reported.
    pub(crate) fn new(lost_shared: bool) -> Self {
        Self { lost_shared, ..Self::default() }
    }

    /// Adds the types of the shared file.
    pub(crate) fn declare_shared(&mut self, source: &SourceFile, entries: &IndexMap<String, TypeEntry>) {
        self.shared = declared(source, entries);
    }

    /// Replaces the local types with those of an endpoint.
    pub(crate) fn enter(&mut self, source: &SourceFile, entries: &IndexMap<String, TypeEntry>, report: &mut Report) {
        self.local = declared(source, entries);
        self.lost_local = source.lost_types;
        for (name, span) in &self.local {
            let diagnostic = |kind: &str| {
                let message = format!("the type `{name}` has the name of a {kind} type");
                Diagnostic::new(codes::SHADOWED_TYPE, *span, message)
            };
            if let Some(shared) = self.shared.get(name) {
                let help = "use the shared type if the two are the same; otherwise choose another name";
                report.push(diagnostic("shared").related(*shared, "declared here").help(help));
            } else if BUILTINS.contains(&name.as_str()) {
                report.push(diagnostic("builtin").help("choose another name"));
            }
        }
    }

    /// Resolves the type expression `text`, which is written at `span`.
    pub(crate) fn resolve(&self, text: &str, span: Span, report: &mut Report) -> Option<TypeRef> {
        let parsed = expr::parse(text).map_err(|error| {
            let at = within(span, text, &error.at, report);
            Diagnostic::new(codes::TYPE_SYNTAX, at, format!("`{text}` is not a valid type expression"))
                .label(format!("expected {}", error.expected))
                .help(types::expression(text, &|name| self.named(name).is_some()).unwrap_or_else(|| {
                    "write, for example, `string`, `list<Image>`, `map<string, float>` or `ImageSize | Preset`"
                        .to_owned()
                }))
        });
        match parsed {
            Ok(expr) => self.find(&expr, text, span, report),
            Err(diagnostic) => {
                report.push(diagnostic);
                None
            }
        }
    }

    fn find(&self, expr: &Expr, text: &str, span: Span, report: &mut Report) -> Option<TypeRef> {
        Some(match expr {
            Expr::List(item) => TypeRef::List(Box::new(self.find(item, text, span, report)?)),
            Expr::Map(value) => TypeRef::Map(Box::new(self.find(value, text, span, report)?)),
            Expr::Nullable(inner) => match self.find(inner, text, span, report)? {
                TypeRef::Json => {
                    report.push(
                        Diagnostic::new(codes::TYPE_SYNTAX, span, "`json?` is redundant: `json` includes null")
                            .help("write `json`"),
                    );
                    return None;
                }
                inner => TypeRef::Nullable(Box::new(inner)),
            },
            Expr::Union(arms) => {
                let arms: Vec<_> = arms.iter().map(|arm| self.find(arm, text, span, report)).collect();
                TypeRef::Union(arms.into_iter().collect::<Option<_>>()?)
            }
            Expr::Name(name, at) => match self.named(name) {
                Some(ty) => ty,
                None => {
                    if !self.lost_shared && !self.lost_local {
                        report.push(self.unknown(name, within(span, text, at, report)));
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
            "uint64" => TypeRef::Unsigned,
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
        let names = || self.local.keys().chain(self.shared.keys()).map(String::as_str).chain(BUILTINS);
        let did_you_mean = |close: &str| format!("did you mean `{close}`?");
        let help = names()
            .find(|known| known.eq_ignore_ascii_case(name) && !["list", "map"].contains(known))
            .map(did_you_mean)
            .or_else(|| types::name(name))
            .or_else(|| nearest(name, names()).map(did_you_mean))
            .unwrap_or_else(|| "declare it under `types:` in this file or in shared.yaml".to_owned());
        Diagnostic::new(codes::UNKNOWN_TYPE, at, format!("unknown type `{name}`")).label("not declared").help(help)
    }
}

fn declared(source: &SourceFile, entries: &IndexMap<String, TypeEntry>) -> BTreeMap<String, Span> {
    entries.keys().map(|name| (name.clone(), source.key(&["types", name]))).collect()
}

/// The span of a part of `text`, if the file contains the text without escapes; otherwise the span of the whole value.
fn within(span: Span, text: &str, part: &std::ops::Range<usize>, report: &Report) -> Span {
    let source = &report.sources.get(span.file).text;
    let written = source.get(span.start as usize..).unwrap_or_default();
    let shift = match (written.starts_with(text), written.get(1..).is_some_and(|rest| rest.starts_with(text))) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => return span,
    };
    let at = |offset: usize| span.start + shift + offset as u32;
    Span { start: at(part.start), end: at(part.end), ..span }
}
