//! The example programs print what the documents show, and do what they say. Reads README.md, docs/examples.md and the
//! built examples, which run without a key: against a server of their own, or of a test.

#![cfg(test)]

mod effects;
mod from_javascript;
mod links;
mod model_pages;
mod pages;
mod program;
mod steady;

use program::run;
use steady::steady;

fn document(name: &str) -> String {
    let path = program::root().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first block of text after a heading.
fn shown<'a>(document: &'a str, heading: &str) -> &'a str {
    let section = document.split_once(heading).unwrap_or_else(|| panic!("no heading {heading:?}")).1;
    let block = section.split_once("```text\n").and_then(|(_, rest)| rest.split_once("```"));
    block.unwrap_or_else(|| panic!("no text after {heading:?}")).0.trim_end()
}

const EXAMPLES: [&str; 7] =
    ["quickstart", "batch", "image_to_image", "streaming", "webhook_receiver", "resume", "proxy"];

#[test]
fn each_example_prints_what_its_page_shows() {
    let page = document("docs/examples.md");
    assert_eq!(document("examples/Cargo.toml").matches("[[example]]").count(), EXAMPLES.len(), "each is looked at");
    for name in EXAMPLES {
        let folder = tempfile::tempdir().expect("a folder");
        let printed = steady(&run(name, &[], folder.path()));
        let expected = steady(shown(&page, &format!("\n## {name}\n")));
        assert_eq!(printed, expected, "{name} prints (left) something else than docs/examples.md shows (right)");
        for picture in expected.lines().filter_map(|line| line.trim().strip_prefix("saved ")) {
            let path = picture.split(' ').next().unwrap_or_default();
            let content = std::fs::read(folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(content.starts_with(b"\x89PNG\r\n"), "{name}: {path} is a PNG file");
        }
    }
}

#[test]
fn the_readme_shows_how_the_quickstart_begins() {
    let (readme, page) = (document("README.md"), document("docs/examples.md"));
    let (short, whole) = (shown(&readme, "\n## Try it without a key\n"), shown(&page, "\n## quickstart\n"));
    assert!(steady(whole).starts_with(&steady(short)), "the README shows\n{short}\nand docs/examples.md\n{whole}");
}
