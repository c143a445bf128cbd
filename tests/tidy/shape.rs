//! How Rust files look: what they begin with, and how long they are.

use crate::files::File;
use crate::{about, assert_none};

/// Finds what breaks a rule in one file.
type Look = fn(&File) -> Vec<String>;

const MAX_FILE: usize = 500;

fn check(rule: &str, look: Look) {
    let files = about(File::is_written_rust);
    assert_none(rule, &files.into_iter().flat_map(look).collect::<Vec<_>>());
}

#[test]
fn every_file_begins_with_what_it_is() {
    check("the first line of these files is not a `//!` with what the file is:", head);
}

fn head(file: &File) -> Vec<String> {
    if file.text.starts_with("//! ") { Vec::new() } else { vec![format!("{}:1", file.path)] }
}

#[test]
fn no_file_is_long() {
    check("these files have more than 500 lines: split them", long_file);
}

fn long_file(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines > MAX_FILE { vec![format!("{}: {lines} lines", file.path)] } else { Vec::new() }
}

#[test]
fn each_rule_finds_what_breaks_it() {
    let long = "//! A.\n".repeat(MAX_FILE + 1);
    assert_eq!(head(&File::new("a.rs", "use a;\n//! A.")), ["a.rs:1"]);
    assert_eq!(long_file(&File::new("a.rs", &long)), ["a.rs: 501 lines"]);
    let fine = File::new("a.rs", "//! A.\nfn f() {}\n");
    assert_eq!([head(&fine), long_file(&fine)].concat(), [""; 0]);
}
