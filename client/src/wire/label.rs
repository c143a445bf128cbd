//! The label of a field: its name in Rust, followed by `=` and its name in JSON if that differs. `object!` makes labels.

/// The name in Rust, without the `r#` of keywords.
pub(super) fn rust_name(label: &'static str) -> &'static str {
    let name = label.split_once('=').map_or(label, |(name, _)| name);
    name.strip_prefix("r#").unwrap_or(name)
}

/// The name in JSON.
pub(super) fn wire_name(label: &'static str) -> &'static str {
    label.split_once('=').map_or(label, |(_, wire)| wire)
}
