//! The rules of the project that neither the compiler nor clippy holds. Each test also has a text that breaks its rule.

mod files;
mod manifests;
mod shape;
mod text;

use files::{File, workspace};

/// Fails with everything that breaks a rule.
fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}\n\n  {}\n", violations.join("\n  "));
}

/// The files of the workspace that a rule is about; there must be some.
fn about(test: impl Fn(&File) -> bool) -> Vec<&'static File> {
    let files: Vec<&File> = workspace().iter().filter(|file| test(file)).collect();
    assert!(!files.is_empty(), "no file is checked: the rule looks in the wrong folder");
    files
}
