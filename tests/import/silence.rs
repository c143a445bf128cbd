//! What a page or an `llms.txt` leaves out is not a change: it stays as it is in the schema.

use std::fs;

use fal_import::Outcome;

use crate::{fixture_of, folder, import};

/// Imports a text over a schema; what became of it.
fn over(schema: &str, id: &str, text: &str) -> (Outcome, String) {
    let folder = folder();
    let path = folder.path().join(format!("{id}.yaml"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, schema).expect("written");
    let result = import(&[("text", text)], folder.path()).remove(0);
    (result.outcome, fs::read_to_string(path).expect("a schema"))
}

/// A page of a model with one field, `a`.
fn page(field: &str) -> String {
    format!("fal-ai/a\n5. Schema\n#\nInput\n#\n{field}\nOutput\n#\nresult string\n")
}

/// A schema of that model.
fn schema(field: &str) -> String {
    let source = "source:\n  page: https://fal.ai/models/fal-ai/a/api\n";
    let output = "output:\n  result:\n    type: string\n";
    format!(
        "# yaml-language-server: $schema=../endpoint.schema.json\nendpoint: fal-ai/a\ntitle: A\n{source}\
         input:\n  a:\n{field}{output}"
    )
}

#[test]
fn what_people_added_to_a_page_stays() {
    for (page_text, known) in [
        ("a string", "    type: string\n    required: true\n    min_length: 1\n    max_length: 9\n    pattern: x\n"),
        ("a string", "    type: file\n    rust_name: other\n    note: By hand.\n"),
        (
            "a integer\nHow many. Default value: 2",
            "    type: integer\n    doc: How many.\n    default: 2\n    min: 0\n    max: 9\n",
        ),
        ("a boolean", "    type: boolean\n    default: false\n"),
        ("a float", "    type: float\n    default: 0\n"),
        ("a list<string>", "    type: list<string>\n    default: []\n    max_items: 3\n"),
        ("a list<float>", "    type: list<float?>\n"),
        ("a Timings", "    type: map<string, float>\n"),
        ("a string", "    type: string\n    deprecated: true\n"),
    ] {
        let known = schema(known);
        assert_eq!(over(&known, "fal-ai/a", &page(page_text)), (Outcome::Unchanged, known.clone()), "{page_text}");
    }
}

#[test]
fn what_a_page_says_is_a_change() {
    for (page_text, known, new) in [
        ("a integer\nDefault value: 3", "    type: integer\n    default: 2\n", "    type: integer\n    default: 3\n"),
        // A page would print it.
        ("a integer", "    type: integer\n    default: 2\n", "    type: integer\n"),
        ("a string\nText.", "    type: string\n    doc: Old.\n", "    type: string\n    doc: Text.\n"),
        ("a string", "    type: integer\n", "    type: string\n"),
        (
            "a string\nDefault value: \"x\"",
            "    type: string\n    required: true\n",
            "    type: string\n    required: true\n    note: \"Import: required, though the document has the default x.\"\n",
        ),
    ] {
        assert_eq!(over(&schema(known), "fal-ai/a", &page(page_text)), (Outcome::Updated, schema(new)), "{page_text}");
    }
}

#[test]
fn marks_on_a_page_say_what_is_required_but_not_the_limits() {
    let known = |required: &str| schema(&format!("    type: integer\n{required}    min: 1\n"));
    let marked = page("a integer").replace("result string", "result string* required");
    let result = "  result:\n    type: string\n";
    let new = known("").replace(result, &format!("{result}    required: true\n"));
    assert_eq!(over(&known("    required: true\n"), "fal-ai/a", &marked), (Outcome::Updated, new));
}

#[test]
fn values_that_are_integers_stay_integers() {
    let types = |values: &str, note: &str| format!("types:\n  Number:\n{note}    {values}\n");
    let known = schema("    type: Number\n    default: 4\n") + &types("integers: [1, 2, 4]", "");
    let page_text = page("a AEnum\nDefault value: \"4\"\n\nPossible enum values: 1, 2, 4");
    assert_eq!(over(&known, "fal-ai/a", &page_text), (Outcome::Unchanged, known));
    let texts = schema("    type: Number\n    default: \"4\"\n") + &types("enum: [\"1\", \"2\", \"4\"]", "");
    assert_eq!(over(&texts, "fal-ai/a", &page_text), (Outcome::Unchanged, texts), "the remark is not added again");
}

#[test]
fn an_empty_table_takes_nothing_away() {
    let known = schema("    type: string\n    required: true\n");
    let empty = "fal-ai/a\n5. Schema\n#\nInput\n#\nOutput\n#\n";
    let (outcome, text) = over(&known, "fal-ai/a", empty);
    assert_eq!((outcome, text.contains("  a:"), text.contains("  result:")), (Outcome::Updated, true, true), "{text}");
}

#[test]
fn a_page_can_say_that_a_model_streams_but_not_that_it_does_not() {
    let known = schema("    type: string\n");
    let streams = known.replace("input:\n", "streaming: true\ninput:\n");
    let says_so =
        page("a string").replace("5. Schema", "1. Calls\n#\nThis model supports streaming requests.\n5. Schema");
    assert_eq!(over(&known, "fal-ai/a", &says_so), (Outcome::Updated, streams.clone()));
    assert_eq!(over(&streams, "fal-ai/a", &page("a string")).0, Outcome::Unchanged);
}

#[test]
fn types_that_llms_txt_names_without_their_fields_stay_as_they_are() {
    let folder = folder();
    let text = fixture_of("llms", "fields.txt");
    import(&[("llms", &text)], folder.path());
    let path = folder.path().join("fal-ai/lamp/fast.yaml");
    let made = fs::read_to_string(&path).expect("a schema");
    let edits = [
        ("    type: json\n    doc: The size.", "    type: ImageSize | SizeName\n    doc: The size."),
        ("    type: list<json>\n    doc: Weights.", "    type: list<LoraWeight>\n    doc: Weights."),
        ("    type: list<json>\n    doc: The pictures.", "    type: list<Image>\n    doc: The pictures."),
        (
            "types:\n",
            "types:\n  SizeName:\n    enum: [big]\n  LoraWeight:\n    fields:\n      path:\n        type: string\n",
        ),
        ("title: Lamp [fast]", "title: A lamp"),
    ];
    let mut known = edits.iter().fold(made, |text, (from, to)| {
        assert!(text.contains(from), "{from}:\n{text}");
        text.replacen(from, to, 1)
    });
    known = known
        .lines()
        .filter(|line| !line.contains("does not define its type"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&path, &known).expect("written");
    let again = import(&[("llms", &text)], folder.path()).remove(0);
    let now = fs::read_to_string(&path).expect("a schema");
    assert_eq!((again.outcome, now), (Outcome::Unchanged, known));
}

#[test]
fn a_document_that_says_more_takes_the_questions_of_a_page_away() {
    let folder = folder();
    let path = folder.path().join("fal-ai/a.yaml");
    import(&[("page", &page("a string"))], folder.path());
    let has_question = || fs::read_to_string(&path).expect("a schema").contains("does not specify which fields");
    assert!(has_question());
    let document = r#"{"paths": {"/fal-ai/a": {"post": {"requestBody": {"content": {"application/json": {"schema":
        {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}, "required": ["a"]}}}}}},
        "/fal-ai/a/requests/{request_id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
        {"type": "object", "properties": {"result": {"type": "string"}}}}}}}}}}}"#;
    assert_eq!(import(&[("document", document)], folder.path())[0].outcome, Outcome::Updated);
    assert!(!has_question());
    assert_eq!(import(&[("page", &page("a string"))], folder.path())[0].outcome, Outcome::Unchanged);
}
