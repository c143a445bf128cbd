//! What people read when a schema has errors: one fixture per kind, and all of them in one run.

use std::fs;

use fal_codegen::{ClientCrate, Options, Package};
use fal_tests::{assert_snapshot_named, root};

/// The diagnostics of schema texts by path; empty when there are none.
fn diagnostics(texts: &[(&str, &str)]) -> String {
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let outcome = fal_schema::load_texts(texts)
        .and_then(|catalog| fal_codegen::generate(&catalog, &fal_codegen::Options::default()).map(drop));
    outcome.err().map(|report| report.to_string()).unwrap_or_default()
}

#[test]
fn each_mistake_is_shown_with_its_place_and_a_way_out() {
    let folder = root().join("tests/fixtures/bad");
    let mut names: Vec<_> =
        fs::read_dir(&folder).expect("the fixtures").flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    for name in names {
        let name = name.to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join(&name)).expect("a fixture");
        let path = format!("fal-ai/{name}");
        let found = diagnostics(&[(&path, &text)]);
        assert!(found.contains("error[E"), "{name} has no diagnostic");
        assert_snapshot_named!(format!("bad_{}", name.trim_end_matches(".yaml")), found);
    }
}

#[test]
fn mistakes_in_several_files_are_reported_together() {
    let bad = "endpoint: fal-ai/a\ntitle: A\ninput:\n  x: {type: strin}\noutput: {}\n";
    let worse = "endpoint: fal-ai/b\ntitle: B\ncolour: red\ninput: {}\noutput: {}\n";
    let found = diagnostics(&[("fal-ai/a.yaml", bad), ("fal-ai/b.yaml", worse)]);
    assert!(found.contains("did you mean `string`?") && found.contains("unknown key `colour`"), "{found}");
    assert!(found.ends_with("2 errors found"), "{found}");
}

#[test]
fn a_type_shadowing_a_shared_one_is_refused_with_both_places() {
    let shared = "types:\n  Image:\n    fields:\n      url: {type: string}\n";
    let endpoint =
        "endpoint: fal-ai/a\ntitle: A\ninput:\n  x: {type: Image}\noutput: {}\ntypes:\n  Image:\n    enum: [a]\n";
    assert_snapshot_named!(
        "bad_two_files_shadowed",
        diagnostics(&[("shared.yaml", shared), ("fal-ai/a.yaml", endpoint)])
    );
}

#[test]
fn an_unused_shared_type_is_reported() {
    let shared = "types:\n  Image:\n    fields:\n      url: {type: string}\n";
    let endpoint = "endpoint: fal-ai/a\ntitle: A\ninput: {}\noutput: {}\n";
    let found = diagnostics(&[("shared.yaml", shared), ("fal-ai/a.yaml", endpoint)]);
    assert!(found.contains("error[E022]: the type `Image` is never used"), "{found}");
}

#[test]
fn endpoints_whose_modules_meet_are_refused() {
    let one = "endpoint: fal-ai/a-b\ntitle: A\ninput: {}\noutput: {}\n";
    let two = "endpoint: fal-ai/a/b\ntitle: A\ninput: {}\noutput: {}\n";
    let found = diagnostics(&[("fal-ai/a-b.yaml", one), ("fal-ai/a/b.yaml", two)]);
    assert!(found.contains("error[E050]: the Rust name `a_b` is already taken"), "{found}");
}

#[test]
fn more_families_than_a_published_crate_may_have_features_are_refused_with_advice() {
    let texts: Vec<(String, String)> = (0..281)
        .map(|n| (format!("fal-ai/m{n}.yaml"), format!("endpoint: fal-ai/m{n}\ntitle: M\ninput: {{}}\noutput: {{}}\n")))
        .collect();
    let catalog = fal_schema::load_texts(texts).unwrap_or_else(|report| panic!("{report}"));
    assert!(fal_codegen::generate(&catalog, &Options::default()).is_ok(), "a crate of one's own has no such limit");
    let package = Package { name: "models".to_owned(), client: ClientCrate::Version("0.1".to_owned()) };
    let options = Options { package: Some(package), ..Options::default() };
    let report = fal_codegen::generate(&catalog, &options).expect_err("too many");
    assert!(report.to_string().contains("expected at most 280, found 281"), "{report}");
}

