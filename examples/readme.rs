//! The README's words about the quickstart are what it prints; its Rust compiles. Reads README.md and the built example.

#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).expect("the README")
}

/// Built beside this test by the same `cargo test`.
fn quickstart() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let profile = test.parent().and_then(Path::parent).expect("target/<profile>/deps");
    profile.join("examples").join(format!("quickstart{}", std::env::consts::EXE_SUFFIX))
}

/// Text without what differs from run to run: ports and request ids.
fn steady(text: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let word = |word: &str| {
        let bare = word.trim_end_matches(',');
        if is_id(bare) {
            word.replace(bare, "ID")
        } else if let Some(rest) = word.strip_prefix("http://127.0.0.1:") {
            let port = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            format!("http://127.0.0.1:PORT{}", &rest[port..])
        } else {
            word.to_owned()
        }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_quickstart_prints_what_the_readme_shows_and_saves_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(quickstart()).current_dir(folder.path()).output().expect("it runs");
    let printed = steady(&String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    let readme = readme();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of text");
    assert!(printed.contains(shown.trim_end()), "the README shows\n{shown}\nand the quickstart prints\n{printed}");
    for name in ["flux.png", "hidream.png", "imagen-1.png", "imagen-2.png"] {
        let picture = std::fs::read(folder.path().join("pictures").join(name)).expect("a picture");
        assert!(picture.starts_with(b"\x89PNG\r\n"), "{name} is a PNG file");
    }
}
