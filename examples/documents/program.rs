//! Runs the examples, which the same `cargo test` has built, and starts servers for them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

use fal_mock::{Options, Server};

/// Returns the root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the examples' folder is inside the workspace").to_owned()
}

/// Starts a server whose requests a test can inspect.
pub(crate) fn server() -> Server {
    let catalog = fal_schema::load(root().join("schemas")).unwrap_or_else(|report| panic!("{report}"));
    Server::start(catalog, Options::default()).expect("a free port")
}

/// Runs a program that must succeed, and returns its output.
pub(crate) fn run(name: &str, arguments: &[&str], folder: &Path) -> String {
    let output = start(name, arguments, folder);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {printed}\n{}", String::from_utf8_lossy(&output.stderr));
    printed
}

/// Runs a program, which may fail.
pub(crate) fn start(name: &str, arguments: &[&str], folder: &Path) -> Output {
    command(name, arguments, folder).output().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A running program, which is killed on drop.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have exited by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns a command that runs an example without the keys in the environment.
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
