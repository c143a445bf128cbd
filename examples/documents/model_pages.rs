//! The JavaScript of docs/from-javascript.md, and a comparison with the captured pages of the models, for checkouts that have
//! them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::program::root;

/// Snippets in the order of a document, by the heading above them.
pub(crate) struct Snippets(BTreeMap<String, Vec<String>>);

impl Snippets {
    /// Reads the snippets of docs/from-javascript.md.
    pub(crate) fn of_document() -> Self {
        let document = crate::document("docs/from-javascript.md");
        let sections = document.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
        Self(sections.map(|(heading, text)| (heading.to_owned(), javascript(text))).collect())
    }

    /// Returns the snippets under a heading.
    pub(crate) fn under(&self, heading: &str) -> &[String] {
        self.0.get(heading).map_or(&[], Vec::as_slice)
    }
}

/// Returns the blocks of JavaScript and of shell in a section, with one snippet per call of the JavaScript.
fn javascript(section: &str) -> Vec<String> {
    let blocks = section.split("\n```").filter_map(|block| block.strip_prefix("js\n").or(block.strip_prefix("sh\n")));
    let mut snippets: Vec<String> = Vec::new();
    for block in blocks {
        for part in without_import(block).split("\n\n") {
            let begins = snippets.is_empty() || part.contains("await fal.") || part.starts_with("fal.");
            match snippets.last_mut() {
                Some(last) if !begins => *last = format!("{last}\n\n{}", part.trim()),
                _ => snippets.push(part.trim().to_owned()),
            }
        }
    }
    snippets
}

fn without_import(code: &str) -> &str {
    code.trim().trim_start_matches("import { fal } from \"@fal-ai/client\";").trim()
}

/// Returns the prompt in a call. Not every page escapes the quotes in it.
pub(crate) fn prompt(snippet: &str) -> Option<String> {
    let line = snippet.lines().find_map(|line| line.trim().strip_prefix("prompt: \""))?;
    Some(line.strip_suffix('"')?.replace("\\\"", "\""))
}

/// Reads the captured pages, by endpoint id.
fn pages() -> BTreeMap<String, String> {
    let beside = root().parent().map(PathBuf::from).unwrap_or_default();
    let entries = std::fs::read_dir(beside.join("shared").join("pages")).expect("pages");
    let texts = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().strip_suffix(".txt")?.replace("__", "/");
        Some((name, std::fs::read_to_string(entry.path()).ok()?))
    });
    texts.collect()
}

/// Returns the parts of sections 1 to 4 of a page: number of the section, heading, text.
fn parts(page: &str) -> Vec<(usize, &str, String)> {
    let mut parts: Vec<(usize, &str, String)> = Vec::new();
    let mut section = 0;
    let lines: Vec<&str> = page.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let number = line.split_once(". ").and_then(|(number, _)| number.parse::<usize>().ok());
        if number == Some(section + 1) && section < 5 {
            section += 1;
        } else if lines.get(index + 1) == Some(&"#") {
            parts.push((section, line, String::new()));
        } else if let (false, Some((.., text))) = (*line == "#", parts.last_mut()) {
            text.push_str(line);
            text.push('\n');
        }
    }
    parts.retain(|(section, ..)| (1..=4).contains(section));
    parts
}

/// Returns the heading in the document for a part of a page, and the beginning of its code; `None` for a part without code.
fn heading_and_start<'a>(endpoint: &'a str, heading: &str) -> Option<(&'a str, &'static str)> {
    match heading {
        "Install the client" => Some(("Install the client", "npm install ")),
        "Setup your API Key" => Some(("Set up your API key", "export ")),
        "API Key" => Some(("The key in the configuration", "fal.config(")),
        "Uploading files" => Some(("Upload a file", "const file ")),
        "Submit a request" | "Streaming" | "Fetch request status" | "Get the result" => Some((endpoint, "const ")),
        "Calling the API" | "Authentication" | "Queue" | "Files" => None,
        "Data URI (base64)" | "Hosted files (URL)" => None,
        other => panic!("{endpoint}: the page has a part {other:?} that this test does not know"),
    }
}

/// Returns the code in a part: from its first line to the last one that ends with `;` or `}`.
fn code<'a>(text: &'a str, begin: &str) -> &'a str {
    let start = text.find(&format!("\n{begin}")).map_or(0, |at| at + 1);
    let code = &text[start..];
    // A command is one line.
    if !begin.starts_with("const") && !begin.starts_with("fal") {
        return code.lines().next().unwrap_or_default();
    }
    let end = code.match_indices('\n').map(|(at, _)| at).rfind(|at| code[..*at].ends_with([';', '}']));
    code[..end.unwrap_or(code.len())].trim()
}

#[test]
#[ignore = "needs real documents beside the checkout: see `.ci/beside`"]
fn every_snippet_of_the_captured_pages_is_in_the_document() {
    let pages = pages();
    let (document, text) = (Snippets::of_document(), crate::document("docs/from-javascript.md"));
    assert_eq!(pages.len(), 10);
    for (endpoint, page) in &pages {
        let mut counts = [0; 4];
        for (section, heading, part) in parts(page) {
            let Some((target, begin)) = heading_and_start(endpoint, heading) else {
                assert!(!part.contains("await fal.") && !part.contains("import {"), "{endpoint}: code under {heading}");
                continue;
            };
            let snippet = code(&part, begin);
            assert!(document.under(target).iter().any(|found| found == snippet), "{endpoint}, {heading}:\n{snippet}");
            assert_eq!(part.matches("import {").count(), usize::from(section > 1 || begin == "const "), "{endpoint}");
            counts[section - 1] += 1;
        }
        let anchor = endpoint.replace('/', "");
        let row = format!("| [{endpoint}](#{anchor}) | {} |", counts.map(|count| count.to_string()).join(" | "));
        assert!(text.contains(&row), "the table lacks the row\n{row}");
    }
}
