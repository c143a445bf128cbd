//! Lowers the file of an endpoint.

use super::rust_name::RustName;
use super::scope::Scope;
use super::{fields, literal, types};
use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::ir::{Endpoint, Example, Home, Literal, TypeRef};
use crate::names::{self, HELP};
use crate::schema::EndpointFile;
use crate::source_file::{SourceFile, steps};
use crate::yaml::Step;

/// Lowers one endpoint.
pub(crate) fn lower(source: &SourceFile, file: &EndpointFile, scope: &Scope, report: &mut Report) -> Endpoint {
    let input_type =
        body_type(source, ("input_type", file.input_type.as_ref()), ("input", !file.input.is_empty()), scope, report);
    let output_type = body_type(
        source,
        ("output_type", file.output_type.as_ref()),
        ("output", !file.output.is_empty()),
        scope,
        report,
    );
    Endpoint {
        home: home(source, file, report),
        id: file.endpoint.clone(),
        title: file.title.clone(),
        doc: file.doc.clone(),
        streaming: file.streaming,
        input: fields::lower(source, &["input"], &file.input, scope, report),
        input_type,
        output: fields::lower(source, &["output"], &file.output, scope, report),
        output_type,
        types: types::lower(source, &file.types, scope, report),
        unions: Vec::new(),
        examples: examples(source, file, report),
        span: source.value(&["endpoint"]),
        path: source.path.clone(),
    }
}

fn home(source: &SourceFile, file: &EndpointFile, report: &mut Report) -> Home {
    let home = names::home(&file.endpoint, file.rust_name.as_deref());
    let (wire, span) = match &file.rust_name {
        Some(name) => (name, source.value(&["rust_name"])),
        None => (&file.endpoint, source.value(&["endpoint"])),
    };
    let name = home.as_ref().map(|home| home.module.clone()).map_err(|why| *why);
    // A malformed id is reported elsewhere.
    if file.rust_name.is_some() || names::is_id(&file.endpoint) {
        RustName { wire, span, help: HELP, name }.or_report(report);
    }
    home.unwrap_or_default()
}

/// The type of a whole request or response, instead of its fields. After an error, the result is `json`, which all
/// examples match.
fn body_type(
    source: &SourceFile,
    (key, text): (&str, Option<&String>),
    (excluded, has_fields): (&str, bool),
    scope: &Scope,
    report: &mut Report,
) -> Option<TypeRef> {
    let text = text?;
    if has_fields {
        let diagnostic = Diagnostic::new(
            codes::TYPE_KIND,
            source.key(&[key]),
            format!("`{key}` and `{excluded}` exclude each other"),
        )
        .related(source.key(&[excluded]), "the fields are listed here");
        report.push(diagnostic.help("remove one of the two"));
        return Some(TypeRef::Json);
    }
    let Some(ty) = scope.resolve(text, source.value(&[key]), report) else { return Some(TypeRef::Json) };
    if key == "input_type" && ty != TypeRef::Map(Box::new(TypeRef::Json)) {
        let diagnostic = Diagnostic::new(
            codes::TYPE_KIND,
            source.value(&[key]),
            format!("expected `map<string, json>`, found `{ty}`"),
        );
        report.push(
            diagnostic.help(
                "a request is an object: write `map<string, json>` for free keys, or list the fields under `input`",
            ),
        );
        return Some(TypeRef::Json);
    }
    Some(ty)
}

fn examples(source: &SourceFile, file: &EndpointFile, report: &mut Report) -> Vec<Example> {
    let mut examples = Vec::with_capacity(file.examples.len());
    for (index, entry) in file.examples.iter().enumerate() {
        let mut side = |key: &str, value: &Option<serde_yaml::Value>| -> Option<Literal> {
            let mut path = steps(&["examples"]);
            path.extend([Step::Item(index), Step::Key(key.to_owned())]);
            literal::lower(source, &mut path, value.as_ref()?, report)
        };
        let (input, output) = (side("input", &entry.input), side("output", &entry.output));
        examples.push(Example { input, output });
    }
    examples
}
