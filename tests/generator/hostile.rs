//! No text from a schema becomes code: generated files are parsed, and every text is found again as data.

use std::collections::BTreeMap;

use fal_codegen::Options;
use proptest::prelude::*;

/// Text that is likely to break out of something.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "*/",
        "/*",
        "\"#",
        "#[doc]",
        "</script>",
        "\n",
        "\n    code();",
        "[x]",
        "<x>",
        "`",
        "```",
        "\\",
        "{",
        "}",
        "\u{202e}",
        "\u{feff}",
        "\t",
        "\r",
        "\0",
        "//!",
        "///",
        "'",
        "\"",
        "#",
        "-",
        "1.",
        "|",
        "&lt;",
        "https://x.y/z",
        "é",
        "🤩",
        " ",
        "a",
        "$crate",
        "r#\"",
        "!",
        "\u{85}",
        "\u{2028}",
        "_",
        "*",
        "~~~",
        "===",
    ]);
    prop::collection::vec(parts, 0..12).prop_map(|parts| parts.concat())
}

/// A JSON string is a YAML 1.2 double-quoted scalar.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_ascii_graphic() || c == ' ' => out.push(c),
            c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out + "\""
}

fn generated(doc: &str, default: &str, value: &str) -> String {
    let text = format!(
        "endpoint: fal-ai/a\ntitle: {doc}\ndoc: {doc}\ninput:\n  x:\n    type: string\n    doc: {doc}\n    default: {default}\n  \
         m:\n    type: Mode\n    doc: {doc}\n    default: {value}\ntypes:\n  Mode:\n    doc: {doc}\n    enum: [{value}]\n    \
         rust_names: {{{value}: Only}}\noutput:\n  y:\n    type: string\n    doc: {doc}\nexamples:\n  - input: {{x: {default}}}\n",
        doc = quoted(doc),
        default = quoted(default),
        value = quoted(value),
    );
    let catalog =
        fal_schema::load_texts([("fal-ai/a.yaml".to_owned(), text)]).unwrap_or_else(|report| panic!("{report}"));
    let tree = fal_codegen::generate(&catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"));
    tree.get("src/a.rs").expect("the module").to_owned()
}

/// The items of a file, without documentation and without the text of literals.
fn shape(text: &str) -> String {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &file.items {
        let kind = match item {
            syn::Item::Use(_) => "use",
            syn::Item::Struct(_) => "struct",
            syn::Item::Enum(_) => "enum",
            syn::Item::Impl(_) => "impl",
            syn::Item::Macro(_) => "macro",
            _ => "other",
        };
        *kinds.entry(kind).or_default() += 1;
    }
    format!("{kinds:?}")
}

fn literals(text: &str) -> Vec<String> {
    fn walk(tokens: proc_macro2::TokenStream, found: &mut Vec<String>) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => walk(group.stream(), found),
                proc_macro2::TokenTree::Literal(literal) => {
                    if let Ok(syn::Lit::Str(text)) = syn::parse_str::<syn::Lit>(&literal.to_string()) {
                        found.push(text.value());
                    }
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(text.parse().expect("tokens"), &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_from_a_schema_never_becomes_code(doc in hostile(), default in hostile(), value in hostile()) {
        let plain = generated("plain", "plain", "plain");
        let text = generated(&doc, &default, &value);
        prop_assert_eq!(shape(&plain), shape(&text), "{}", text);
        let found = literals(&text);
        prop_assert!(default.is_empty() || found.contains(&default), "{default:?} is not in {text}");
        prop_assert!(found.contains(&value), "{value:?} is not in {text}");
        for line in text.lines().filter(|line| line.trim_start().starts_with("//")) {
            let body = line.trim_start().trim_start_matches('/').trim_start_matches('!');
            prop_assert!(!body.starts_with("     "), "an indented line of documentation: {line}");
            prop_assert!(!line.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{line:?}");
        }
    }

    #[test]
    fn any_text_as_a_schema_is_read_or_refused(text in "\\PC{0,200}|([a-z]{1,8}: ?[\\[\\]{}&*!|>'\"%@`a-z0-9:,# -]{0,20}\n){0,12}") {
        _ = fal_schema::load_texts([("fal-ai/a.yaml".to_owned(), text)]);
    }
}
