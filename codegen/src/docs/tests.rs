//! Documentation is parsed in the same way as by rustdoc, and contains the original text without any markup.

use proptest::prelude::*;
use pulldown_cmark::{BrokenLink, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{clean, code, lines, trusted};

/// The Markdown extensions that rustdoc enables.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// The rendered text of the lines with code in backticks, and the code spans. Panics on any other markup.
fn rendered(lines: &[String]) -> (String, Vec<String>) {
    let text = lines.join("\n");
    let (mut out, mut codes) = (String::new(), Vec::new());
    // Text in brackets could be a link to an item.
    let name = |link: BrokenLink<'_>| Some((link.reference.into_string().into(), "".into()));
    for event in Parser::new_with_broken_link_callback(&text, options(), Some(name)) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Code(code) => {
                out.push_str(&format!("`{code}`"));
                codes.push(code.into_string());
            }
            Event::SoftBreak => out.push(' '),
            Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. }) => {
                assert!(dest_url.starts_with("http"), "{dest_url} in {text}");
            }
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph | TagEnd::Link) => {}
            other => panic!("{other:?} in {text}"),
        }
    }
    (out, codes)
}

/// Removes white space, and replaces the typographic quotes, dashes and ellipses that rustdoc inserts.
fn normalized(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.replace(['“', '”'], "\"").replace(['‘', '’'], "'");
    plain.replace('—', "---").replace('–', "--").replace('…', "...")
}

/// Strings that are likely to break out of their context.
const PARTS: &[&str] = &[
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "~~",
    "~",
    "*",
    "**",
    "_",
    "__",
    "#",
    "## ",
    "-",
    "- ",
    "---",
    "+ ",
    "* ",
    "=",
    "===",
    ":::",
    ": ",
    ">",
    "> ",
    "|",
    "| --- |",
    "a | b",
    "--- | ---",
    "1. ",
    "2)",
    "123456789. ",
    "[",
    "]",
    "[x]",
    "[^1]",
    "[^1]: ",
    "[x]: https://a.b/c",
    "[x](y)",
    "![x](y)",
    "- [ ] ",
    "- [x] ",
    "<",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<script src=\"https://x.y\">",
    "<https://x.yz>",
    "<a@b.c>",
    "<?",
    "<![CDATA[",
    "&lt;",
    "&#42;",
    "&amp;",
    "\\",
    "\\\\",
    "\\`",
    "\\\n",
    "  \n",
    "\n",
    "\n\n",
    "\n    ",
    "\n\t",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "\n\u{a0}- ",
    "\n\u{3000}",
    "\u{ad}",
    "\u{61c}",
    "\u{115f}",
    "\u{180e}",
    "\u{202e}",
    "\u{200b}",
    "\u{3164}",
    "\u{feff}",
    "\u{fff9}",
    "\u{e0041}",
    "\u{1}",
    "\u{fe0f}",
    "https://x.yz/a_b*c*",
    "https://x.yz/?a=1&lt;b&copy;",
    "http://a",
    "https://",
    "https://..x.yz",
    "*https://x.yz/**",
    "`code`",
    "`a b`",
    "` `",
    "``a`",
    "`a``",
    "\\`a`",
    "$",
    "$x$",
    "^",
    "{#a}",
    "\"",
    "'",
    "--",
    "...",
    "*/",
    "/*",
    "///",
    "é",
    "🤩",
    "a",
    "a_b",
    "word ",
    " ",
    "  ",
    "a long row of words that takes a part of a line, ",
    "Default: ",
];

