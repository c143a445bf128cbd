//! `cargo xtask serve` as a program: a signal that ends it ends the server.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

#[test]
fn the_server_takes_the_place_of_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let cargo = folder.path().join("cargo");
    // In the place of cargo, which replaces itself by the server in the same way.
    fs::write(&cargo, "#!/bin/sh\necho \"$$ $*\"\n").expect("a script");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("an executable script");

    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["serve", "--queued", "5"]).env("CARGO", &cargo).stdout(std::process::Stdio::piped());
    let child = command.spawn().expect("a process");
    let id = child.id();
    let output = child.wait_with_output().expect("output");
    let line = String::from_utf8(output.stdout).expect("text");
    assert!(line.starts_with(&format!("{id} run ")), "{line}");
    assert!(line.ends_with("-- --queued 5\n"), "{line}");
}
