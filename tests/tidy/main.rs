//! The rules of the project that neither the compiler nor clippy holds. Each test also has a text that breaks its rule.

mod files;
mod manifests;
mod shape;
mod text;

use files::{File, workspace};

/// Fails with everything that breaks a rule.
fn assert_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}\n\n  {}\n", findings.join("\n  "));
}

/// The files of the workspace that a rule is about; there must be some.
fn about(test: impl Fn(&File) -> bool) -> Vec<&'static File> {
    let files: Vec<&File> = workspace().iter().filter(|file| test(file)).collect();
    assert!(!files.is_empty(), "the rule is about no file at all: it looks in the wrong place");
    files
}
