//! Words that are in no file: places of somebody's machine, and the names of tools that wrote something.
//! They are put together from parts here, so that this file needs no exception.

use crate::files::File;
use crate::{about, assert_none};

fn words() -> Vec<String> {
    let parts = [
        ["..", "/shared/"],
        ["/wo", "rk/"],
        ["/ho", "me/"],
        ["/tm", "p/"],
        ["clau", "de"],
        ["anthro", "pic"],
        ["chat", "gpt"],
        ["copi", "lot"],
        ["code", "x-cli"],
    ];
    parts.into_iter().map(|parts| parts.concat()).collect()
}

#[test]
fn no_file_names_a_machine_or_a_tool() {
    let words = words();
    let files = about(|_| true);
    assert_none(
        "these words do not belong here:",
        &files.iter().flat_map(|file| found(file, &words)).collect::<Vec<_>>(),
    );
}

fn found(file: &File, words: &[String]) -> Vec<String> {
    let lines = file.text.lines().map(str::to_lowercase).enumerate();
    let pairs = lines
        .flat_map(|(index, line)| words.iter().filter(move |word| line.contains(*word)).map(move |word| (index, word)));
    pairs.map(|(index, word)| format!("{}:{}: {word}", file.path, index + 1)).collect()
}

#[test]
fn a_word_is_found_in_any_case() {
    let words = words();
    let file = File::new("README.md", &format!("fine\nsee {} for more\n", words[4].to_uppercase()));
    assert_eq!(found(&file, &words), [format!("README.md:2: {}", words[4])]);
}
