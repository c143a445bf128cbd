//! Which texts of a request mean files: decided by the field's name, and visible in the YAML as `type: file`, where it
//! can be corrected by hand. Feeds `walk`.

use fal_schema::ir::TypeRef;

/// Endings of names that mean files.
const ENDINGS: [&str; 2] = ["_url", "_urls"];

/// Words in front of `_url` that mean other addresses.
const OTHER: [&str; 12] = [
    "webhook", "callback", "website", "site", "page", "profile", "redirect", "api", "base", "server", "endpoint",
    "link",
];

/// Words in a description that say that the address is not that of a file.
const PROSE: [&str; 4] = ["youtube", "webpage", "web page", "website"];

/// Whether a field of this name means a file.
pub(crate) fn is_file(name: &str, description: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(stem) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) else { return false };
    let last = stem.rsplit('_').next().unwrap_or(stem);
    let description = description.to_ascii_lowercase();
    !OTHER.contains(&last) && !PROSE.iter().any(|words| description.contains(words))
}

/// The type with files for texts.
pub(crate) fn with_files(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::String => TypeRef::File,
        TypeRef::List(item) => TypeRef::List(Box::new(with_files(*item))),
        TypeRef::Nullable(inner) => TypeRef::Nullable(Box::new(with_files(*inner))),
        TypeRef::Union(arms) => TypeRef::Union(arms.into_iter().map(with_files).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::is_file;

    #[test]
    fn names_that_end_in_url_mean_files_unless_they_mean_pages() {
        for name in ["image_url", "image_urls", "training_data_url", "config_url", "ip_adapter_image_url"] {
            assert!(is_file(name, "URL of the thing"), "{name}");
        }
        for name in ["url", "webhook_url", "path", "image", "curl", "base_url"] {
            assert!(!is_file(name, ""), "{name}");
        }
        assert!(!is_file("video_url", "A YouTube link"));
    }
}
