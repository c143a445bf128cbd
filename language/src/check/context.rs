//! A file that is checked, and what its type names mean.

use crate::ir::{Catalog, Endpoint, TypeDef, TypeRef};
use crate::source_file::SourceFile;

/// Where the pass is: a file, and what its type names mean.
pub(crate) struct Context<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) source: &'a SourceFile,
    /// The shared file.
    pub(crate) shared: Option<&'a SourceFile>,
    pub(crate) endpoint: Option<&'a Endpoint>,
}

impl<'a> Context<'a> {
    /// The type that a local or shared reference means.
    pub(crate) fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.catalog.definition(self.endpoint, ty)
    }

    /// Whether the type has more than its definition says: a part of it could not be read, which is reported already.
    pub(crate) fn is_partial(&self, ty: &TypeRef) -> bool {
        let (source, name) = match ty {
            TypeRef::Local(name) => (Some(self.source), name),
            TypeRef::Shared(name) => (self.shared, name),
            _ => return false,
        };
        self.def(ty).is_none() || source.is_none_or(|source| source.loses(&["types", name]))
    }
}
