//! The label of a field: its name in Rust, followed by `=` and its name in JSON if that differs. `object!` makes labels.

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

/// Adds the name of a field to an error. The message begins with a path in backticks, so that the names of nested fields
/// are joined to one path.
pub(super) fn path(name: &str, error: &dyn Display) -> String {
    let message = error.to_string();
    match message.strip_prefix('`') {
        Some(nested) => format!("`{name}.{nested}"),
        None => format!("`{name}`: {message}"),
    }
}
