//! Pages and `llms.txt` that are cut, damaged, huge, or made at random: each is refused with a reason, or can be generated.

use std::fmt::Write as _;
use std::fs;

use fal_codegen::Options;
use fal_import::{Document, Imported, Outcome};
use proptest::prelude::*;

use crate::{fixture_of, fixtures_of};

/// Imports one text into an empty folder, looks at what was made, and imports it again.
fn check(text: &str) -> Result<Imported, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = [Document { name: "hostile.txt".to_owned(), text: text.to_owned() }];
    let import = || fal_import::import(&documents, folder.path()).map(|mut results| results.remove(0));
    let result = import().map_err(|report| report.to_string())?;
    if let Outcome::Failed(why) = &result.outcome {
        return if why.is_empty() { Err("no reason".to_owned()) } else { Ok(result) };
    }
    let yaml = fs::read_to_string(folder.path().join(&result.path)).map_err(|error| error.to_string())?;
    fal_schema::load(folder.path())
        .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()))
        .map_err(|report| format!("{report}\n{yaml}"))?;
    let again = import().map_err(|report| report.to_string())?;
    if again.outcome == Outcome::Unchanged { Ok(result) } else { Err(format!("imported twice: {again:?}\n{yaml}")) }
}

fn failure(text: &str) -> (Option<usize>, String) {
    let result = check(text).unwrap_or_else(|error| panic!("{error}"));
    match result.outcome {
        Outcome::Failed(why) => (result.line, why),
        other => panic!("{other:?}"),
    }
}

fn page(input: &str) -> String {
    format!("fal-ai/a\n5. Schema\n#\nInput\n#\n{input}\nOutput\n#\nanswer string\n")
}

#[test]
fn texts_that_are_cut_anywhere_are_refused_or_can_be_generated() {
    for form in ["pages", "llms"] {
        for name in fixtures_of(form) {
            let text = fixture_of(form, &name);
            let lines: Vec<&str> = text.lines().collect();
            for end in 0..lines.len() {
                let cut = lines[..end].join("\n");
                check(&cut).unwrap_or_else(|error| panic!("{form} {name} up to line {end}: {error}"));
            }
        }
    }
}

#[test]
fn control_characters_do_no_harm() {
    for c in ['\0', '\u{7}', '\u{1b}', '\u{85}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{e000}'] {
        for text in [
            page(&format!("a string\nText {c} text. Default value: \"x{c}y\"")),
            page(&format!("a{c}b string")),
            page(&format!("a AEnum\nPossible enum values: a{c}, b, {c}")),
            format!("fal-ai/a\nAbout\n{c}{}", &page("a string")["fal-ai/a\n".len()..]),
        ] {
            check(&text).unwrap_or_else(|error| panic!("{c:?}: {error}"));
        }
    }
}

#[test]
fn what_is_too_much_is_refused() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| {
        (0..count).fold(String::new(), |mut text, number| {
            _ = writeln!(text, "{}", line(number));
            text
        })
    };
    let fields = failure(&page(&many(2001, &|number| format!("f{number} string"))));
    assert_eq!(fields, (Some(2006), "the document has more than 2000 fields".to_owned()));
    let types = page("a string") + "Other types\n#\n" + &many(1001, &|number| format!("T{number}\n#\nx string"));
    assert_eq!(failure(&types), (Some(3012), "the document has more than 1000 types".to_owned()));
    let values = (0..5001).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    assert_eq!(
        failure(&page(&format!("a AEnum\nPossible enum values: {values}"))),
        (Some(6), "`a` has more than 5000 values".to_owned())
    );
    let arms = vec!["A"; 2000].join(" | ");
    assert!(failure(&page(&format!("a {arms}"))).1.contains("expected a type of at most 1000 bytes"));
    let large = page(&format!("a string\n{}", "x".repeat(4 << 20)));
    assert_eq!(failure(&large), (None, "the document is larger than 4 MiB".to_owned()));
    let huge = format!("{{\"a\": \"{}\"}}", "x".repeat(16 << 20));
    assert_eq!(failure(&huge), (None, "the document is larger than 16 MiB".to_owned()));
}

