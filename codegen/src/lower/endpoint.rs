//! An endpoint's file to an endpoint. Reads one file; feeds the catalog.

use super::scope::Scope;
use super::{Unit, fields, literal, steps, types};
use crate::diag::Report;
use crate::ir::{Endpoint, Example, Literal};
use crate::schema::EndpointFile;
use crate::yaml::Step;

/// Lowers one endpoint.
pub(crate) fn lower(unit: &Unit, file: &EndpointFile, scope: &Scope, report: &mut Report) -> Endpoint {
    Endpoint {
        id: file.endpoint.clone(),
        title: file.title.clone(),
        doc: file.doc.clone(),
        streaming: file.streaming,
        rust_name: file.rust_name.clone(),
        input: fields::lower(unit, &["input"], &file.input, scope, report),
        output: fields::lower(unit, &["output"], &file.output, scope, report),
        types: types::lower(unit, &file.types, scope, report),
        examples: examples(unit, file, report),
        span: unit.value(&["endpoint"]),
        path: unit.path.clone(),
    }
}

fn examples(unit: &Unit, file: &EndpointFile, report: &mut Report) -> Vec<Example> {
    let mut examples = Vec::with_capacity(file.examples.len());
    for (index, entry) in file.examples.iter().enumerate() {
        let mut side = |key: &str, value: &Option<serde_yaml::Value>| -> Option<Literal> {
            let mut path = steps(&["examples"]);
            path.extend([Step::Item(index), Step::Key(key.to_owned())]);
            literal::lower(unit, &mut path, value.as_ref()?, report)
        };
        let (input, output) = (side("input", &entry.input), side("output", &entry.output));
        examples.push(Example { input, output });
    }
    examples
}
