//! Tests of the documents: the example programs print the output in README.md and docs/examples.md, the Rust in all documents
//! runs, and all links resolve. The examples run without a key, against a server of their own or of a test.

#![cfg(test)]

mod effects;
mod first_steps;
mod from_javascript;
mod links;
mod model_pages;
mod normalize;
mod pages;
mod program;

use normalize::normalize;
use program::run;

fn document(name: &str) -> String {
    let path = program::root().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the first block of output after a heading.
fn output_block<'a>(document: &'a str, heading: &str) -> &'a str {
    let section = document.split_once(heading).unwrap_or_else(|| panic!("no heading {heading:?}")).1;
    let block = section.split_once("```text\n").and_then(|(_, rest)| rest.split_once("```"));
    block.unwrap_or_else(|| panic!("no text after {heading:?}")).0.trim_end()
}

const EXAMPLES: [&str; 8] =
    ["first_steps", "quickstart", "batch", "image_to_image", "streaming", "webhook_receiver", "resume", "proxy"];

#[test]
fn each_example_prints_the_output_in_its_document() {
    let page = document("docs/examples.md");
    assert_eq!(
        document("examples/Cargo.toml").matches("[[example]]").count(),
        EXAMPLES.len(),
        "every example is tested"
    );
    for name in EXAMPLES {
        let folder = tempfile::tempdir().expect("a folder");
        let printed = normalize(&run(name, &[], folder.path()));
        let expected = normalize(output_block(&page, &format!("\n## {name}\n")));
        assert_eq!(printed, expected, "the output of {name} (left) differs from docs/examples.md (right)");
        for picture in expected.lines().filter_map(|line| line.trim().strip_prefix("saved ")) {
            let path = picture.split(' ').next().unwrap_or_default();
            let content = std::fs::read(folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let start: &[u8] = if path.ends_with(".jpg") { b"\xff\xd8\xff" } else { b"\x89PNG\r\n" };
            assert!(content.starts_with(start), "{name}: {path} is a picture of the format in its name");
        }
    }
}

#[test]
fn the_output_in_the_readme_is_the_beginning_of_the_quickstart() {
    let (readme, page) = (document("README.md"), document("docs/examples.md"));
    let (short, whole) =
        (output_block(&readme, "\n## Try it without a key\n"), output_block(&page, "\n## quickstart\n"));
    assert!(normalize(whole).starts_with(&normalize(short)), "README:\n{short}\ndocs/examples.md:\n{whole}");
}
