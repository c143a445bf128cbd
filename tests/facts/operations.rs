//! Streaming, first prompts and operations of the pages against the model. Reads `table`, feeds `mismatches`.

use fal_schema::ir::{Catalog, Literal};

use crate::mismatches::Mismatches;
use crate::table::{OperationsRow, Tables};

/// What the client offers for every model.
const OFFERED: [&str; 5] = ["subscribe", "submit", "status", "result", "upload"];

/// The differences between the tables and the schemas.
pub(crate) fn compare(tables: &Tables, catalog: &Catalog) -> Mismatches {
    let mut mismatches = Mismatches::default();
    for row in &tables.operations {
        let id = row.endpoint.as_str();
        let Some(endpoint) = catalog.endpoint(id) else {
            mismatches.push((id, "endpoint", "*"), "an endpoint of this id", "none");
            continue;
        };
        mismatches.expect((id, "endpoint", "streaming"), "streams", row.streams, endpoint.streaming);
        operations(&mut mismatches, row);
        let example = endpoint.examples.iter().find_map(|example| example.input.as_ref());
        let prompt = match example {
            Some(Literal::Object(fields)) => fields.get("prompt"),
            _ => None,
        };
        let expected = Literal::String(row.prompt.clone());
        mismatches.expect((id, "first example", "prompt"), "", Some(&expected), prompt);
    }
    mismatches
}

fn operations(mismatches: &mut Mismatches, row: &OperationsRow) {
    let mut offered: Vec<&str> = OFFERED.to_vec();
    if row.streams {
        offered.push("stream");
    }
    let mut named: Vec<&str> = row.operations.iter().map(String::as_str).collect();
    offered.sort_unstable();
    named.sort_unstable();
    mismatches.expect((&row.endpoint, "endpoint", "operations"), "", named, offered);
}
