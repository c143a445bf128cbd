//! Strings that are likely to break out of documentation, of a literal or of YAML. Feeds `endpoint`, `values`, `names`.

use crate::source::Source;

/// Pieces of hostile text.
pub(crate) const PIECES: &[&str] = &[
    "*/",
    "/*",
    "//!",
    "/// ",
    "\"#",
    "r#\"",
    "#[doc]",
    "#![x]",
    "</script>",
    "- <script src=x>alert(1)</script>",
    "<b>",
    "<img src=x onerror=y>",
    "<!-- ",
    "&lt;",
    "&#x3c;",
    "[Input]",
    "[x](http://y)",
    "[`Vec`]",
    "[a]: b",
    "![i](j)",
    "`",
    "``",
    "```",
    "```rust\nfn main() { panic!() }\n```",
    "~~~",
    "    let x = 1;",
    "\n    code();\n",
    "\n\n",
    "\n",
    "\t",
    "\r",
    "\r\n",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200b}",
    "\u{2066}",
    "\u{feff}",
    "\u{1}",
    "\u{301}",
    "\\",
    "\\n",
    "\\u{41}",
    "{",
    "}",
    "{}",
    "{0}",
    "$crate",
    "$x",
    "%s",
    "'",
    "\"",
    "'a",
    "#",
    "# Title",
    "## Errors\n",
    "===",
    "---",
    "- item",
    "- <script src=x>",
    "\n\n<img src=x>\n\n",
    "* item",
    "+ item",
    "1. one",
    "2) two",
    "> quote",
    "| a | b |\n|---|---|",
    ":",
    ": ",
    " #",
    "!",
    "?",
    "|",
    ">",
    "@",
    "%",
    "&a",
    "*b",
    "_",
    "__",
    "~",
    "=",
    "\u{ad}",
    "https://x.y/z",
    "http://a",
    "https://a.b/(c)_[d]",
    "www.x.y",
    "a@b.c",
    "<https://x>",
    "é",
    "中文",
    "🤩",
    "👩‍👩‍👧",
    "ß",
    "ı",
    "a",
    "word",
    "the model",
    "1",
    "0.5",
    "null",
    "true",
    "std::vec::Vec",
    "Self",
    "^[a-z]+$",
    "(?i)\\d{1,3}",
    "[^`]*",
    "[![b]",
    "]",
    "[",
    "(",
    ")",
    "<a",
    "</",
    "\\`",
    "``` ```",
    "$$",
    "<details>",
    "[^1]",
    "==",
    "\u{1f}",
    "~~s~~",
    "<",
    "`` `",
    "- [ ] x",
    "    ",
    "\\[x\\]",
    "compile_fail",
    "include_str!(\"x\")",
];

/// What no page of documentation has unless a piece of hostile text became markup.
pub(crate) const MARKUP: &[&str] =
    &["<script src=x", "<img src=x", "<a href=\"http://y\">x", "<a href=\"http://y/\">x"];

/// A text; about two thirds of them are harmless.
pub(crate) fn text(source: &mut Source) -> String {
    match source.below(12) {
        0..4 => source.pick(PLAIN).to_owned(),
        4..8 => sentence(source),
        8..11 => hostile(source),
        _ => String::new(),
    }
}

/// A text that is not empty.
pub(crate) fn some(source: &mut Source) -> String {
    let text = text(source);
    if text.is_empty() { "a".to_owned() } else { text }
}

const PLAIN: &[&str] = &[
    "The prompt.",
    "a",
    "An image",
    "https://example.com/a.png",
    "16:9",
    "no",
    "True",
    "Ein Bild",
    "2024-01-01",
    "0x10",
    "1e3",
    ".5",
    "~",
    "data:image/png;base64,iVBORw0KGgo=",
    "Number of steps, from 1 to 50.",
];

fn sentence(source: &mut Source) -> String {
    const WORDS: &[&str] =
        &["the", "model", "takes", "an", "image", "`seed`", "of", "a", "4:3", "(or", "more)", "e.g.", "é"];
    (0..source.range(1, 40)).map(|_| source.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

/// Pieces of hostile text, one after the other.
pub(crate) fn hostile(source: &mut Source) -> String {
    if source.chance(3.0) {
        return source.pick(PIECES).repeat(source.range(20, 300));
    }
    let between = source.pick(&["", "", " ", "\n"]);
    (0..source.range(1, 9)).map(|_| source.pick(PIECES)).collect::<Vec<_>>().join(between)
}
