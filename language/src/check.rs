//! Looks through the finished model for everything that is wrong in itself: ids, values, limits, unions, unused types.
//! Reads `ir` and the places of its parts; feeds the report. Changes nothing.

mod defaults;
mod endpoints;
mod limits;
mod reach;
mod unions;
mod values;

use crate::diag::Report;
use crate::ir::{Catalog, Endpoint, Field, TypeDef, TypeKind, TypeRef};
use crate::source_file::SHARED_FILE;
use crate::source_file::SourceFile;

/// Looks through everything.
pub(crate) fn check(catalog: &Catalog, sources: &[SourceFile], report: &mut Report) {
    let shared = sources.iter().find(|source| source.path == SHARED_FILE);
    for source in sources {
        let endpoint = catalog.endpoints.iter().find(|endpoint| endpoint.path == source.path);
        let place = Place { catalog, source, shared, endpoint };
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

/// Where the pass is: a file, and what its type names mean.
pub(crate) struct Place<'a> {
    catalog: &'a Catalog,
    source: &'a SourceFile,
    /// The shared file.
    shared: Option<&'a SourceFile>,
    endpoint: Option<&'a Endpoint>,
}

impl<'a> Place<'a> {
    /// The type that a local or shared reference means.
    fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.catalog.definition(self.endpoint, ty)
    }

    /// Whether the type has more than its definition says: a part of it could not be read, which is reported already.
    fn is_partial(&self, ty: &TypeRef) -> bool {
        let (source, name) = match ty {
            TypeRef::Local(name) => (Some(self.source), name),
            TypeRef::Shared(name) => (self.shared, name),
            _ => return false,
        };
        self.def(ty).is_none() || source.is_none_or(|source| source.loses(&["types", name]))
    }
}

fn types(place: &Place<'_>, types: &[TypeDef], report: &mut Report) {
    for def in types {
        match &def.kind {
            TypeKind::Struct(inner) => fields(place, &["types", &def.name, "fields"], inner, report),
            TypeKind::Enum(values) => endpoints::check_enum(def, values, report),
            TypeKind::Integers(values) => endpoints::check_enum(def, values, report),
            TypeKind::Union(arms) => unions::check_declared(place, def, arms, report),
        }
    }
}

fn fields(place: &Place<'_>, path: &[&str], fields: &[Field], report: &mut Report) {
    for field in fields {
        let at = [path, &[field.name.as_str()]].concat();
        limits::check(place, &at, field, report);
        unions::check(place, place.source.value(&[at.as_slice(), &["type"]].concat()), &field.ty, report);
        if limits::apply(field) {
            values::check_default(place, &at, field, report);
        }
    }
}
