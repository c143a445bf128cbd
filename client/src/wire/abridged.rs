//! `Abridged`: a value in the `Debug` output of an object, with the length of a data URI in place of its content.

use std::fmt;

use serde_json::Value;

use super::json_view::{AnyWire, JsonView};
use crate::files::data_uri::{is_data_uri, summary};

/// A value as its own `Debug` prints it, unless there is a data URI in it.
pub(super) struct Abridged<'a>(pub(super) &'a dyn AnyWire);

/// The same for free JSON.
struct AbridgedJson<'a>(&'a Value);

impl fmt::Debug for Abridged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.view() {
            JsonView::String(text) if is_data_uri(text) => f.write_str(&summary(text)),
            JsonView::List(items) if items.iter().any(|item| has_data_uri(*item)) => {
                f.debug_list().entries(items.into_iter().map(Abridged)).finish()
            }
            JsonView::Map(entries) if entries.iter().any(|(_, value)| has_data_uri(*value)) => {
                f.debug_map().entries(entries.into_iter().map(|(key, value)| (key, Abridged(value)))).finish()
            }
            JsonView::Json(value) if json_has_data_uri(value) => AbridgedJson(value).fmt(f),
            _ => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for AbridgedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) if is_data_uri(text) => f.write_str(&summary(text)),
            Value::Array(items) => f.debug_list().entries(items.iter().map(AbridgedJson)).finish(),
            Value::Object(entries) => {
                f.debug_map().entries(entries.iter().map(|(key, value)| (key, AbridgedJson(value)))).finish()
            }
            value => value.fmt(f),
        }
    }
}

/// Whether a value would print a data URI. An object prints its own fields.
fn has_data_uri(value: &dyn AnyWire) -> bool {
    match value.view() {
        JsonView::String(text) => is_data_uri(text),
        JsonView::List(items) => items.into_iter().any(has_data_uri),
        JsonView::Map(entries) => entries.into_iter().any(|(_, value)| has_data_uri(value)),
        JsonView::Json(value) => json_has_data_uri(value),
        _ => false,
    }
}

fn json_has_data_uri(value: &Value) -> bool {
    match value {
        Value::String(text) => is_data_uri(text),
        Value::Array(items) => items.iter().any(json_has_data_uri),
        Value::Object(entries) => entries.values().any(json_has_data_uri),
        _ => false,
    }
}
