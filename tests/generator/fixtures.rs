//! What is written for small schemas of one idea each, and how it behaves once compiled.

use std::collections::BTreeMap;

use fal_client::{Endpoint as _, FileRef, Json};
use fal_codegen::Options;
use fal_tests::fixtures::types::{IntegerOrString, Size, SizeOrPreset, SizePreset};
use fal_tests::fixtures::{
    acme::other_owner, defaults, files, free, hostile_facts, hostile_text, kinds, large_arms, limits, list_output,
    minimal, names, nothing, prelude, uint64, unions, values,
};
use fal_tests::{assert_snapshot_named, root};

fn tree() -> fal_codegen::FileTree {
    let catalog = fal_schema::load(root().join("tests/fixtures/models")).unwrap_or_else(|report| panic!("{report}"));
    fal_codegen::generate(&catalog, &Options::default()).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn a_union_with_a_name_of_its_own_is_used_like_any_other() {
    let input = unions::Input::new();
    assert_eq!(input.steps[1], unions::Step::Integer(3));
    let example = unions::Input::example();
    let unions::Step::Many(specs) = &example.steps[0] else { panic!("a list: {:?}", example.steps) };
    assert_eq!(specs[0].name, "b");
    let bad = unions::Step::from(unions::StepSpec::new("c").strength(3.0));
    let violations = input.steps([bad]).validate().expect_err("a strength above 2");
    assert_eq!(violations.to_string(), "steps[0].strength: must be at most 2, but is 3");
    let text = serde_json::to_string(&example).expect("JSON");
    assert_eq!(serde_json::from_str::<unions::Input>(&text).expect("the same"), example);
}

#[test]
fn values_are_written_for_the_position_that_they_are_at() {
    let example = serde_json::to_value(values::Input::example()).expect("JSON");
    assert_eq!(example["grid"], serde_json::json!([[1.0, 2.0], [3.0, 4.0]]));
    assert_eq!(example["extra"], serde_json::json!({"a": null}));
    assert_eq!(example["holes"], serde_json::json!([[1.0, null], []]));
    assert_eq!(example["meta"]["least"], i64::MIN);
    assert_eq!(serde_json::to_value(values::Output::example().file).expect("JSON"), "https://example.com/a.png");
    let input = values::Input::new([vec![1.0]], ["a"], [SizePreset::Square], Json::Null);
    assert_eq!(serde_json::to_value(input).expect("JSON")["extra"], Json::Null);
}

#[test]
fn unsigned_integers_have_their_whole_range_in_every_position() {
    let input = uint64::Input::new(u64::MAX);
    assert_eq!((input.count, input.least, input.seeds[1]), (u64::MAX, 0, u64::MAX - 1));
    assert_eq!(input.either, uint64::Input::new(0).either);
    let json = serde_json::to_value(&input).expect("JSON");
    assert_eq!(json["named"]["a"], i64::MAX as u64 + 1);
    assert_eq!(json["either"], -1.0);
    assert_eq!(json["extra"], serde_json::json!({"big": u64::MAX, "all": [1, i64::MAX as u64 + 1]}));
    assert_eq!(serde_json::from_value::<uint64::Input>(json).expect("the same"), input);
    let example = serde_json::to_value(uint64::Input::example()).expect("JSON");
    assert_eq!((&example["seed"], &example["either"]), (&Json::from(u64::MAX), &Json::from(u64::MAX)));
    let violations = input.clone().seeds([u64::MAX]).validate().expect_err("an item above the limit");
    assert_eq!(violations.to_string(), format!("seeds[0]: must be at most {}, but is {}", u64::MAX - 1, u64::MAX));
    let violations = input.count(0).validate().expect_err("a count below the limit");
    assert_eq!(violations.to_string(), format!("count: must be from 1 to {}, but is 0", u64::MAX));
    assert!(serde_json::from_str::<uint64::Output>(r#"{"seed": -1}"#).is_err());
}

#[test]
fn a_type_may_be_called_like_what_the_generated_code_uses() {
    let input = prelude::Input::new().the_call(prelude::Call::new(FileRef::url("https://example.com/a.png"))).clone();
    assert!(input.validate().is_ok());
    assert_eq!(input.mutable.a, 1);
}

#[test]
fn each_idea_has_one_readable_file() {
    let tree = tree();
    for (path, text) in tree.iter().filter(|(path, _)| path.starts_with("src/") && *path != "src/client.rs") {
        let name = path.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "__");
        // Setters are the same everywhere; one file shows them.
        let text = if name == "limits" { text.to_owned() } else { without_setters(text) };
        assert_snapshot_named!(format!("fixture_{name}"), text);
    }
}

/// The text without the functions that set one field.
fn without_setters(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut skipping = false;
    for line in text.lines() {
        if line.starts_with("    /// Sets ") {
            skipping = true;
        }
        if !skipping {
            kept.push(line);
        }
        if line == "    }" {
            skipping = false;
        }
    }
    kept.join("\n")
}

#[test]
fn documented_defaults_are_real_values() {
    let input = defaults::Input::new();
    assert_eq!(input.text, "say \"hi\"\n");
    assert_eq!((input.whole, input.number, input.small, input.truth), (-3, 5.0, -0.25, true));
    assert_eq!(input.words, ["a", "b"]);
    assert_eq!(input.weights["b"], 0.5);
    assert_eq!(input.anything["deep"][2], Json::from("x\u{1}"));
    assert_eq!(
        (input.anything["deep"][3].as_i64(), input.anything["deep"][4].as_i64()),
        (Some(i64::MAX), Some(i64::MIN))
    );
    assert_eq!(input.size, Size::new().width(640).into());
    assert_eq!(input.preset, SizePreset::Wide16_9.into());
    assert_eq!(input, defaults::Input::default());
}

#[test]
fn an_output_is_never_given_a_default_the_server_did_not_send() {
    let output: defaults::Output = serde_json::from_str(r#"{"picture": {"url": "u"}}"#).expect("an output");
    assert_eq!(output.picture.expect("a picture").content_type, None);
}

#[test]
fn both_arms_of_a_size_are_set_alike() {
    let input = limits::Input::new("abc").size(SizePreset::Square);
    assert_eq!(input.size, Some(SizeOrPreset::Preset(SizePreset::Square)));
    let input = input.size(Size::new().height(9));
    assert_eq!(serde_json::to_value(&input).expect("JSON")["size"], serde_json::json!({"width": 512, "height": 9}));
}

#[test]
fn a_large_arm_is_boxed_and_is_given_read_and_written_like_any_other() {
    let film = large_arms::Film::new("https://example.com/a.mp4", "h264");
    let input = large_arms::Input::new();
    assert_eq!(input.media, film.clone().into());
    assert_eq!(input.clone().media(film), input);
    assert!(size_of::<large_arms::FilmOrSound>() <= 168);
    let text = r#"{"media":[{"url":"a","codec":"av1"},{"url":"b"}]}"#;
    let output: large_arms::Output = serde_json::from_str(text).expect("an output");
    assert!(matches!(&output.media[0], large_arms::FilmOrSound::Film(film) if film.codec == "av1"));
    assert!(matches!(&output.media[1], large_arms::FilmOrSound::Sound(_)));
}

#[test]
fn numbers_that_look_like_constants_keep_every_digit() {
    let input = large_arms::Input::new();
    assert_eq!(serde_json::to_value(&input).expect("JSON")["angle"].to_string(), "3.14");
    assert_eq!(serde_json::to_value(large_arms::Input::example()).expect("JSON")["angle"].to_string(), "-2.718");
}

#[test]
fn every_violated_limit_is_reported_with_its_path() {
    let input = limits::Input::new("a")
        .steps(13)
        .strength(0.0)
        .seeds([1, 100, 3, 4])
        .parts([limits::Part::new(0.5), limits::Part::new(1.5)])
        .size(Size::new().width(0));
    let violations = input.validate().expect_err("six violations").to_string();
    for path in ["name", "steps", "strength", "seeds[1]", "seeds", "parts[1].weight", "size.width"] {
        assert!(violations.contains(path), "{path} is missing in:\n{violations}");
    }
    assert!(limits::Input::new("ab").validate().is_ok());
}

#[test]
fn hard_names_keep_their_wire_form() {
    let input = names::Input::new("t").h264_output(true).two_d(2).style(names::Style::Empty);
    let expected = serde_json::json!({
        "type": "t", "loop": false, "H264_output": true, "2d": 2, "ratio": "16:9", "style": ""
    });
    assert_eq!(serde_json::to_value(&input).expect("JSON"), expected);
    assert_eq!(names::Style::from_wire("Hope "), names::Style::HopeBlank);
    assert_eq!(names::Style::from_wire("+").as_str(), "+");
}

#[test]
fn an_unknown_enum_value_survives_both_ways() {
    let style: names::Style = serde_json::from_str("\"brand new\"").expect("any string");
    assert!(matches!(style, names::Style::Unknown(_)));
    assert_eq!(serde_json::to_string(&style).expect("JSON"), "\"brand new\"");
}

#[test]
fn every_file_of_an_input_is_visited() {
    let mut input = files::Input::new(FileRef::url("https://a/1"))
        .image_urls([FileRef::url("https://a/2")])
        .adapter(files::Adapter::new("p").mask_url(FileRef::url("https://a/3")))
        .source(FileRef::url("https://a/4"))
        .grid([vec![FileRef::url("https://a/5")], vec![FileRef::url("https://a/6")]])
        .by_name(BTreeMap::from([("a".to_owned(), files::Adapter::new("p").mask_url(FileRef::url("https://a/7")))]))
        .sources([FileRef::url("https://a/8")]);
    let mut seen = Vec::new();
    fal_client::__private::Files::each_file(&mut input, &mut |file| seen.extend(file.as_str().map(str::to_owned)));
    seen.sort();
    assert_eq!(seen, (1..=8).map(|number| format!("https://a/{number}")).collect::<Vec<_>>());
}

#[test]
fn hostile_text_stays_text() {
    let input = hostile_text::Input::new();
    assert_eq!(input.prompt, "\"#; panic!(); //");
    assert_eq!(input.mode.as_str(), "*/ \"#");
    assert_eq!(hostile_text::Mode::NewLine.as_str(), "new\nline");
    let facts = hostile_facts::Input::new();
    assert_eq!((facts.ticks, facts.mode.as_str()), ("`".repeat(48), "# heading"));
    assert_eq!(facts.hidden, "\u{202e}\u{ad}\u{3164} \u{e0041}");
}

#[test]
fn other_owners_and_empty_models_work() {
    assert_eq!(other_owner::Input::ID, "acme/other-owner");
    assert_eq!(serde_json::to_string(&nothing::Input::new()).expect("JSON"), "{}");
    let output: other_owner::Output = serde_json::from_str(r#"{"values": {"a": 1, "b": "x"}}"#).expect("an output");
    assert_eq!(output.values["a"], IntegerOrString::Integer(1));
}

#[test]
fn examples_are_compiled_values() {
    assert_eq!(minimal::Input::example(), minimal::Input::new("hello"));
    assert_eq!(files::Output::example().picture.url, "https://example.com/b.png");
}

#[test]
fn sets_of_integers_are_integers_on_the_wire_and_open() {
    use kinds::{PointLabel, TextureSize};
    let input = kinds::Input::new();
    assert_eq!((input.size.clone(), input.sizes.as_slice()), (TextureSize::Size1024, &[TextureSize::Size512][..]));
    assert_eq!(PointLabel::KNOWN.map_wire(), [-1, 0, 1]);
    let other: TextureSize = serde_json::from_str("4096").expect("any integer");
    assert_eq!((other.as_i64(), other.to_string()), (4096, "4096".to_owned()));
    let input = input.label(PointLabel::LabelMinus1);
    assert_eq!(serde_json::to_value(&input).expect("JSON")["label"], -1);
}

trait Wires {
    fn map_wire(&self) -> Vec<i64>;
}

impl Wires for [kinds::PointLabel] {
    fn map_wire(&self) -> Vec<i64> {
        self.iter().map(|value| value.as_i64()).collect()
    }
}

#[test]
fn items_that_can_be_null_are_options() {
    let input = kinds::Input::new();
    assert_eq!(input.scores, [Some(0.5), None]);
    let output: kinds::Output = serde_json::from_str(r#"{"sizes": [512, null]}"#).expect("an output");
    assert_eq!(output.sizes, [Some(kinds::TextureSize::Size512), None]);
}

#[test]
fn limits_hold_inside_nested_lists_and_maps() {
    let input = kinds::Input::new()
        .points([vec![0.5, 2.0], vec![], vec![]])
        .weights([("a".to_owned(), 3.0)].into_iter().collect());
    let violations = input.validate().expect_err("three violations").to_string();
    for path in ["points[0][1]", "points: ", "weights.a"] {
        assert!(violations.contains(path), "{path} is missing in:\n{violations}");
    }
}

#[test]
fn free_keys_and_any_output_work() {
    let input = free::Input::example().with("stream", false);
    let json = serde_json::to_value(&input).expect("JSON");
    assert_eq!(json, serde_json::json!({"messages": [{"role": "user"}], "model": "any", "stream": false}));
    let output: free::Output = serde_json::from_str("[1]").expect("any output");
    assert_eq!(output[0], 1);
    let output: list_output::Output = serde_json::from_str(r#"[{"text": "a"}, 1]"#).expect("a list");
    let word: list_output::Word = serde_json::from_str(r#"{"text": "a"}"#).expect("an object");
    assert_eq!(output, [word.into(), 1.0.into()]);
}
