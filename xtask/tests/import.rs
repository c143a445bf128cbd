//! `cargo xtask import` as a program: where documents come from, what it prints, exit statuses.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A document of the tests.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/openapi").join(name)
}

fn command(folder: &Path, sources: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(folder).arg("import").args(sources).args(["--schemas", "schemas"]);
    command
}

fn text(output: &Output) -> (Option<i32>, String) {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&both).replace('\\', "/"))
}

#[test]
fn files_and_folders_are_imported_and_each_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = folder.path().join("documents/deep");
    fs::create_dir_all(&documents).expect("made");
    fs::copy(fixture("order.json"), documents.join("order.json")).expect("copied");
    let sources = [Path::new("documents"), &fixture("defaults.json")];
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert_eq!(
        (status, report.as_str()),
        (
            Some(0),
            "   added schemas/fal-ai/order.yaml\n   added schemas/fal-ai/defaults.yaml, has remarks (`note: Import: ...`)\n\
             schemas: 2 added, 0 updated, 0 unchanged, 0 failed\n"
        )
    );
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert_eq!((status, report.as_str()), (Some(0), "schemas: 0 added, 0 updated, 2 unchanged, 0 failed\n"));
}

#[test]
fn a_dash_is_standard_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = command(folder.path(), &[Path::new("-")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let document = fs::read(fixture("order.json")).expect("a document");
    child.stdin.take().expect("piped").write_all(&document).expect("written");
    assert!(child.wait().expect("it ends").success());
    assert!(folder.path().join("schemas/fal-ai/order.yaml").exists());
}

#[test]
fn a_document_that_fails_is_named_with_its_place_and_the_others_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = [fixture("bad-one-of.json"), fixture("order.json")];
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert_eq!(status, Some(1), "{report}");
    let place = "bad-one-of.json: /components/schemas/BadOneOfInput/properties/a/oneOf: `oneOf` is not supported";
    assert!(report.contains(place) && report.contains("1 added, 0 updated, 0 unchanged, 1 failed"), "{report}");
    assert!(folder.path().join("schemas/fal-ai/order.yaml").exists());
}

#[test]
fn no_document_is_wrong_usage() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(text(&command(folder.path(), &[]).output().expect("it runs")).0, Some(2));
    assert_eq!(text(&command(folder.path(), &[Path::new("nowhere")]).output().expect("it runs")).0, Some(1));
}
