//! The pictures of outputs: their recipes are kept, and each is drawn when it is downloaded.

use std::collections::{HashMap, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::lifecycle::Lifecycle;
use crate::schema_io::{Recipe, draw};
use crate::shared::Shared;

/// How many pictures are drawn at a time: each may take 50 MB while it is drawn.
const MAX_DRAWING: usize = 2;

pub(crate) struct Pictures {
    /// The URL below which pictures are served, with a slash at the end.
    folder_url: String,
    recipes: Shared<Recipes>,
    /// Permits to draw a picture.
    drawing: Semaphore,
}

/// Recipes by file name. The oldest is removed when there are too many.
struct Recipes {
    by_name: HashMap<String, (Recipe, Lifecycle)>,
    /// Names, oldest first.
    order: VecDeque<String>,
    max_files: usize,
}

impl Pictures {
    pub(crate) fn new(base_url: &str, max_files: usize) -> Self {
        let recipes = Recipes { by_name: HashMap::new(), order: VecDeque::new(), max_files };
        let folder_url = format!("{base_url}/files/");
        Self { folder_url, recipes: Shared::new(recipes), drawing: Semaphore::new(MAX_DRAWING) }
    }

    /// Keeps a recipe and returns the URL of its picture.
    pub(crate) fn publish(&self, recipe: Recipe, lifecycle: Lifecycle) -> String {
        format!("{}{}", self.folder_url, self.recipes.lock().put(recipe, lifecycle))
    }

    pub(crate) fn get(&self, name: &str) -> Option<(Recipe, Lifecycle)> {
        self.recipes.lock().by_name.get(name).cloned()
    }

    /// Draws a picture outside the thread that serves requests. `None` only when the server stops.
    pub(crate) async fn draw(&self, recipe: Recipe) -> Option<Vec<u8>> {
        let _permit = self.drawing.acquire().await.ok()?;
        tokio::task::spawn_blocking(move || draw(&recipe)).await.ok()
    }

    /// The same JSON with data URIs instead of the URLs of pictures.
    pub(crate) async fn inline(&self, body: &Bytes) -> Bytes {
        let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.clone() };
        for string in strings(&mut value) {
            let picture = string.strip_prefix(&self.folder_url).and_then(|name| self.get(name));
            let Some((recipe, _)) = picture else { continue };
            let content_type = recipe.format.content_type();
            if let Some(bytes) = self.draw(recipe).await {
                *string = format!("data:{content_type};base64,{}", STANDARD.encode(bytes));
            }
        }
        value.to_string().into()
    }
}

impl Recipes {
    /// Keeps a recipe and returns its name. The same picture is kept once, with its latest lifecycle.
    fn put(&mut self, recipe: Recipe, lifecycle: Lifecycle) -> String {
        let name = recipe.file_name();
        if self.by_name.insert(name.clone(), (recipe, lifecycle)).is_none() {
            self.order.push_back(name.clone());
        }
        while self.order.len() > self.max_files {
            if let Some(oldest) = self.order.pop_front() {
                self.by_name.remove(&oldest);
            }
        }
        name
    }
}

/// Every string inside a value.
fn strings(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(string) => vec![string],
        Value::Array(values) => values.iter_mut().flat_map(strings).collect(),
        Value::Object(entries) => entries.values_mut().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
