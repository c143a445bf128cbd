//! Looks through the finished model for everything that is wrong in itself: ids, values, limits, unions, unused types.
//! Reads `ir` and the places of its parts; feeds the report. Changes nothing.

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

/// Looks through everything.
pub(crate) fn check(catalog: &Catalog, sources: &[SourceFile], report: &mut Report) {
    let shared = sources.iter().find(|source| source.path == SHARED_FILE);
    for source in sources {
        let endpoint = catalog.endpoints.iter().find(|endpoint| endpoint.path == source.path);
        let place = Context { catalog, source, shared, endpoint };
        if source.shared.is_some() {
            types(&place, &catalog.shared, report);
        } else if let Some(endpoint) = place.endpoint {
            endpoints::check(endpoint, report);
            fields(&place, &["input"], &endpoint.input, report);
            fields(&place, &["output"], &endpoint.output, report);
            if let Some(ty) = &endpoint.output_type {
                unions::check(&place, place.source.value(&["output_type"]), ty, report);
            }
            types(&place, &endpoint.types, report);
            values::check_examples(&place, endpoint, report);
        }
    }
    let partial = sources.iter().any(|source| source.damaged) || !report.is_empty();
    reach::check(catalog, partial, report);
    defaults::check(catalog, report);
}

fn types(place: &Context<'_>, types: &[TypeDef], report: &mut Report) {
    for def in types {
        match &def.kind {
            TypeKind::Struct(inner) => fields(place, &["types", &def.name, "fields"], inner, report),
            TypeKind::Enum(values) => endpoints::check_enum(def, values, report),
            TypeKind::Integers(values) => endpoints::check_enum(def, values, report),
            TypeKind::Union(arms) => unions::check_declared(place, def, arms, report),
        }
    }
}

fn fields(place: &Context<'_>, path: &[&str], fields: &[Field], report: &mut Report) {
    for field in fields {
        let at = [path, &[field.name.as_str()]].concat();
        limits::check(place, &at, field, report);
        unions::check(place, place.source.value(&[at.as_slice(), &["type"]].concat()), &field.ty, report);
        if limits::apply(field) {
            values::check_default(place, &at, field, report);
        }
    }
}
