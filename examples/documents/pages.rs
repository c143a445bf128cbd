//! Runs the Rust that `build.rs` extracted from the documents against a local server, with the key and the files that the code
//! names.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fal_models::{Client, Config, Hosts};

use crate::from_javascript::Javascript;
use crate::program::{root, server};

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The key by which this test recognizes that it is the process that runs the code.
const KEY: &str = "pages:secret";

/// The code reads `FAL_KEY` and files, so it runs in a process that has both.
#[test]
fn all_rust_in_the_documents_runs() {
    if std::env::var("FAL_KEY").is_ok_and(|key| key == KEY) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(run_all());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path().join("app");
    std::fs::create_dir(&here).expect("a folder");
    for (name, size) in [("dress.png", 300 << 10), ("cat.png", 1000)] {
        std::fs::write(here.join(name), vec![7; size]).expect("written");
    }
    copy(&root().join("schemas"), &folder.path().join("fal-models/schemas")).expect("copied");
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command.args(["--exact", "pages::all_rust_in_the_documents_runs", "--nocapture"]);
    let output = command.env("FAL_KEY", KEY).current_dir(&here).output().expect("it starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("1 passed"), "{printed}");
}

/// Copies a folder with its content.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

async fn run_all() {
    let server = server();
    let config = Config::new("local:key").hosts(Hosts::local(server.url())).poll_interval(Duration::from_millis(10));
    let fal = Client::new(config).expect("a client");
    let javascript = Javascript::read();
    for (section, (page, heading, compiled_only)) in SECTIONS.iter().enumerate() {
        if *compiled_only {
            continue;
        }
        server.clear_requests();
        run(section, &fal).await.unwrap_or_else(|error| panic!("{page}, {heading}: {error}"));
        if *page == "docs/from-javascript.md" {
            javascript.assert_same(heading, &server);
        }
    }
    let models = SECTIONS.iter().filter(|(_, heading, _)| heading.starts_with("fal-ai/")).count();
    assert_eq!(models, 10, "each of the ten model pages has its section in docs/from-javascript.md");
}

/// Resolves the dependencies in the documents, with their features. Builds and fetches nothing.
#[test]
fn the_dependencies_in_the_documents_resolve() {
    for page in ["README.md", "docs/first-steps.md", "docs/from-javascript.md", "docs/testing.md"] {
        let text = crate::document(page);
        let dependencies = text.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).expect("toml").0;
        let here = dependencies.replace("../fal-models", &root().to_string_lossy());
        let folder = tempfile::tempdir().expect("a folder");
        let package = format!("[package]\nname = \"app\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n{here}");
        std::fs::write(folder.path().join("Cargo.toml"), package).expect("written");
        std::fs::write(folder.path().join("lib.rs"), "").expect("written");
        let mut command = Command::new(env!("CARGO"));
        command.args(["generate-lockfile", "--offline"]).current_dir(folder.path());
        let output = command.output().expect("cargo starts");
        assert!(output.status.success(), "{page}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
