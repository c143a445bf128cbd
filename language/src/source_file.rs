//! One schema file: its content and the spans of its keys and values.

use crate::diag::Span;
use crate::schema::{EndpointFile, SharedFile};
use crate::yaml::{Node, NodeKind, Step};

/// Name of the file with the types that several endpoints share.
pub const SHARED_FILE: &str = "shared.yaml";

/// One schema file after reading.
#[derive(Debug)]
pub struct SourceFile {
    /// Path below the schema folder.
    pub path: String,
    /// The tree of its values, with their spans.
    pub root: Node,
    /// The content of an endpoint file.
    pub endpoint: Option<EndpointFile>,
    /// The content of the shared file.
    pub shared: Option<SharedFile>,
    /// Whether the file has errors. Diagnostics that may only follow from them are not reported.
    pub damaged: bool,
    /// Whether declarations of types were removed because of errors.
    pub lost_types: bool,
    /// Paths of the entries that were removed because of errors.
    pub lost: Vec<Vec<Step>>,
}

impl SourceFile {
    /// A file that could not be read.
    pub fn unread(path: String) -> Self {
        let root = Node { span: Span::default(), kind: NodeKind::Null };
        Self { path, root, endpoint: None, shared: None, damaged: true, lost_types: true, lost: Vec::new() }
    }

    /// Whether the value at a path, or a part of it, was removed because of errors.
    pub fn is_incomplete(&self, path: &[&str]) -> bool {
        let matches = |(step, key): (&Step, &&str)| matches!(step, Step::Key(name) if name == key);
        self.lost.iter().any(|lost| lost.iter().zip(path).all(matches))
    }

    /// Span of the value at a path of keys.
    pub fn value(&self, path: &[&str]) -> Span {
        self.root.value_span(&steps(path))
    }

    /// Span of the key at the end of a path of keys.
    pub fn key(&self, path: &[&str]) -> Span {
        self.root.key_span(&steps(path))
    }
}

/// A path of keys.
pub(crate) fn steps(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}
