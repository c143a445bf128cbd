//! Checks the model: ids, values, limits, unions, and unused or endless types. The pass changes nothing.

mod context;
mod defaults;
mod endpoints;
mod limits;
mod reach;
mod unions;
mod values;

use crate::diag::Report;
use crate::ir::{Catalog, Field, TypeDef, TypeKind};
use crate::source_file::{SHARED_FILE, SourceFile};
use context::Context;

/// Runs all checks.
pub(crate) fn check(catalog: &Catalog, sources: &[SourceFile], report: &mut Report) {
    let shared = sources.iter().find(|source| source.path == SHARED_FILE);
    for source in sources {
        let endpoint = catalog.endpoints.iter().find(|endpoint| endpoint.path == source.path);
        let context = Context { catalog, source, shared, endpoint };
        if source.shared.is_some() {
            types(&context, &catalog.shared, report);
        } else if let Some(endpoint) = context.endpoint {
            endpoints::check(endpoint, report);
            fields(&context, &["input"], &endpoint.input, report);
            fields(&context, &["output"], &endpoint.output, report);
            if let Some(ty) = &endpoint.output_type {
                unions::check(&context, context.source.value(&["output_type"]), ty, report);
            }
            types(&context, &endpoint.types, report);
            values::check_examples(&context, endpoint, report);
        }
    }
    let partial = sources.iter().any(|source| source.damaged) || !report.is_empty();
    reach::check(catalog, partial, report);
    defaults::check(catalog, report);
}

fn types(context: &Context<'_>, types: &[TypeDef], report: &mut Report) {
    for def in types {
        match &def.kind {
            TypeKind::Struct(inner) => fields(context, &["types", &def.name, "fields"], inner, report),
            TypeKind::Enum(values) => endpoints::check_enum(def, values, report),
            TypeKind::Integers(values) => endpoints::check_enum(def, values, report),
            TypeKind::Union(arms) => unions::check_declared(context, def, arms, report),
        }
    }
}

fn fields(context: &Context<'_>, path: &[&str], fields: &[Field], report: &mut Report) {
    for field in fields {
        let at = [path, &[field.name.as_str()]].concat();
        limits::check(context, &at, field, report);
        unions::check(context, context.source.value(&[at.as_slice(), &["type"]].concat()), &field.ty, report);
        if limits::apply(field) {
            values::check_default(context, &at, field, report);
        }
    }
}
