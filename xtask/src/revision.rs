//! Reads the files of a folder in a git revision, by the program git, without network and without changing the checkout.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

/// The largest file to read. The library refuses schemas of this size anyway.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The mode of a symbolic link in git.
const LINK: &str = "120000";

/// Returns the schema files (`*.yaml`) of `folder` in `revision`: path relative to the folder, text.
pub(crate) fn texts(folder: &Path, revision: &str) -> anyhow::Result<Vec<(String, String)>> {
    ensure!(folder.is_dir(), "missing folder {}", folder.display());
    // Without git or outside a repository this fails first, so that the error is not about the revision.
    git(folder, &["rev-parse", "--git-dir"])?;
    let commit = format!("{revision}^{{commit}}");
    let commit = git(folder, &["rev-parse", "--verify", "--end-of-options", &commit]).with_context(|| {
        format!("unknown git revision `{revision}`; to fetch it, run `git fetch origin {revision}`, for example")
    })?;
    let listed = git(folder, &["ls-tree", "-r", "-z", commit.trim(), "."])?;
    let mut found = Vec::new();
    for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
        let (about, path) = entry.split_once('\t').context("unexpected output of `git ls-tree`")?;
        // Symbolic links are skipped, as in a folder on disk.
        if let [mode, "blob", id] = about.split(' ').collect::<Vec<_>>()[..]
            && mode != LINK
            && path.ends_with(".yaml")
        {
            found.push((path.to_owned(), id.to_owned()));
        }
    }
    ensure!(!found.is_empty(), "missing schemas: {revision} has no *.yaml file in {}", folder.display());
    contents(folder, found)
}

/// Runs a git command and returns its output.
fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(not_started)?;
    let message = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {} failed: {}", arguments[0], message.trim());
    String::from_utf8(output.stdout).context("the name of a file is not valid UTF-8")
}

fn not_started(error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            anyhow::anyhow!("git is not installed; compare two folders instead: `cargo xtask diff OLD NEW`")
        }
        _ => anyhow::Error::new(error).context("cannot run git"),
    }
}

/// Returns the texts of objects, read by one git process.
fn contents(folder: &Path, found: Vec<(String, String)>) -> anyhow::Result<Vec<(String, String)>> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        bail!("cannot open pipes to git")
    };
    let mut output = BufReader::new(output);
    let mut texts = Vec::with_capacity(found.len());
    for (path, id) in found {
        writeln!(input, "{id}").context("git exited early")?;
        input.flush().context("git exited early")?;
        let mut header = String::new();
        output.read_line(&mut header).context("git exited early")?;
        let length = header.trim_end().rsplit(' ').next().and_then(|length| length.parse::<usize>().ok());
        let length = length.with_context(|| format!("git cannot read {path}: {}", header.trim_end()))?;
        ensure!(length <= MAX_BYTES, "{path} is too large: {length} bytes, more than {MAX_BYTES}");
        let mut bytes = vec![0; length + 1];
        output.read_exact(&mut bytes).context("git exited early")?;
        bytes.pop();
        texts.push((path.clone(), String::from_utf8(bytes).with_context(|| format!("{path} is not valid UTF-8"))?));
    }
    drop(input);
    ensure!(child.wait()?.success(), "git cat-file failed");
    Ok(texts)
}
