//! Looks through the finished model for everything that is wrong in itself: ids, values, limits, unions, unused types.
//! Reads `ir` and the places of its parts; feeds the report. Changes nothing.

mod endpoints;
mod limits;
mod reach;
mod unions;
mod values;

#[cfg(feature = "import")]
pub(crate) use endpoints::is_id;

use crate::diag::Report;
use crate::ir::{Catalog, Endpoint, Field, TypeDef, TypeKind};
use crate::lower::Unit;

/// Codes of findings about the model, in one place so that none is used twice.
pub(crate) mod codes {
    use crate::diag::Code;

    pub(crate) const TYPE_SYNTAX: Code = Code(20);
    pub(crate) const UNKNOWN_TYPE: Code = Code(21);
    pub(crate) const UNUSED_TYPE: Code = Code(22);
    pub(crate) const SHADOWED_TYPE: Code = Code(23);
    pub(crate) const UNCLEAR_UNION: Code = Code(24);
    pub(crate) const ENDLESS_TYPE: Code = Code(25);
    pub(crate) const TYPE_KIND: Code = Code(26);
    pub(crate) const ENUM_VALUES: Code = Code(27);
    pub(crate) const WRONG_VALUE: Code = Code(30);
    pub(crate) const OUT_OF_LIMITS: Code = Code(31);
    pub(crate) const NOT_IN_ENUM: Code = Code(32);
    pub(crate) const REQUIRED_DEFAULT: Code = Code(33);
    pub(crate) const WRONG_LIMIT: Code = Code(34);
    pub(crate) const ENDPOINT_ID: Code = Code(40);
    pub(crate) const ENDPOINT_PATH: Code = Code(41);
}

/// Looks through everything.
pub(crate) fn check(catalog: &Catalog, units: &[Unit], report: &mut Report) {
    for unit in units {
        let place =
            Place { catalog, unit, endpoint: catalog.endpoints.iter().find(|endpoint| endpoint.path == unit.path) };
        if unit.shared.is_some() {
            types(&place, &catalog.shared, report);
        } else if let Some(endpoint) = place.endpoint {
            endpoints::check(endpoint, report);
            fields(&place, &["input"], &endpoint.input, report);
            fields(&place, &["output"], &endpoint.output, report);
            if let Some(ty) = &endpoint.output_type {
                unions::check(&place, &["output_type"], ty, report);
            }
            types(&place, &endpoint.types, report);
            values::check_examples(&place, endpoint, report);
        }
    }
    let partial = units.iter().any(|unit| unit.damaged) || !report.is_empty();
    reach::check(catalog, partial, report);
}

/// Where the pass is: a file, and what its type names mean.
pub(crate) struct Place<'a> {
    catalog: &'a Catalog,
    unit: &'a Unit,
    endpoint: Option<&'a Endpoint>,
}

impl<'a> Place<'a> {
    /// The type that a local or shared reference means.
    fn def(&self, ty: &crate::ir::TypeRef) -> Option<&'a TypeDef> {
        self.catalog.definition(self.endpoint, ty)
    }
}

fn types(place: &Place<'_>, types: &[TypeDef], report: &mut Report) {
    for def in types {
        match &def.kind {
            TypeKind::Struct(inner) => fields(place, &["types", &def.name, "fields"], inner, report),
            TypeKind::Enum(values) => endpoints::check_enum(def, values, report),
            TypeKind::Integers(values) => endpoints::check_enum(def, values, report),
        }
    }
}

fn fields(place: &Place<'_>, path: &[&str], fields: &[Field], report: &mut Report) {
    for field in fields {
        let at = [path, &[field.name.as_str()]].concat();
        limits::check(place, &at, field, report);
        unions::check(place, &[at.as_slice(), &["type"]].concat(), &field.ty, report);
        values::check_default(place, &at, field, report);
    }
}
