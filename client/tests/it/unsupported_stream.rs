//! The message of the compiler for `stream()` on a model that does not stream.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const CODE: &str = r#"
use fal_client::{Client, Endpoint, Files, Json, Validate};

pub struct Input;

fal_client::object!(Input {} {} {});
impl Validate for Input {}
impl Files for Input {}
impl Endpoint for Input {
    const ID: &'static str = "acme/writer";
    type Output = Json;
}

pub async fn call(fal: Client) {
    let _ = fal.call(Input).LAST;
}
"#;

/// The folder with the compiled dependencies of this test, and this crate in it as it was built last.
fn library() -> (PathBuf, PathBuf) {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let libraries = files.filter(|entry| {
        let name = entry.file_name().into_string().unwrap_or_default();
        name.starts_with("libfal_client-") && name.ends_with(".rlib")
    });
    let newest = libraries.max_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    (folder.to_owned(), newest.expect("this test is linked with the library").path())
}

/// Checks the code with the given end of the call, and returns the messages of the compiler.
fn check(last: &str) -> String {
    let (folder, library) = library();
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

#[test]
fn a_model_that_does_not_stream_has_the_message_of_this_crate() {
    assert_eq!(check("run().await"), "");
    for last in ["stream().await", "blocking().stream()"] {
        if cfg!(not(feature = "blocking")) && last.starts_with("blocking") {
            continue;
        }
        let text = check(last);
        let errors = text.matches("error[").count();
        assert!(errors > 0 && text.matches("error[E0277]: this model does not stream").count() == errors, "{text}");
        assert!(text.contains("use `.subscribe()` or `.run()`"), "{text}");
    }
}
