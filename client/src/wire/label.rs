//! The label of a field: its name in Rust and, where that is another one, `=` and its name in JSON. Made by `object!`; taken
//! apart for `level` and `reader`, whose errors say where in an object they are.

use std::fmt::Display;

/// The name in Rust, without the `r#` of keywords.
pub(super) fn rust_name(label: &'static str) -> &'static str {
    let name = label.split_once('=').map_or(label, |(name, _)| name);
    name.strip_prefix("r#").unwrap_or(name)
}

/// The name in JSON.
pub(super) fn wire_name(label: &'static str) -> &'static str {
    label.split_once('=').map_or(label, |(_, wire)| wire)
}

/// Puts a field name in front of an error. A path stands in backticks at the start of the message, so that the names of
/// nested fields join to one path.
pub(super) fn path(name: &str, error: &dyn Display) -> String {
    let message = error.to_string();
    match message.strip_prefix('`') {
        Some(nested) => format!("`{name}.{nested}"),
        None => format!("`{name}`: {message}"),
    }
}
