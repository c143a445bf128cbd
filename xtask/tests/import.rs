//! `cargo xtask import` as a program: sources of documents, output, exit statuses.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Returns the path of an OpenAPI document of the tests.
fn fixture(name: &str) -> PathBuf {
    fixtures("openapi").join(name)
}

/// Returns the folder with the documents of a form.
fn fixtures(form: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(form)
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
fn a_document_that_fails_is_reported_with_its_location_and_the_others_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = [fixture("bad-type.json"), fixture("order.json")];
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert_eq!(status, Some(1), "{report}");
    let location = "bad-type.json: /components/schemas/BadTypeInput/properties/a: ";
    assert!(report.contains(location) && report.contains("1 added, 0 updated, 0 unchanged, 1 failed"), "{report}");
    assert!(folder.path().join("schemas/fal-ai/order.yaml").exists());
}

#[test]
fn a_folder_contains_documents_of_all_forms_and_each_is_reported_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = folder.path().join("documents");
    fs::create_dir_all(documents.join("deep")).expect("made");
    fs::copy(fixtures("pages").join("types.txt"), documents.join("a.txt")).expect("copied");
    fs::write(documents.join("b.txt"), b"fal-ai/b\n\xff").expect("written");
    fs::copy(fixtures("pages").join("bad-json.txt"), documents.join("c.txt")).expect("copied");
    fs::copy(fixtures("llms").join("fields.txt"), documents.join("deep/llms.txt")).expect("copied");
    fs::copy(fixture("order.json"), documents.join("e.json")).expect("copied");
    fs::write(documents.join("f.md"), "no document").expect("written");
    let sources = [Path::new("documents")];
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    let expected = "   added schemas/fal-ai/types.yaml, leaves out Unused, OnlyThere, has remarks (`note: Import: ...`)
  failed documents/b.txt: is not valid UTF-8 at byte 9
  failed documents/c.txt:8: unclosed JSON
   added schemas/fal-ai/lamp/fast.yaml, has remarks (`note: Import: ...`)
   added schemas/fal-ai/order.yaml
schemas: 3 added, 0 updated, 0 unchanged, 2 failed
";
    assert_eq!((status, report.as_str()), (Some(1), expected));
    let page = fs::read_to_string(documents.join("a.txt")).expect("a page").replace("LoRAs to use.", "LoRAs.");
    fs::write(documents.join("a.txt"), page).expect("written");
    let (_, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert!(report.contains(" updated schemas/fal-ai/types.yaml"), "{report}");
    assert!(report.ends_with("schemas: 0 added, 1 updated, 2 unchanged, 2 failed\n"), "{report}");
}

#[test]
#[cfg(not(feature = "network"))]
fn without_the_network_feature_an_endpoint_id_is_an_error_with_the_command_that_fetches_it() {
    let folder = tempfile::tempdir().expect("a folder");
    for source in ["fal-ai/flux/dev", "https://fal.ai/models/fal-ai/flux/dev"] {
        let (status, report) = text(&command(folder.path(), &[Path::new(source)]).output().expect("it runs"));
        let how = format!("cargo run --package xtask --features network -- import {source}");
        assert!(status == Some(1) && report.contains(&how), "{status:?} {report}");
        assert!(!folder.path().join("schemas").exists(), "nothing is written");
    }
}

#[test]
fn other_sites_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = [fixture("order.json"), PathBuf::from("https://evil.example/models/a/b")];
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let (status, report) = text(&command(folder.path(), &sources).output().expect("it runs"));
    assert!(status == Some(1) && report.contains("fetched from https://fal.ai only"), "{status:?} {report}");
    assert!(!folder.path().join("schemas").exists());
}

#[test]
fn no_source_is_invalid_usage() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(text(&command(folder.path(), &[]).output().expect("it runs")).0, Some(2));
    assert_eq!(text(&command(folder.path(), &[Path::new("nowhere")]).output().expect("it runs")).0, Some(1));
}
