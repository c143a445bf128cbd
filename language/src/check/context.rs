//! A file that is checked, and the declarations that its type names refer to.

use crate::ir::{Catalog, Endpoint, TypeDef, TypeRef};
use crate::source_file::SourceFile;

/// A file, and the declarations that its type names refer to.
pub(crate) struct Context<'a> {
    /// The whole model.
    pub(crate) catalog: &'a Catalog,
    /// The file.
    pub(crate) source: &'a SourceFile,
    /// The shared file.
    pub(crate) shared: Option<&'a SourceFile>,
    /// The endpoint, in an endpoint file.
    pub(crate) endpoint: Option<&'a Endpoint>,
}

impl<'a> Context<'a> {
    /// The declaration of a local or shared type.
    pub(crate) fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.catalog.definition(self.endpoint, ty)
    }

    /// Whether a part of the declaration was removed because of an error, which is reported before.
    pub(crate) fn is_partial(&self, ty: &TypeRef) -> bool {
        let (source, name) = match ty {
            TypeRef::Local(name) => (Some(self.source), name),
            TypeRef::Shared(name) => (self.shared, name),
            _ => return false,
        };
        self.def(ty).is_none() || source.is_none_or(|source| source.is_incomplete(&["types", name]))
    }
}
