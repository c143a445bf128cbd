//! What a schema file cannot hold, however it is printed: found in the document, where it can be pointed to, before
//! anything is made of it. Reads `node`; feeds `import` and `fields`.

use serde_yaml::Value;

use crate::draft::Draft;
use crate::openapi::node::{Node, Refusal};
use fal_schema::MAX_TYPES;
use fal_schema::print;
use fal_schema::yaml::MAX_BYTES;

/// Longest text: a quarter of what a schema file can hold.
const MAX_TEXT: usize = 256 * 1024;
/// Deepest default or example; a file's nesting ends at 64, and six levels lead to a value.
const MAX_VALUE_DEPTH: usize = 50;
/// Most characters of a key that a message repeats.
const SHOWN: usize = 40;

/// Refuses keys and texts that no schema can hold.
pub(crate) fn check(document: &Node<'_>) -> Result<(), Refusal> {
    // A pointer is made only for what is refused: a document has a hundred thousand values.
    let mut steps = Vec::new();
    match problem(document.value, &mut steps) {
        None => Ok(()),
        Some(why) => {
            let at = steps.iter().try_fold(document.clone(), |node, step| match step {
                Step::Key(key) => node.get(key),
                Step::Item(index) => node.items().ok()?.into_iter().nth(*index),
            });
            Err(at.as_ref().unwrap_or(document).refuse(&why))
        }
    }
}

enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// What is wrong with a value or something inside, and the way there.
fn problem<'a>(value: &'a Value, steps: &mut Vec<Step<'a>>) -> Option<String> {
    match value {
        Value::String(text) if text.len() > MAX_TEXT => {
            Some(format!("the text has {} KiB, more than the {} that a schema takes", text.len() >> 10, MAX_TEXT >> 10))
        }
        Value::Sequence(items) => items.iter().enumerate().find_map(|(index, item)| {
            steps.push(Step::Item(index));
            problem(item, steps).or_else(|| {
                steps.pop();
                None
            })
        }),
        Value::Mapping(entries) => entries.iter().find_map(|(key, value)| {
            let key = key.as_str().unwrap_or_default();
            if !print::is_key(key) {
                let start: String = key.chars().take(SHOWN).collect();
                let count = key.chars().count();
                return Some(format!("the key `{start}...` of {count} characters is too long for YAML"));
            }
            steps.push(Step::Key(key));
            problem(value, steps).or_else(|| {
                steps.pop();
                None
            })
        }),
        _ => None,
    }
}

/// Refuses an endpoint with more types than a schema file may have.
pub(crate) fn check_types(draft: &Draft, root: &Node<'_>) -> Result<(), Refusal> {
    if draft.types.len() <= MAX_TYPES {
        return Ok(());
    }
    let at = root.path(&["components", "schemas"]).unwrap_or_else(|| root.clone());
    Err(at.refuse(&format!("the endpoint has more than {MAX_TYPES} types")))
}

/// Refuses a schema that is larger than a schema file may be.
pub(crate) fn check_size(text: &str, root: &Node<'_>) -> Result<(), Refusal> {
    if text.len() as u64 <= MAX_BYTES {
        return Ok(());
    }
    let at = root.path(&["components", "schemas"]).or_else(|| root.get("paths")).unwrap_or_else(|| root.clone());
    Err(at.refuse(&format!(
        "the schema would have {} KiB, more than the {} of a file",
        text.len() >> 10,
        MAX_BYTES >> 10
    )))
}

/// Whether a default or an example is nested more deeply than a schema can hold.
pub(crate) fn is_too_deep(value: &Value) -> bool {
    fn depth(value: &Value) -> usize {
        let inner = match value {
            Value::Sequence(items) => items.iter().map(depth).max(),
            Value::Mapping(entries) => entries.values().map(depth).max(),
            _ => return 0,
        };
        1 + inner.unwrap_or(0)
    }
    depth(value) > MAX_VALUE_DEPTH
}
