//! The types that a schema file uses, directly and through other types.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use fal_schema::expr::{self, Expr};
use fal_schema::schema::{EndpointFile, TypeEntry};

/// The names in a type expression, in order.
pub(crate) fn names(text: &str) -> Vec<String> {
    fn walk(expr: &Expr, names: &mut Vec<String>) {
        match expr {
            Expr::Name(name, _) => names.push(name.clone()),
            Expr::List(inner) | Expr::Map(inner) | Expr::Nullable(inner) => walk(inner, names),
            Expr::Union(arms) => arms.iter().for_each(|arm| walk(arm, names)),
        }
    }
    let mut names = Vec::new();
    if let Ok(expr) = expr::parse(text) {
        walk(&expr, &mut names);
    }
    names
}

/// The names in the request and the response.
pub(crate) fn of_bodies(file: &EndpointFile) -> Vec<String> {
    let fields = file.input.values().chain(file.output.values()).map(|field| &field.ty);
    fields.chain(&file.input_type).chain(&file.output_type).flat_map(|ty| names(ty)).collect()
}

/// All names in a file, including those in its types.
pub(crate) fn of_file(file: &EndpointFile) -> Vec<String> {
    of_bodies(file).into_iter().chain(file.types.values().flat_map(of_type)).collect()
}

fn of_type(entry: &TypeEntry) -> Vec<String> {
    let fields = entry.fields.iter().flat_map(|fields| fields.values()).map(|field| &field.ty);
    fields.chain(entry.union.iter().flatten()).flat_map(|ty| names(ty)).collect()
}

/// The types that are reachable from these names, directly or through other types.
pub(crate) fn reach(mut open: Vec<String>, types: &IndexMap<String, TypeEntry>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(entry) = types.get(&name)
            && reached.insert(name)
        {
            open.extend(of_type(entry));
        }
    }
    reached
}
