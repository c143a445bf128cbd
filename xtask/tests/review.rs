//! The commands for reviewers, as programs: `cargo xtask diff`, on folders and on git revisions, and `cargo xtask share`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixtures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(name)
}

fn xtask(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    text(&command.current_dir(folder).args(arguments).output().expect("it runs"))
}

fn text(output: &Output) -> (Option<i32>, String) {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&both).replace('\\', "/"))
}

/// Creates a folder with `schemas/fal-ai/a.yaml`, whose fields are `more`.
fn project(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), more);
    folder
}

fn write(folder: &Path, more: &str) {
    let path = folder.join("schemas/fal-ai");
    fs::create_dir_all(&path).expect("made");
    fs::write(path.join("a.yaml"), format!("endpoint: fal-ai/a\ntitle: A\ninput:\n{more}output: {{}}\n"))
        .expect("written");
}

/// Runs git in a folder, and returns whether it succeeded.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let who = ["-c", "user.name=A", "-c", "user.email=a@localhost", "-c", "init.defaultBranch=main"];
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(who).args(["-c", "commit.gpgsign=false"]).args(arguments);
    git.output().is_ok_and(|output| output.status.success())
}

#[test]
fn two_folders_are_compared_and_only_denied_changes_fail() {
    let (before, after) = (fixtures("diff/before"), fixtures("diff/after"));
    let (before, after) = (before.to_str().expect("a path"), after.to_str().expect("a path"));
    let (status, report) = xtask(Path::new("."), &["diff", before, after]);
    assert!(status == Some(0) && report.ends_with("semver: major (for a version 0.x: minor)\n"), "{report}");
    assert_eq!(xtask(Path::new("."), &["diff", before, after, "--deny", "breaking"]).0, Some(1));
    assert_eq!(xtask(Path::new("."), &["diff", after, after, "--deny", "documentation"]).0, Some(0));
    assert_eq!(xtask(Path::new("."), &["diff", before, "--deny", "all"]).0, Some(2));
    let (status, report) = xtask(Path::new("."), &["diff"]);
    assert!(status == Some(1) && report.contains("`--base REVISION`"), "{report}");
}

#[test]
fn errors_on_either_side_are_reported_with_their_span() {
    let folder = project("  a: {type: strin}\n");
    let good = fixtures("diff/after");
    for arguments in
        [["diff", "schemas", good.to_str().expect("a path")], ["diff", good.to_str().expect("a path"), "schemas"]]
    {
        let (status, report) = xtask(folder.path(), &arguments);
        assert_eq!(status, Some(1));
        assert!(report.contains("schemas/fal-ai/a.yaml:4:13") && report.contains("nothing was compared"), "{report}");
    }
    let (status, report) = xtask(folder.path(), &["diff", "schemas", "nowhere"]);
    assert!(status == Some(1) && report.contains("nowhere"), "{report}");
}

#[test]
fn a_folder_is_compared_with_its_own_revision() {
    let folder = project("  a: {type: string}\n");
    if !git(folder.path(), &["init"]) {
        println!("git is not installed: nothing is compared");
        return;
    }
    assert!(git(folder.path(), &["add", "."]) && git(folder.path(), &["commit", "-m", "one"]));
    write(folder.path(), "  a: {type: string}\n  b: {type: float}\n");
    let expected = "fal-ai/a\n  additive      input.b field-added: float, optional\n\n\
                    1 change in 1 module: 0 breaking, 0 behaviour, 1 additive, 0 documentation\n\
                    semver: minor (for a version 0.x: patch)\n";
    assert_eq!(xtask(folder.path(), &["diff", "--base", "HEAD"]), (Some(0), expected.to_owned()));
    assert!(git(folder.path(), &["add", "."]) && git(folder.path(), &["commit", "-m", "two"]));
    assert_eq!(xtask(folder.path(), &["diff", "--base", "HEAD~1", "schemas"]), (Some(0), expected.to_owned()));
    assert_eq!(xtask(folder.path(), &["diff", "--base", "HEAD"]), (Some(0), "no changes\n".to_owned()));
    for revision in ["nowhere", "--all"] {
        let (status, report) = xtask(folder.path(), &["diff", &format!("--base={revision}")]);
        assert!(status == Some(1) && report.contains(&format!("unknown git revision `{revision}`")), "{report}");
    }
    fs::create_dir(folder.path().join("new")).expect("made");
    let (status, report) = xtask(folder.path(), &["diff", "--base", "HEAD", "new"]);
    assert!(status == Some(1) && report.contains("HEAD has no *.yaml file in new"), "{report}");
}

#[test]
fn a_missing_git_or_repository_is_reported() {
    let folder = project("  a: {type: string}\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let command = command.current_dir(folder.path()).args(["diff", "--base", "HEAD"]);
    let (status, report) = text(&command.env("PATH", folder.path()).output().expect("it runs"));
    let expected = "error: git is not installed; compare two folders instead: `cargo xtask diff OLD NEW`\n";
    assert_eq!((status, report.as_str()), (Some(1), expected));
    if git(folder.path(), &["version"]) {
        let (status, report) = xtask(folder.path(), &["diff", "--base", "HEAD"]);
        assert!(status == Some(1) && report.contains("not a git repository"), "{report}");
    }
}

#[test]
fn suggestions_are_printed_as_a_patch_that_git_applies_and_written_on_demand() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, title) in [("a", "A"), ("b", "B")] {
        let path = folder.path().join("schemas/fal-ai");
        fs::create_dir_all(&path).expect("made");
        let text = format!(
            "endpoint: fal-ai/{name}\ntitle: {title}\noutput: {{}}\ninput:\n  s:\n    type: Style\ntypes:\n  Style:\n    enum: [x, z]\n"
        );
        fs::write(path.join(format!("{name}.yaml")), text).expect("written");
    }
    let (status, report) = xtask(folder.path(), &["share"]);
    assert!(status == Some(0) && report.starts_with("Style: new, for 2 types"), "{report}");
    let (status, patch) = xtask(folder.path(), &["share", "--patch"]);
    assert_eq!(status, Some(0));
    let applied = project("");
    fs::remove_dir_all(applied.path().join("schemas")).expect("removed");
    if git(applied.path(), &["init"]) {
        copy(&folder.path().join("schemas/fal-ai"), &applied.path().join("schemas/fal-ai"));
        fs::write(applied.path().join("share.patch"), patch).expect("written");
        assert!(git(applied.path(), &["apply", "share.patch"]));
    } else {
        println!("git is not installed: the patch is not applied");
    }
    let (status, report) = xtask(folder.path(), &["share", "Stile", "--write"]);
    assert!(status == Some(1) && report.contains("did you mean `Style`?"), "{report}");
    let (status, report) = xtask(folder.path(), &["share", "--write"]);
    assert_eq!((status, report.as_str()), (Some(0), "schemas: 3 files changed; run `cargo xtask regen`\n"));
    let shared = fs::read_to_string(folder.path().join("schemas/shared.yaml")).expect("written");
    assert!(shared.ends_with("types:\n  Style:\n    enum: [x, z]\n"), "{shared}");
    if applied.path().join("schemas/shared.yaml").exists() {
        assert_eq!(fs::read_to_string(applied.path().join("schemas/shared.yaml")).expect("applied"), shared);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
}
