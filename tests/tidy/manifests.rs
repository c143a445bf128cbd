//! Cargo manifests: the versions of dependencies live in the root's.

use crate::files::File;
use crate::{about, assert_none};

#[test]
fn versions_of_dependencies_live_in_the_root() {
    let files = about(|file| file.path.ends_with("/Cargo.toml"));
    let violations: Vec<String> = files.into_iter().flat_map(own_versions).collect();
    assert_none("these dependencies do not have `workspace = true`:", &violations);
}

fn own_versions(file: &File) -> Vec<String> {
    entries(file)
        .into_iter()
        .filter(|(_, line)| !line.replace(' ', "").contains("workspace=true"))
        .map(|(at, line)| format!("{}:{at}: {line}", file.path))
        .collect()
}

/// The lines of a manifest's dependency tables, with their numbers. A table per dependency counts as one line.
fn entries(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (index, line) in file.text.lines().enumerate() {
        let line = line.trim();
        if let Some(table) = line.strip_prefix('[') {
            let name = table.trim_end_matches(']').rsplit('.').next().unwrap_or_default();
            inside = name.ends_with("dependencies");
            if !inside && table.contains("dependencies.") {
                found.push((index + 1, line));
            }
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            found.push((index + 1, line));
        }
    }
    found
}

#[test]
fn a_version_of_its_own_is_found() {
    let text = "[package]\nversion = \"1\"\n[dependencies]\na.workspace = true\nb = \"1\"\n# c = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\n\
                d = { version = \"1\" }\n[features]\ne = []\n[dependencies.f]\nworkspace = true\n";
    let violations = own_versions(&File::new("x/Cargo.toml", text));
    assert_eq!(
        violations,
        ["x/Cargo.toml:5: b = \"1\"", "x/Cargo.toml:8: d = { version = \"1\" }", "x/Cargo.toml:11: [dependencies.f]"]
    );
}
