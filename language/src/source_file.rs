//! One schema file, read: its content, and where everything stands in it. Made by `load`; read by `lower` and `check`.

use crate::diag::Span;
use crate::schema::{EndpointFile, SharedFile};
use crate::yaml::{Node, NodeKind, Step};

/// Name of the file with the types that several endpoints use.
pub const SHARED_FILE: &str = "shared.yaml";

/// One schema file, read.
#[derive(Debug)]
pub struct SourceFile {
    /// Path below the schema folder.
    pub path: String,
    /// Where everything stands.
    pub root: Node,
    /// The endpoint, in an endpoint's file.
    pub endpoint: Option<EndpointFile>,
    /// The shared types, in the shared file.
    pub shared: Option<SharedFile>,
    /// Entries had to be taken out: findings that may only follow from that are not reported.
    pub damaged: bool,
    /// Among them declarations of types.
    pub lost_types: bool,
    /// The entries that were taken out.
    pub lost: Vec<Vec<Step>>,
}

impl SourceFile {
    /// A file of which nothing could be read.
    pub fn unread(path: String) -> Self {
        let root = Node { span: Span::default(), kind: NodeKind::Null };
        Self { path, root, endpoint: None, shared: None, damaged: true, lost_types: true, lost: Vec::new() }
    }

    /// Whether something was taken out of what stands at a path, or all of it.
    pub fn loses(&self, path: &[&str]) -> bool {
        let meets = |(step, key): (&Step, &&str)| matches!(step, Step::Key(name) if name == key);
        self.lost.iter().any(|lost| lost.iter().zip(path).all(meets))
    }

    /// Place of the value at a path of keys.
    pub fn value(&self, path: &[&str]) -> Span {
        self.root.value_span(&steps(path))
    }

    /// Place of the key at the end of a path of keys.
    pub fn key(&self, path: &[&str]) -> Span {
        self.root.key_span(&steps(path))
    }
}

/// A path of keys.
pub(crate) fn steps(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}
