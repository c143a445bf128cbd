//! The tree of a YAML file: every value with its span, and how to find values in it.

use crate::diag::Span;

/// A value and its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The span of the value.
    pub span: Span,
    /// The kind of the value.
    pub kind: NodeKind,
}

/// The kind of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A string, a number or a boolean.
    Scalar,
    /// Null: an empty value, `~` or `null`.
    Null,
    /// An integer of more than 64 bits, which serde_yaml cannot represent.
    Huge,
    /// An unquoted scalar that YAML parsers disagree on.
    Ambiguous,
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Mapping),
}

/// A mapping, with an index of its keys so that lookups are fast in large files.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    pub(crate) entries: Vec<Entry>,
    /// Indexes into `entries`, sorted by key; equal keys keep the order of the file.
    by_key: Vec<u32>,
}

impl Mapping {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut by_key: Vec<u32> = (0..entries.len() as u32).collect();
        by_key.sort_by(|left, right| entries[*left as usize].key.cmp(&entries[*right as usize].key));
        Self { entries, by_key }
    }

    /// The keys, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether no earlier entry has the same key.
    pub fn is_first(&self, entry: &Entry) -> bool {
        self.get(&entry.key).is_some_and(|first| first.key_span == entry.key_span)
    }

    /// The first entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        let first = self.by_key.partition_point(|index| self.entries[*index as usize].key.as_str() < key);
        let entry = &self.entries[*self.by_key.get(first)? as usize];
        (entry.key == key).then_some(entry)
    }
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The span of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// One step from a value to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list.
    Item(usize),
}

/// Prepends a step to the paths of `matches` in a value, so that they start at its parent. Paths are only built for
/// matches, which are rare.
pub fn inside<T>(step: &dyn Fn() -> Step, matches: Vec<(Vec<Step>, T)>) -> impl Iterator<Item = (Vec<Step>, T)> {
    matches.into_iter().map(|(mut path, item)| {
        path.insert(0, step());
        (path, item)
    })
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Map(mapping) => mapping.get(key),
            _ => None,
        }
    }

    /// The item of a list.
    pub fn item(&self, index: usize) -> Option<&Self> {
        match &self.kind {
            NodeKind::List(items) => items.get(index),
            _ => None,
        }
    }

    /// Every entry that repeats an earlier key of its mapping, and its path.
    pub fn repeated(&self) -> Vec<(Vec<Step>, &Entry)> {
        let mut repeated = Vec::new();
        match &self.kind {
            NodeKind::Scalar | NodeKind::Null | NodeKind::Huge | NodeKind::Ambiguous => {}
            NodeKind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    repeated.extend(inside(&|| Step::Item(index), item.repeated()));
                }
            }
            NodeKind::Map(mapping) => {
                for entry in &mapping.entries {
                    let step = || Step::Key(entry.key.clone());
                    match mapping.is_first(entry) {
                        true => repeated.extend(inside(&step, entry.value.repeated())),
                        false => repeated.push((vec![step()], entry)),
                    }
                }
            }
        }
        repeated
    }

    /// Number of values inside this one, at any depth.
    pub fn count(&self) -> usize {
        match &self.kind {
            NodeKind::Scalar | NodeKind::Null | NodeKind::Huge | NodeKind::Ambiguous => 0,
            NodeKind::List(items) => items.iter().map(|item| 1 + item.count()).sum(),
            NodeKind::Map(mapping) => mapping.entries.iter().map(|entry| 1 + entry.value.count()).sum(),
        }
    }

    /// Every value inside that cannot be used: integers of more than 64 bits and ambiguous scalars.
    pub fn unusable(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::Scalar | NodeKind::Null => Vec::new(),
            NodeKind::Huge | NodeKind::Ambiguous => vec![self],
            NodeKind::List(items) => items.iter().flat_map(Self::unusable).collect(),
            NodeKind::Map(mapping) => mapping.entries.iter().flat_map(|entry| entry.value.unusable()).collect(),
        }
    }

    /// The value at the end of a path.
    pub fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match step {
            Step::Key(key) => node.get(key).map(|entry| &entry.value),
            Step::Item(index) => node.item(*index),
        })
    }

    /// Span of the value at `path`, or of the deepest existing value on it.
    pub fn value_span(&self, path: &[Step]) -> Span {
        self.walk(path).0
    }

    /// Span of the key at the end of `path`, or of the deepest existing key on it.
    pub fn key_span(&self, path: &[Step]) -> Span {
        self.walk(path).1
    }

    fn walk(&self, path: &[Step]) -> (Span, Span) {
        let (mut node, mut name) = (self, Span { end: self.span.start, ..self.span });
        for step in path {
            let next = match step {
                Step::Key(key) => node.get(key).map(|entry| (&entry.value, entry.key_span)),
                Step::Item(index) => node.item(*index).map(|item| (item, item.span)),
            };
            let Some(next) = next else { return (name, name) };
            (node, name) = next;
        }
        (node.span, name)
    }
}
