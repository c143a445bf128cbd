//! Result files that can be fetched: the recipes of pictures, not their bytes.
//! Written by `answer`, read by `hosts::files`.

use std::collections::{HashMap, VecDeque};

use crate::lifecycle::Lifecycle;
use crate::picture::Recipe;

/// Files by name; the oldest goes when there are too many.
pub(crate) struct FileStore {
    files: HashMap<String, (Recipe, Lifecycle)>,
    order: VecDeque<String>,
    most: usize,
}

impl FileStore {
    pub(crate) fn new(most: usize) -> Self {
        Self { files: HashMap::new(), order: VecDeque::new(), most }
    }

    /// Keeps a picture and gives its name. The same picture has the same name and is kept once, as it was asked for last.
    pub(crate) fn put(&mut self, recipe: Recipe, lifecycle: Lifecycle) -> String {
        let name = recipe.file_name();
        if self.files.insert(name.clone(), (recipe, lifecycle)).is_none() {
            self.order.push_back(name.clone());
        }
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.files.remove(&oldest);
            }
        }
        name
    }

    pub(crate) fn get(&self, name: &str) -> Option<(Recipe, Lifecycle)> {
        self.files.get(name).cloned()
    }
}
