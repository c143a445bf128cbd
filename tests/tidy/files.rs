//! The files that are written by people or by the generator, with their texts. Reads the workspace, feeds the rules.

use std::sync::OnceLock;

use walkdir::{DirEntry, WalkDir};

/// A text file of the workspace.
pub(crate) struct File {
    /// Path below the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether people wrote it, in Rust.
    pub(crate) fn is_written_rust(&self) -> bool {
        self.path.ends_with(".rs") && !self.path.starts_with("generated/")
    }
}

/// Every text file of the workspace, by path. Build output, pictures and version control are left out.
pub(crate) fn workspace() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(read)
}

fn read() -> Vec<File> {
    let root = fal_tests::root();
    let entries = WalkDir::new(&root).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_ours);
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.unwrap_or_else(|error| panic!("{error}"));
        if !entry.file_type().is_file() || entry.file_name() == "Cargo.lock" {
            continue;
        }
        let content = std::fs::read(entry.path()).unwrap_or_else(|error| panic!("{}: {error}", entry.path().display()));
        let path = entry.path().strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        if let Ok(text) = String::from_utf8(content) {
            files.push(File::new(&path, &text));
        }
    }
    files
}

fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let at_root = entry.depth() == 1;
    let output = name == "target" || name == ".git" || (at_root && name == "pictures");
    !output && name != ".regen.lock" && !name.ends_with(".snap.new")
}

#[test]
fn the_workspace_is_found() {
    let paths: Vec<&str> = workspace().iter().map(|file| file.path.as_str()).collect();
    for path in [
        "Cargo.toml",
        "codegen/src/lib.rs",
        "client/src/lib.rs",
        "generated/src/lib.rs",
        "schemas/shared.yaml",
        "tests/lib.rs",
    ] {
        assert!(paths.contains(&path), "{path} is not among {} files", paths.len());
    }
}
