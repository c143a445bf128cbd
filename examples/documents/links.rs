//! The links between the documents resolve to a file, and to a heading in it if they have an anchor.

use std::path::Path;

use crate::program::root;

/// Returns the paths of the documents, relative to the root.
fn documents() -> Vec<String> {
    let names = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(root().join(folder)).expect("a folder");
        let names = entries.flatten().map(|entry| format!("{folder}{}", entry.file_name().to_string_lossy()));
        names.filter(|name| name.ends_with(".md")).collect()
    };
    [names(""), names("docs/")].concat()
}

/// Returns the targets of the links in a text, without those to other sites.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.starts_with("http") && !target.contains(' ')).collect()
}

/// Returns the anchors of the headings of a document.
fn anchors(document: &str) -> Vec<String> {
    let headings =
        document.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == ' ';
    headings
        .map(|heading| heading.to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-"))
        .collect()
}

/// Returns the link with its document if it does not resolve.
fn broken(document: &str, link: &str) -> Option<String> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let here = root().join(document);
    let target = if file.is_empty() { here } else { here.parent().map_or(here.clone(), Path::to_owned).join(file) };
    let found = match std::fs::read_to_string(&target) {
        Ok(text) => anchor.is_empty() || anchors(&text).iter().any(|name| name == anchor),
        Err(_) => target.is_dir() && anchor.is_empty(),
    };
    (!found).then(|| format!("{document}: {link}"))
}

#[test]
fn every_link_in_the_documents_resolves() {
    let documents = documents();
    assert!(documents.len() > 10, "{documents:?}");
    let mut wrong = Vec::new();
    for document in &documents {
        let text = crate::document(document);
        wrong.extend(links(&text).into_iter().filter_map(|link| broken(document, link)));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_broken_link_is_detected() {
    assert_eq!(links("see [a](b.md#c) and [d](https://e)"), ["b.md#c"]);
    assert_eq!(
        anchors("# From JavaScript to Rust\n## fal-ai/flux-1/schnell\n"),
        ["from-javascript-to-rust", "fal-aiflux-1schnell"]
    );
    assert_eq!(broken("README.md", "docs/keys.md#where-the-key-goes"), None);
    for link in ["docs/key.md", "docs/keys.md#where", "#where"] {
        assert!(broken("README.md", link).is_some(), "{link}");
    }
}
