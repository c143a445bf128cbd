//! What generated types offer to users: constructors, conversions, and the lines of their documentation.

use fal_codegen::Options;
use fal_tests::fixtures::{types::Format, unions};

const SHARED: &str = "types:\n  Both: {fields: {a: {type: string}}}\n  Token: {fields: {a: {type: string}}}\n";

/// The module `a` of a model with these fields.
fn module(input: &str, output: &str) -> String {
    let model = format!(
        "endpoint: fal-ai/a\ntitle: A\ninput:\n  both: {{type: Both}}\n{input}output:\n  both: {{type: Both}}\n  \
         token: {{type: Token}}\n{output}types:\n  Ratio: {{enum: [\"16:9\", square_hd, \"say \\\"hi\\\"\"]}}\n"
    );
    tree(&model).get("src/a.rs").expect("the module").to_owned()
}

fn tree(model: &str) -> fal_codegen::FileTree {
    let texts = [("shared.yaml".to_owned(), SHARED.to_owned()), ("fal-ai/a.yaml".to_owned(), model.to_owned())];
    fal_schema::load_texts(texts)
        .and_then(|catalog| fal_codegen::generate(&catalog, &Options::default()))
        .unwrap_or_else(|report| panic!("{report}"))
}

const RATIO: &str = "  ratio: {type: Ratio}\n";

#[test]
fn types_that_occur_in_outputs_only_have_neither_new_nor_default() {
    let text = module(RATIO, "");
    assert!(text.contains("impl Input {") && text.contains("Default for Input"), "{text}");
    assert!(!text.contains("impl Output {") && !text.contains("Default for Output"), "{text}");
    let model = "endpoint: fal-ai/a\ntitle: A\ninput: {both: {type: Both}}\noutput: {both: {type: Both}, token: {type: Token}}\n";
    let types = tree(model).get("src/types.rs").expect("the shared types").to_owned();
    assert!(types.contains("impl Both {") && !types.contains("impl Token {"), "{types}");
}

#[test]
fn an_input_is_made_of_a_string_if_that_is_its_only_required_field() {
    let is_made = |fields: &str| module(&format!("{RATIO}{fields}"), "").contains("::fal_client::from_string!(Input);");
    let required = |name: &str, ty: &str| format!("  {name}: {{type: {ty}, required: true}}\n");
    assert!(is_made(&required("prompt", "string")));
    assert!(!is_made(""));
    assert!(!is_made(&required("n", "integer")));
    assert!(!is_made(&(required("prompt", "string") + &required("n", "integer"))));
    let input = fal_models::flux_1_schnell::Input::new("a cat");
    assert_eq!(fal_models::flux_1_schnell::Input::from("a cat"), input);
    assert_eq!(fal_models::flux_1_schnell::Input::from("a cat".to_owned()), input);
}

#[test]
fn an_enum_is_made_of_strings_and_lists_them() {
    let strings: Vec<&str> = Format::values().collect();
    assert_eq!(strings, Format::KNOWN.iter().map(Format::as_str).collect::<Vec<_>>());
    for text in strings.into_iter().chain(["of tomorrow"]) {
        assert_eq!(Format::from(text).as_str(), text);
        assert_eq!(text.parse(), Ok(Format::from(text)));
    }
    assert!(matches!(Format::from("of tomorrow"), Format::Unknown(_)));
}

#[test]
fn an_alias_is_what_a_name_does_not_resemble() {
    let text = module(RATIO, "");
    let aliases: Vec<&str> = text.lines().filter(|line| line.contains("doc(alias")).map(str::trim).collect();
    assert_eq!(aliases, ["#![doc(alias = \"fal-ai/a\")]", "#[doc(alias = \"16:9\")]", "#[doc(alias = \"fal-ai/a\")]"]);
}

#[test]
fn a_field_without_a_description_documents_its_json() {
    let text =
        module(&format!("{RATIO}  n: {{type: integer, default: 1}}\n"), "  r: {type: list<float>, required: true}\n");
    assert!(
        text.contains("/// JSON key `ratio`: `Ratio`, optional.\n") || text.contains("/// Values: `16:9`"),
        "{text}"
    );
    assert!(text.contains("/// JSON key `r`: `list<float>`, required.\n"), "{text}");
    assert!(text.contains("/// Default: `1`.\n    pub n: i64,"), "{text}");
    assert!(!text.contains("The field"), "{text}");
}

#[test]
fn a_setter_links_to_its_field() {
    let text = module(&format!("{RATIO}  n: {{type: integer, default: 1, max: 7}}\n"), "");
    assert!(text.contains("/// Sets [`n`](Self#structfield.n).\n    pub fn n("), "{text}");
    assert_eq!(text.matches("Range: at most 7").count(), 1, "{text}");
}

#[test]
fn validate_needs_no_import() {
    assert!(unions::Input::new().validate().is_ok());
}
