//! The steps that every crate must pass, run by cargo for the whole workspace at once. Feeds `blame`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// One of the things that every crate must pass.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    arguments: &'static [&'static str],
    /// For rustc and clippy, after `--`.
    after: &'static [&'static str],
}

pub(crate) const STEPS: [Step; 4] = [
    Step {
        name: "clippy",
        arguments: &["clippy", "--lib", "--tests", "--keep-going"],
        after: &["-D", "warnings", "-D", "missing_docs", "-D", "unreachable_pub"],
    },
    Step { name: "doc", arguments: &["doc", "--no-deps", "--keep-going"], after: &[] },
    Step { name: "examples", arguments: &["test", "--tests", "--no-fail-fast"], after: &[] },
    Step { name: "doctests", arguments: &["test", "--doc", "--no-fail-fast"], after: &[] },
];

/// What cargo printed, in its order, and whether it succeeded.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) is_fine: bool,
}

/// Where cargo puts what it makes of a workspace.
pub(crate) fn target(workspace: &Path) -> PathBuf {
    workspace.with_file_name("target")
}

/// Runs a step in a workspace.
pub(crate) fn run(step: &Step, workspace: &Path) -> io::Result<Said> {
    let path = workspace.join("output.txt");
    let file = fs::File::create(&path)?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(workspace)
        .args(step.arguments)
        .args(["--workspace", "--offline", "--no-default-features", "--features", "full", "--message-format", "json"])
        .args((!step.after.is_empty()).then_some("--"))
        .args(step.after)
        .env("CARGO_TARGET_DIR", target(workspace))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()?;
    Ok(Said { text: String::from_utf8_lossy(&fs::read(&path)?).into_owned(), is_fine: status.success() })
}

/// The manifest of a workspace of these crates, and the versions that the project uses.
pub(crate) fn prepare(workspace: &Path, crates: &[String]) -> io::Result<()> {
    fs::create_dir_all(workspace)?;
    fs::copy(fal_tests::root().join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {crates:?}\n\n[workspace.dependencies]\nserde = \"1\"\n\
         serde_json = \"1\"\n\n[profile.dev]\ndebug = false\n"
    );
    fs::write(workspace.join("Cargo.toml"), manifest)
}