#[test]
fn work_stays_bounded_where_texts_repeat_what_is_slow() {
    let marks = "Default value: \"".repeat(100_000);
    check(&page(&format!("a string\n{marks}"))).unwrap_or_else(|error| panic!("{error}"));
    let opened = format!("a string\n\n{}", "{\n".repeat(100_000));
    assert_eq!(failure(&page(&opened)).1, "unclosed JSON");
    let nested = format!("a string\n\n{{\n{}\n}}", "[".repeat(100_000));
    check(&page(&nested)).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn types_that_lie_too_deep_are_refused_with_the_line_of_the_field() {
    let types: String = (0..60).map(|number| format!("T{number}\n#\nx T{}\n", number + 1)).collect();
    let (line, why) = failure(&(page("a T0") + "Other types\n#\n" + &types + "T60\n#\nx string\n"));
    assert!(line.is_some_and(|line| line > 10) && why == "nested too deeply", "{line:?} {why}");
    let (line, why) = failure(&page(&format!("a {}string{}", "list<".repeat(100), ">".repeat(100))));
    assert!(line == Some(6) && why.contains("nested less deeply"), "{line:?} {why}");
}

const NAMES: &str = "a/image_url/b_c/type/self/2d/Image/x-y/é/\"q\"/The";
const TYPES: &str = "string/integer/float/boolean/object/array/void/any/Image/Enum/AEnum/Timings/list<Image>/it/list</\
                     list<list<Enum>>/Image | Enum/integer | float | string/map<string, Image>";
const DEFAULTS: &str = "1/0/-2.5/1e999/\"x\"/\"a \"b\" c\"/square/true/null/[]/{\"a\": 1}/\"/";
const VALUES: &str = "a, b/1, 2//a, a/, /true, 1/A, a/no, 16:9/+, -";
const OTHER: &str = "//#/Output/Other types/Image/Timings/Related Models/{/}/[/]/{}/  \"a\": 1,/  \"a\": \"x \"y\" z\"/\
                     Note: It is so:/\"a\": {/Some text./Two words";

/// A line of a page.
fn line() -> impl Strategy<Value = String> {
    let one = |words: &'static str| prop::sample::select(words.split('/').collect::<Vec<_>>());
    prop_oneof![
        4 => (one(NAMES), one(TYPES)).prop_map(|(name, ty)| format!("{name} {ty}")),
        1 => one(DEFAULTS).prop_map(|default| format!("Text. Default value: {default}")),
        1 => one(VALUES).prop_map(|values| format!("Possible enum values: {values}")),
        3 => one(OTHER).prop_map(str::to_owned),
    ]
}

const ITEMS: &str = "Default: `1`#Default: `\"x\"`#Default: `{\"a\": 1}`#Default: `#Default: `null`#Options: `\"a\"`, `\"b\"`#\
                     Options: `1`, `2`#Options: `1`, `x`#Options: ``#Range: `0` to `9`#Range: `0` to `1`, step: `0.1`#\
                     Range: `9` to `0`#Range: to#Examples: \"a\", 2#Examples: [#One of: a | b#Array of a#Format: any";

/// A line of an `llms.txt`.
fn llms_line() -> impl Strategy<Value = String> {
    let one = |words: &'static str, by: char| prop::sample::select(words.split(by).collect::<Vec<_>>());
    let presence = one("required/optional/optional/perhaps", '/');
    prop_oneof![
        4 => (one(NAMES, '/'), one(TYPES, '/'), presence)
            .prop_map(|(name, ty, presence)| format!("- **`{name}`** (`{ty}`, _{presence}_):")),
        5 => one(ITEMS, '#').prop_map(|item| format!("  - {item}")),
        1 => one("  Text./Text./```json/```/{/}/{\"a\": 1}/## End/### Output Schema/", '/').prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_made_at_random_are_refused_or_can_be_generated(
        input in prop::collection::vec(line(), 0..12),
        output in prop::collection::vec(line(), 0..6),
        types in prop::collection::vec(line(), 0..12),
    ) {
        let text = format!(
            "fal-ai/random\nAbout\n5. Schema\n#\nInput\n#\n{}\nOutput\n#\n{}\nOther types\n#\nImage\n#\n{}\n",
            input.join("\n"), output.join("\n"), types.join("\n"),
        );
        let checked = check(&text);
        prop_assert!(checked.is_ok(), "{}\n{text}", checked.err().unwrap_or_default());
        let located = checked.as_ref().is_ok_and(|result| !matches!(result.outcome, Outcome::Failed(_)) || result.line.is_some());
        prop_assert!(located, "{checked:?}\n{text}");
    }

    #[test]
    fn llms_txt_made_at_random_is_refused_or_can_be_generated(
        input in prop::collection::vec(llms_line(), 0..16),
        output in prop::collection::vec(llms_line(), 0..8),
    ) {
        let text = format!(
            "# Random\n- **Model ID**: `fal-ai/random`\n### Input Schema\n{}\n### Output Schema\n{}\n",
            input.join("\n"), output.join("\n"),
        );
        let checked = check(&text);
        prop_assert!(checked.is_ok(), "{}\n{text}", checked.err().unwrap_or_default());
        let located = checked.as_ref().is_ok_and(|result| !matches!(result.outcome, Outcome::Failed(_)) || result.line.is_some());
        prop_assert!(located, "{checked:?}\n{text}");
    }
}