/// Combinations of these strings.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![12 => prop::sample::select(PARTS.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_description_renders_as_plain_text(text in hostile()) {
        let lines = lines(&text);
        prop_assert_eq!(normalized(&rendered(&lines).0), normalized(&clean(&text)), "{:?} as {:#?}", text, lines);
    }

    #[test]
    fn values_render_as_code_wherever_lines_break(values in prop::collection::vec(hostile(), 1..12), low: i64) {
        let codes: Vec<String> = values.iter().map(|value| code(value)).collect();
        let text = format!("Values: {}. Range: {low} to 1. Default: {}.", codes.join(", "), codes[0]);
        let lines = trusted(&text);
        let codes = rendered(&lines).1;
        prop_assert_eq!(codes.len(), values.len() + 1, "{:#?}", lines);
        for (value, code) in values.iter().zip(&codes) {
            let code = code.replace("\\u{60}", "`");
            prop_assert!(code.chars().count() <= 63, "{code}");
            let is_complete = value.chars().all(|c| !super::is_invisible(c)) && value.chars().count() <= 60;
            prop_assert!(!is_complete || code.trim() == value.trim(), "{value:?} as {code:?}");
        }
        prop_assert!(lines.iter().all(|line| !line.starts_with("```")), "{:#?}", lines);
    }
}

#[test]
fn markup_renders_as_plain_text() {
    assert_eq!(lines("FLUX.1 [schnell] <b> *x* a_b"), ["FLUX.1 \\[schnell\\] \\<b\\> \\*x\\* a_b"]);
    assert_eq!(lines("# Title\n- item\n1. one"), ["\\# Title", "\\- item", "1\\. one"]);
}

#[test]
fn indented_lines_never_become_code() {
    assert_eq!(lines("\n            Some text\n                more"), ["Some text", "more"]);
    assert_eq!(lines("```rust\npanic!()\n```"), ["\\`\\`\\`rust", "panic!()", "\\`\\`\\`"]);
}

#[test]
fn inline_code_and_urls_are_kept() {
    assert_eq!(lines("If `True`, see https://fal.ai/x."), ["If `True`, see <https://fal.ai/x>."]);
    assert_eq!(lines("**http://a**"), ["\\*\\*<http://a>\\*\\*"]);
}

#[test]
fn long_text_is_wrapped_and_blank_lines_are_collapsed() {
    assert_eq!(lines("a\n\n\nb\n\n"), ["a", "", "b"]);
    assert!(lines(&"word ".repeat(100)).iter().all(|line| line.len() <= 96));
    assert_eq!(lines(&format!("a {} b", "x".repeat(10_000))).len(), 3);
}

#[test]
fn invisible_characters_are_removed_and_emoji_are_kept() {
    assert_eq!(
        lines("so\u{ad}ft \u{202e}a\u{e0041}\u{3164}\u{fff9}\u{115f}\u{180e}\u{61c}\tb ⚠\u{fe0f}"),
        ["soft a b ⚠\u{fe0f}"]
    );
    assert_eq!(trusted(&code("a\u{ad}\u{e0041}")), ["`a\\u{ad}\\u{e0041}`"]);
    assert!(lines("\u{200b}\u{a0}").is_empty());
}

#[test]
fn values_are_code_whatever_they_contain() {
    let code = |value: &str| trusted(&code(value)).join("\n");
    assert_eq!(code("a`b"), "`` a`b ``");
    assert_eq!(code("```"), "` ``` `");
    assert_eq!(code("`a``"), "`` `a\\u{60}\\u{60} ``");
    assert_eq!(code("a\nb"), "`a\\nb`");
    assert_eq!(code("a  b"), "`a  b`");
}

#[test]
fn a_cut_value_ends_in_an_ellipsis_and_no_escape_is_cut() {
    let code = |value: &str| trusted(&code(value)).join("\n");
    assert_eq!(code(&"x".repeat(60)), format!("`{}`", "x".repeat(60)));
    assert_eq!(code(&"x".repeat(61)), format!("`{}…`", "x".repeat(60)));
    assert_eq!(code(&"\u{202e}".repeat(8)), format!("`{}…`", "\\u{202e}".repeat(7)));
    assert_eq!(code(&"`".repeat(90)), format!("` {}… `", "`".repeat(60)));
}

#[test]
fn no_line_of_facts_begins_with_markup_and_no_code_is_broken() {
    let at_the_end = |fact: &str| trusted(&format!("{}{fact}", "word ".repeat(19)));
    assert_eq!(at_the_end("1. Length: 2")[1], "1\\. Length: 2");
    assert_eq!(at_the_end("-5 to 1")[1], "\\-5 to 1");
    assert_eq!(at_the_end(&code("a - <script src=//x.y/>"))[1], "`a - <script src=//x.y/>`");
}
