//! The page of the first steps shows parts of a program, which runs as an example, and parts of what it prints.

use crate::{document, normalize::normalize, output_block};

/// Returns the blocks of a page in a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("\n```{language}\n");
    page.split(start.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// Returns the lines without their indentation.
fn flat(text: &str) -> String {
    text.lines().map(|line| line.trim_start().to_owned() + "\n").collect()
}

#[test]
fn the_code_of_the_first_steps_is_that_of_the_program() {
    let (page, program) = (document("docs/first-steps.md"), flat(&document("examples/first_steps.rs")));
    let parts = blocks(&page, "rust");
    assert_eq!(parts.len(), 10, "each part of the page is compared");
    for block in parts {
        assert!(program.contains(&flat(block)), "examples/first_steps.rs does not contain this part:\n{block}");
    }
}

#[test]
fn the_output_of_the_first_steps_is_that_of_the_program() {
    let (page, examples) = (document("docs/first-steps.md"), document("docs/examples.md"));
    let mut printed = normalize(output_block(&examples, "\n## first_steps\n"));
    let parts = blocks(&page, "text");
    assert_eq!(parts.len(), 7, "each step has its output");
    for block in parts {
        let part = normalize(block);
        let Some((_, rest)) = printed.split_once(&part) else {
            panic!("docs/examples.md does not contain this output, or in another order:\n{part}");
        };
        printed = rest.to_owned();
    }
}
