//! Runs an example that was built beside the tests by the same `cargo test`, and starts servers for it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

use fal_mock::{Options, Server};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the examples' folder is inside the workspace").to_owned()
}

/// A server that a test can ask what it was asked.
pub(crate) fn server() -> Server {
    let catalog = fal_schema::load(root().join("schemas")).unwrap_or_else(|report| panic!("{report}"));
    Server::start(catalog, Options::default()).expect("a free port")
}

/// What a program prints that is to succeed.
pub(crate) fn run(name: &str, arguments: &[&str], folder: &Path) -> String {
    let output = start(name, arguments, folder);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {printed}\n{}", String::from_utf8_lossy(&output.stderr));
    printed
}

/// Runs a program to its end, whatever that is.
pub(crate) fn start(name: &str, arguments: &[&str], folder: &Path) -> Output {
    command(name, arguments, folder).output().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A program that runs until this is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program to run. No key of the machine reaches it.
pub(crate) fn command(name: &str, arguments: &[&str], folder: &Path) -> Command {
    let test = std::env::current_exe().expect("a path");
    let profile = test.parent().and_then(Path::parent).expect("target/<profile>/deps");
    let program = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(&program);
    command.args(arguments).current_dir(folder);
    for variable in ["FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"] {
        command.env_remove(variable);
    }
    command
}
