//! Suggestions: types that could become one, and the files that would change.

use fal_schema::SourceFile;
use fal_schema::ir::Catalog;
use fal_schema::schema::TypeEntry;

/// Types that could become one shared type.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Name of the shared type.
    pub name: String,
    /// Whether the shared type already exists.
    pub exists: bool,
    /// The types that it would replace, with their endpoints.
    pub replaces: Vec<(String, String)>,
    /// Descriptions of the differences between the types.
    pub differs: Vec<String>,
    /// Number of lines of YAML that it would save.
    pub saves: i64,
    /// Names of suggestions that this one requires, because it contains their types.
    pub needs: Vec<String>,
    /// The entry of `shared.yaml`; `None` if the type already exists.
    pub entry: Option<String>,
    pub(crate) merged: Option<TypeEntry>,
}

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Path below the schema folder.
    pub path: String,
    /// Current text; `None` for a new file.
    pub old: Option<String>,
    /// New text.
    pub new: String,
}

/// All suggestions for a folder.
#[derive(Debug)]
pub struct Suggestions {
    /// The suggestions, starting with the one that saves the most lines.
    pub list: Vec<Suggestion>,
    /// Descriptions of similar types, which are not merged because they differ in limits, defaults or values.
    pub near: Vec<String>,
    pub(crate) catalog: Catalog,
    pub(crate) sources: Vec<SourceFile>,
}
