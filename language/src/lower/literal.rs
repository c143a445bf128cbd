//! Lowers YAML values to literals, which are limited to the values of JSON.

use indexmap::IndexMap;
use serde_yaml::Value;

use crate::codes;
use crate::diag::{Diagnostic, Report};
use crate::integers;
use crate::ir::Literal;
use crate::source_file::SourceFile;
use crate::yaml::Step;

/// Lowers the value at `path`.
pub(crate) fn lower(source: &SourceFile, path: &mut Vec<Step>, value: &Value, report: &mut Report) -> Option<Literal> {
    let error = match value {
        Value::Null => return Some(Literal::Null),
        Value::Bool(truth) => return Some(Literal::Boolean(*truth)),
        Value::String(text) => return Some(Literal::String(text.clone())),
        Value::Sequence(items) => return list(source, path, items, report),
        Value::Mapping(map) => return object(source, path, map, report),
        Value::Number(number) => match (integers::written(number), number.as_f64()) {
            (Some(whole), _) => return Some(Literal::Integer(whole)),
            (None, Some(float)) if float.is_finite() => return Some(Literal::Float(float)),
            _ => ("the number is not finite", "write a finite number"),
        },
        Value::Tagged(_) => ("tags are not supported", "remove the tag"),
    };
    let (message, help) = error;
    report.push(Diagnostic::new(codes::WRONG_VALUE, source.root.value_span(path), message).help(help));
    None
}

fn list(source: &SourceFile, path: &mut Vec<Step>, items: &[Value], report: &mut Report) -> Option<Literal> {
    let mut literals = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        path.push(Step::Item(index));
        literals.push(lower(source, path, item, report));
        path.pop();
    }
    literals.into_iter().collect::<Option<_>>().map(Literal::List)
}

fn object(
    source: &SourceFile,
    path: &mut Vec<Step>,
    map: &serde_yaml::Mapping,
    report: &mut Report,
) -> Option<Literal> {
    let mut literals = IndexMap::with_capacity(map.len());
    let mut complete = true;
    for (key, value) in map {
        let Value::String(key) = key else {
            let diagnostic =
                Diagnostic::new(codes::WRONG_VALUE, source.root.value_span(path), "the key is not a string");
            report.push(diagnostic.help("quote the key"));
            complete = false;
            continue;
        };
        path.push(Step::Key(key.clone()));
        match lower(source, path, value, report) {
            Some(literal) => _ = literals.insert(key.clone(), literal),
            None => complete = false,
        }
        path.pop();
    }
    complete.then_some(Literal::Object(literals))
}
