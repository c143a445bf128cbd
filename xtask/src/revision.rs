//! The files of a folder as they were in a git revision, by git itself, without network and without touching the checkout.
//! Reads the repository around the folder; feeds `diff`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};

/// Largest file that is read; the library refuses larger schemas anyway.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// How git marks a symbolic link.
const LINK: &str = "120000";

/// The schema files (`*.yaml`) of `folder` in `revision`: path below the folder, text.
pub(crate) fn texts(folder: &Path, revision: &str) -> anyhow::Result<Vec<(String, String)>> {
    ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    // Without git or outside a repository this says so, before anything is said about the revision.
    git(folder, &["rev-parse", "--git-dir"])?;
    let commit = format!("{revision}^{{commit}}");
    let commit = git(folder, &["rev-parse", "--verify", "--end-of-options", &commit]).with_context(|| {
        format!("git knows no revision `{revision}` here; is it fetched? `git fetch origin {revision}`, for example")
    })?;
    let listed = git(folder, &["ls-tree", "-r", "-z", commit.trim(), "."])?;
    let mut found = Vec::new();
    for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
        let (about, path) = entry.split_once('\t').context("git lists files in a form that is not known")?;
        // Links are no files, here and in a folder on disk.
        if let [mode, "blob", id] = about.split(' ').collect::<Vec<_>>()[..]
            && mode != LINK
            && path.ends_with(".yaml")
        {
            found.push((path.to_owned(), id.to_owned()));
        }
    }
    ensure!(!found.is_empty(), "{revision} has no schema (*.yaml) in {}", folder.display());
    contents(folder, found)
}

/// What a git command prints.
fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(missing)?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {} failed: {}", arguments[0], said.trim());
    String::from_utf8(output.stdout).context("a file's name is not UTF-8")
}

fn missing(error: std::io::Error) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            anyhow::anyhow!("git is not installed: compare two folders instead, `cargo xtask diff OLD NEW`")
        }
        _ => anyhow::Error::new(error).context("cannot run git"),
    }
}

/// The texts of objects, by one git process.
fn contents(folder: &Path, found: Vec<(String, String)>) -> anyhow::Result<Vec<(String, String)>> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(missing)?;
    let (Some(mut ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else { bail!("git has no pipes") };
    let mut answers = BufReader::new(answers);
    let mut texts = Vec::with_capacity(found.len());
    for (path, id) in found {
        writeln!(ask, "{id}").context("git stopped")?;
        ask.flush().context("git stopped")?;
        let mut header = String::new();
        answers.read_line(&mut header).context("git stopped")?;
        let length = header.trim_end().rsplit(' ').next().and_then(|length| length.parse::<usize>().ok());
        let length = length.with_context(|| format!("git does not show {path}: {}", header.trim_end()))?;
        ensure!(length <= MAX_BYTES, "{path} has {length} bytes; schemas are small");
        let mut bytes = vec![0; length + 1];
        answers.read_exact(&mut bytes).context("git stopped")?;
        bytes.pop();
        texts.push((path.clone(), String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?));
    }
    drop(ask);
    ensure!(child.wait()?.success(), "git cat-file failed");
    Ok(texts)
}
