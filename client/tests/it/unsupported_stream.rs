//! The message of the compiler for `stream()` on a model that does not stream.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const CODE: &str = r#"
use fal_client::{Client, Endpoint, Json};

pub struct Input;

fal_client::object!(Input {});
fal_client::input!(Input);
impl Endpoint for Input {
    const ID: &'static str = "acme/writer";
    type Output = Json;
}

pub async fn call(fal: Client) {
    let _ = fal.call(Input).LAST;
}
"#;

/// The folder with the compiled dependencies of this test, and this crate in it, which may be there with several sets of
/// features; the last one built is first.
fn libraries() -> (PathBuf, Vec<PathBuf>) {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap().to_owned();
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap());
    let mut libraries: Vec<_> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("libfal_client-"))
        .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path()))
        .filter(|(_, path)| path.extension().is_some_and(|extension| extension == "rlib"))
        .collect();
    libraries.sort();
    (folder, libraries.into_iter().rev().map(|(_, path)| path).collect())
}

/// Checks the code with the given end of the call, and returns the messages of the compiler.
fn check(folder: &Path, library: &Path, last: &str) -> String {
    let mut compiler = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--crate-name",
            "call",
            "--emit",
            "metadata",
            "-o",
            "-",
            "-",
        ])
        .arg("-L")
        .arg(format!("dependency={}", folder.display()))
        .arg("--extern")
        .arg(format!("fal_client={}", library.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    compiler.stdin.take().unwrap().write_all(CODE.replace("LAST", last).as_bytes()).unwrap();
    String::from_utf8(compiler.wait_with_output().unwrap().stderr).unwrap()
}

fn assert_own_message(valid: &str, invalid: &str) {
    let (folder, libraries) = libraries();
    let library = libraries.iter().find(|library| check(&folder, library, valid).is_empty());
    let text = check(&folder, library.expect("valid code compiles"), invalid);
    let errors = text.matches("error[").count();
    assert!(errors > 0 && text.matches("error[E0277]: this model does not stream").count() == errors, "{text}");
    assert!(text.contains("use `.subscribe()` or `.run()`"), "{text}");
}

#[test]
fn a_model_that_does_not_stream_has_the_message_of_this_crate() {
    assert_own_message("run().await", "stream().await");
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_of_a_model_that_does_not_stream_has_the_same_message() {
    assert_own_message("blocking().run()", "blocking().stream()");
}
