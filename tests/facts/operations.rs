//! Streaming, first prompts and operations of the pages against the model. Reads `table`, feeds `findings`.

use fal_schema::ir::{Catalog, Literal};

use crate::findings::Findings;
use crate::table::{OperationsRow, Tables};

/// What the client offers for every model.
const OFFERED: [&str; 5] = ["subscribe", "submit", "status", "result", "upload"];

/// The differences between the tables and the schemas.
pub(crate) fn compare(tables: &Tables, catalog: &Catalog) -> Findings {
    let mut findings = Findings::default();
    for row in &tables.operations {
        let id = row.endpoint.as_str();
        let Some(endpoint) = catalog.endpoint(id) else {
            findings.push((id, "endpoint", "*"), "an endpoint of this id", "none");
            continue;
        };
        findings.expect((id, "endpoint", "streaming"), "streams", row.streams, endpoint.streaming);
        operations(&mut findings, row);
        let example = endpoint.examples.iter().find_map(|example| example.input.as_ref());
        let prompt = match example {
            Some(Literal::Object(fields)) => fields.get("prompt"),
            _ => None,
        };
        let expected = Literal::String(row.prompt.clone());
        findings.expect((id, "first example", "prompt"), "", Some(&expected), prompt);
    }
    findings
}

fn operations(findings: &mut Findings, row: &OperationsRow) {
    let mut offered: Vec<&str> = OFFERED.to_vec();
    if row.streams {
        offered.push("stream");
    }
    let mut named: Vec<&str> = row.operations.iter().map(String::as_str).collect();
    offered.sort_unstable();
    named.sort_unstable();
    findings.expect((&row.endpoint, "endpoint", "operations"), "", named, offered);
}
