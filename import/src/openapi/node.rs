//! A location in an OpenAPI document: a value and its JSON pointer, so that every message says where.
//! Reads parsed JSON; feeds every other file of `import`.

use serde_yaml::{Mapping, Value};

/// A value and its location.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    /// JSON pointer; empty for the whole document.
    pub(crate) at: String,
}

/// Why a document cannot be imported.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal(pub(crate) String);

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { value, at: String::new() }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        Some(Self { value: self.value.get(key)?, at: self.below(key) })
    }

    /// The value at the end of a path of keys.
    pub(crate) fn path(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |node, key| node.get(key))
    }

    /// A text under a key.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Keys and values of an object.
    pub(crate) fn entries(&self) -> Result<Vec<(&'a str, Self)>, Refusal> {
        let Value::Mapping(map) = self.value else { return Err(self.refuse("is not an object")) };
        let entry = |(key, value): (&'a Value, &'a Value)| {
            let key = key.as_str().unwrap_or_default();
            (key, Self { value, at: self.below(key) })
        };
        Ok(map.iter().map(entry).collect())
    }

    /// Items of a list.
    pub(crate) fn items(&self) -> Result<Vec<Self>, Refusal> {
        let Value::Sequence(items) = self.value else { return Err(self.refuse("is not a list")) };
        let item = |(index, value)| Self { value, at: format!("{}/{index}", self.at) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    pub(crate) fn map(&self) -> Option<&'a Mapping> {
        self.value.as_mapping()
    }

    /// A refusal of this value.
    pub(crate) fn refuse(&self, why: &str) -> Refusal {
        let at = if self.at.is_empty() { "the document" } else { &self.at };
        Refusal(format!("{at}: {why}"))
    }

    fn below(&self, key: &str) -> String {
        format!("{}/{}", self.at, key.replace('~', "~0").replace('/', "~1"))
    }
}
