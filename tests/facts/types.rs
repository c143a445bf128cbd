//! Whether a type of the model is the type that a page names. Reads both, feeds `compare`.

use std::collections::BTreeSet;

use fal_schema::ir::{TypeKind, TypeRef};

use crate::model::{Model, Owner};
use crate::table::PageRow;

/// What a page's type is compared with.
pub(crate) struct Use<'a> {
    pub(crate) model: &'a Model<'a>,
    pub(crate) row: &'a PageRow,
    /// Where the field is in the model.
    pub(crate) owner: &'a Owner,
    /// Whether it is part of a request.
    pub(crate) requested: bool,
}

impl Use<'_> {
    /// Whether `ty` is what the page has. The enums that were compared go to `enums`.
    pub(crate) fn fits(&self, page_type: &str, ty: &TypeRef, enums: &mut BTreeSet<Owner>) -> bool {
        if let Some(item) = page_type.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
            return matches!(ty, TypeRef::List(inner) if self.fits(item, inner, enums));
        }
        match page_type {
            // Links to files that a request hands over are `file` in the schemas, and nothing else is.
            "string" if self.requested && is_link(&self.row.field) => *ty == TypeRef::File,
            "integer" if *ty == TypeRef::Unsigned => true,
            "string" | "integer" | "float" | "boolean" => ty.to_string() == page_type,
            "Timings" => ty.to_string() == "map<string, float>",
            "ImageSize | Enum" => match ty {
                TypeRef::Union(arms) => match arms.as_slice() {
                    [size, preset] => self.fits("ImageSize", size, enums) && self.fits("Enum", preset, enums),
                    _ => false,
                },
                _ => false,
            },
            name if name.ends_with("Enum") => self.is_enum(ty, enums),
            name => {
                let found = self.model.named(Model::home(self.owner), ty);
                found.is_some() && found == self.model.owner(&self.row.page, name)
            }
        }
    }

    fn is_enum(&self, ty: &TypeRef, enums: &mut BTreeSet<Owner>) -> bool {
        let Some(owner) = self.model.named(Model::home(self.owner), ty) else { return false };
        let Some(TypeKind::Enum(values)) = self.model.def(&owner).map(|def| &def.kind) else { return false };
        enums.insert(owner);
        !self.row.values.is_empty() && values.iter().map(|value| &value.wire).eq(&self.row.values)
    }

    /// The type in the model, with the values of the enums in it.
    pub(crate) fn display(&self, ty: &TypeRef) -> String {
        let values = ty.parts().into_iter().filter_map(|part| {
            let def = self.model.def(&self.model.named(Model::home(self.owner), part)?)?;
            let TypeKind::Enum(values) = &def.kind else { return None };
            let values: Vec<&str> = values.iter().map(|value| value.wire.as_str()).collect();
            Some(format!(" ({} is {})", def.name, values.join("|")))
        });
        format!("type {ty}{}", values.collect::<String>())
    }
}

fn is_link(field: &str) -> bool {
    field.ends_with("_url") || field.ends_with("_urls")
}