#[test]
fn a_whole_limit_of_an_integer_may_be_written_as_a_float() {
    let load = |limits: &str| {
        let text =
            format!("endpoint: fal-ai/a\ntitle: A\noutput: {{}}\ninput:\n  a: {{type: list<integer>, {limits}}}\n");
        let catalog = fal_schema::load_texts([("fal-ai/a.yaml".to_owned(), text)]);
        catalog.unwrap_or_else(|report| panic!("{report}")).endpoints.remove(0).input.remove(0).limits
    };
    assert_eq!(load("min: -1.0, max: 100.0"), load("min: -1, max: 100"));
    assert_eq!(load("max: 1.5e+3"), load("max: 1500"));
}

#[test]
fn a_request_or_a_response_without_fields_is_written_as_such() {
    let text = |sides: &str| format!("endpoint: fal-ai/a\ntitle: A\n{sides}\n");
    let found = |sides: &str| diagnostics(&[("fal-ai/a.yaml", &text(sides))]);
    for sides in ["input: {}\noutput: {}", "input_type: map<string, json>\noutput_type: json"] {
        assert_eq!(found(sides), "");
    }
    for (sides, message) in [
        ("input: {}", "missing key `output`"),
        ("output: {}", "missing key `input`"),
        ("input: {}\noutput:", "the key `output` has no value"),
        ("output: {}\ninput: ~", "the key `input` has no value"),
        ("output: {}\ninput: {}\ntypes:", "the key `types` has no value"),
    ] {
        let found = found(sides);
        assert!(found.contains(message) && found.contains("{}`") && found.ends_with("1 error found"), "{found}");
    }
}

#[test]
fn hostile_files_end_quickly_in_a_finding() {
    let head = "endpoint: fal-ai/a\ntitle: A\ndoc: ";
    let cases = [
        format!("{head}{}", "[".repeat(200_000)),
        format!("{head}{}", "{a: ".repeat(50_000)),
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n".to_owned(),
        "- ".repeat(100_000),
        "\0\u{1}\u{2}".to_owned(),
        format!("endpoint: fal-ai/a\n{}", "k: v\n".repeat(40_000)),
        "x".repeat(2 << 20),
        "? [a]\n: b\n".to_owned(),
        "--- a\n--- b\n".to_owned(),
        "%YAML 9.9\n---\na: !!binary b\n".to_owned(),
        String::new(),
    ];
    for text in cases {
        let found = diagnostics(&[("fal-ai/a.yaml", &text)]);
        assert!(found.contains("error[E"), "no diagnostic for {:.40}", text);
    }
}

#[test]
fn a_file_of_many_types_that_lead_to_each_other_generates() {
    let fields = |number: usize| {
        (0..10)
            .map(|f| format!("      f{f}: {{type: list<T{}>, min_items: 1}}\n", (number + f + 1) % 300))
            .collect::<String>()
    };
    let types: String = (0..300).map(|number| format!("  T{number}:\n    fields:\n{}", fields(number))).collect();
    let text = format!("endpoint: fal-ai/a\ntitle: A\ninput:\n  a: {{type: T0}}\noutput: {{}}\ntypes:\n{types}");
    assert_eq!(diagnostics(&[("fal-ai/a.yaml", &text)]), "");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let text = "\u{feff}endpoint: fal-ai/a\r\ntitle: A\r\noutput: {}\r\ninput:\r\n  x:\r\n    type: string\r\n    doc: |-\r\n      one\r\n      two\r\n";
    assert_eq!(diagnostics(&[("fal-ai/a.yaml", text)]), "");
    let found = diagnostics(&[("fal-ai/a.yaml", &text.replace("string", "strin"))]);
    assert!(found.contains("fal-ai/a.yaml:6:11") && found.contains("did you mean `string`?"), "{found}");
}
