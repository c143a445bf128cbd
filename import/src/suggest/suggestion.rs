//! What is suggested: types that could be one, and the files that would change.

use fal_schema::SourceFile;
use fal_schema::ir::Catalog;
use fal_schema::schema::TypeEntry;

/// Types that could be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Name of the shared type.
    pub name: String,
    /// The shared type is there already.
    pub exists: bool,
    /// Endpoints and their own types that it would replace.
    pub replaces: Vec<(String, String)>,
    /// What is not the same in all of them, in words.
    pub differs: Vec<String>,
    /// Lines of YAML that it would save.
    pub saves: i64,
    /// Suggestions that this one needs, because their types are inside it.
    pub needs: Vec<String>,
    /// The entry of `shared.yaml`; none for a type that is there already.
    pub entry: Option<String>,
    pub(crate) merged: Option<TypeEntry>,
}

/// A file that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Path below the schema folder.
    pub path: String,
    /// Text on disk; none for a new file.
    pub old: Option<String>,
    /// Text that it would have.
    pub new: String,
}

/// Everything that is suggested for a folder.
#[derive(Debug)]
pub struct Suggestions {
    /// The suggestions, those that save most first.
    pub list: Vec<Suggestion>,
    /// Types that are nearly the same, in words. They stay what they are: another limit or default is another type.
    pub near: Vec<String>,
    pub(crate) catalog: Catalog,
    pub(crate) units: Vec<SourceFile>,
}
