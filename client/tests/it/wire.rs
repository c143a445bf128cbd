//! Rules of the macros: how values are serialized and deserialized.

use std::collections::BTreeMap;

use serde_json::{from_str, from_value, json, to_string, to_value};

use crate::model::{Format, Free, Image, Input, Lora, Nothing, OUTPUT, Output, Pixels, Size};

#[test]
fn defaults_are_written_and_absent_options_are_omitted_in_field_order() {
    assert_eq!(to_string(&Input::new("a cat")).unwrap(), r#"{"prompt":"a cat","steps":28,"loras":[],"format":"png"}"#);
    let mut input = Input::new("a cat");
    input.r#type = Some("x".into());
    input.seed = Some(0);
    let value = to_value(&input).unwrap();
    assert_eq!((&value["type"], &value["seed"]), (&json!("x"), &json!(0)));
}

#[test]
fn an_object_round_trips() {
    let mut input = Input::new("a cat");
    input.steps = 3;
    input.seed = Some(-1);
    input.format = Format::Jpeg;
    input.size = Some(Pixels { width: 1, height: 2 }.into());
    input.r#type = Some("y".into());
    input.loras = vec![Lora::new(fal_client::FileRef::url("https://x/y"))];
    let text = to_string(&input).unwrap();
    assert_eq!(from_str::<Input>(&text).unwrap(), input);
}

#[test]
fn missing_and_null_keep_the_default_and_unknown_keys_are_ignored() {
    let read: Input = from_value(json!({"prompt": "p", "steps": null, "seed": null, "new": [1]})).unwrap();
    assert_eq!(read, Input::new("p"));
    let read: Output = from_str(OUTPUT).unwrap();
    assert_eq!(read.images, [Image { url: "https://fal.media/a.png".into(), width: None }]);
    assert_eq!(read.seed, Some(7));
}

#[test]
fn types_without_fields_and_without_required_fields_work() {
    assert_eq!(to_string(&Nothing {}).unwrap(), "{}");
    assert_eq!(from_str::<Nothing>(r#"{"a":1}"#).unwrap(), Nothing {});
    assert_eq!(from_str::<Free>("{}").unwrap(), Free::new());
    assert!(from_str::<Nothing>("[]").is_err());
}

#[test]
fn an_error_names_the_whole_path_of_the_field() {
    let message = |value| from_value::<Output>(value).unwrap_err().to_string();
    assert_eq!(message(json!({"images": [{}]})), "`images[0].url`: missing field");
    assert!(message(json!({"images": [{"url": 1}]})).starts_with("`images[0].url`: invalid type"));
    assert_eq!(message(json!({})), "`images`: missing field");
    let optional = message(json!({"images": [{"url": "u", "width": "wide"}]}));
    assert!(optional.starts_with("`images[0].width`: invalid type"), "{optional}");
    let defaulted = from_value::<Input>(json!({"prompt": "p", "steps": "many"})).unwrap_err();
    assert!(defaulted.to_string().starts_with("`steps`: invalid type"), "{defaulted}");
}

#[test]
fn an_enum_keeps_unknown_values_and_knows_all_others() {
    let read: Format = from_str("\"avif\"").unwrap();
    assert_eq!(to_string(&read).unwrap(), "\"avif\"");
    assert_eq!(format!("{read} {read:?}"), "avif Unknown(\"avif\")");
    assert_eq!(format!("{} {:?}", Format::Jpeg, Format::Jpeg), "jpeg Jpeg");
    for known in Format::KNOWN {
        assert_eq!(&Format::from_wire(known.as_str()), known);
        assert!(!matches!(known, Format::Unknown(_)));
    }
    assert!(from_str::<Format>("3").is_err());
}

#[test]
fn a_union_is_read_as_the_first_alternative_that_matches() {
    let read: Size = from_value(json!({"width": 1, "height": 2})).unwrap();
    assert_eq!(read, Size::from(Pixels { width: 1, height: 2 }));
    let read: Size = from_str("\"png\"").unwrap();
    assert_eq!(read, Size::from(Format::Png));
    assert_eq!(to_string(&read).unwrap(), "\"png\"");
    let error = from_value::<Size>(json!({"width": 1})).unwrap_err().to_string();
    assert!(error.contains("Pixels: `height`: missing field"), "{error}");
    assert!(error.contains("Preset: "), "{error}");
}

#[test]
fn integers_may_be_written_as_floats() {
    assert_eq!(from_str::<Output>(r#"{"images":[],"seed":7.0}"#).unwrap().seed, Some(7));
    assert_eq!(from_value::<Pixels>(json!({"width": -1e3, "height": 2})).unwrap(), Pixels { width: -1000, height: 2 });
    assert_eq!(from_str::<Output>(r#"{"images":[],"seed":9007199254740993}"#).unwrap().seed, Some((1 << 53) + 1));
    for seed in ["7.5", "1e300", "9007199254740993.0", "9223372036854775808", "\"7\""] {
        let error = from_str::<Output>(&format!(r#"{{"images":[],"seed":{seed}}}"#)).unwrap_err().to_string();
        assert!(error.starts_with("`seed`: invalid"), "{error}");
    }
}

#[test]
fn an_invalid_value_is_one_error_however_deep_it_is() {
    #[derive(Clone)]
    struct Frame {
        size: Size,
        edges: Vec<Lora>,
        image: Image,
    }
    fal_client::object!(Frame { required: [size, edges, image] });
    let message = |value| from_value::<Frame>(value).unwrap_err().to_string();
    assert_eq!(message(json!({})), "`size`: missing field");
    assert_eq!(message(json!({"size": "png", "edges": []})), "`image`: missing field");
    assert!(
        message(json!({"size": [], "edges": 1})).starts_with("`size`: no alternative matches (Pixels: invalid type")
    );
    assert_eq!(
        message(json!({"size": "png", "edges": [{"path": "a"}, {}], "image": {}})),
        "`edges[1].path`: missing field"
    );
    assert!(message(json!([])).starts_with("invalid type: sequence, expected a map"));
}

#[test]
fn objects_have_the_equality_and_debug_of_derived_ones() {
    #[derive(Debug, PartialEq)]
    struct Lora<'a> {
        path: &'a fal_client::FileRef,
        scale: f64,
    }
    let lora = crate::model::Lora::new(fal_client::FileRef::url("https://x/y"));
    let derived = Lora { path: &lora.path, scale: lora.scale };
    assert_eq!(format!("{lora:?} {lora:#?}"), format!("{derived:?} {derived:#?}"));
    let mut other = lora.clone();
    assert_eq!(lora, other);
    other.scale = f64::NAN;
    assert!(lora != other && other != other.clone());
}

#[test]
fn a_number_that_json_does_not_have_is_an_error_with_the_path_of_the_field() {
    #[derive(Clone)]
    struct Weights {
        one: f64,
        list: Vec<Option<f64>>,
        map: BTreeMap<String, Vec<f64>>,
        either: Vec<Either>,
        maybe: Option<f64>,
        nested: Option<Free>,
    }
    fal_client::object!(Weights { required: [one, list, map, either], optional: [maybe, nested] });
    #[derive(Clone, Debug, PartialEq)]
    enum Either {
        Number(f64),
        Text(String),
    }
    fal_client::union!(Either { Number(f64), Text(String) });
    let finite = Weights {
        one: 1.0,
        list: vec![None],
        map: BTreeMap::new(),
        either: vec!["a".to_owned().into()],
        maybe: None,
        nested: None,
    };
    assert_eq!(to_string(&finite).unwrap(), r#"{"one":1.0,"list":[null],"map":{},"either":["a"]}"#);
    type Change = fn(&mut Weights);
    let cases: [(Change, &str); 6] = [
        (|weights| weights.one = f64::NAN, "one"),
        (|weights| weights.list.push(Some(f64::INFINITY)), "list[1]"),
        (|weights| drop(weights.map.insert("a".into(), vec![0.0, f64::NEG_INFINITY])), "map.a[1]"),
        (|weights| weights.either.push(f64::NAN.into()), "either[1]"),
        (|weights| weights.maybe = Some(f64::NAN), "maybe"),
        (|weights| weights.nested = Some(Free { strength: f64::NAN }), "nested.strength"),
    ];
    for (change, path) in cases {
        let mut weights = finite.clone();
        change(&mut weights);
        let message = format!("`{path}`: NaN and infinity have no JSON form: expected a finite number");
        assert_eq!(to_string(&weights).unwrap_err().to_string(), message);
        assert_eq!(to_value(&weights).unwrap_err().to_string(), message);
    }
}

#[test]
fn an_unsigned_integer_has_64_bits() {
    #[derive(Clone)]
    struct Seeded {
        seed: u64,
        seeds: Vec<u64>,
    }
    fal_client::object!(Seeded { required: [seed, seeds] });
    let text = r#"{"seed":18446744073709551615,"seeds":[0,9223372036854775808]}"#;
    let read: Seeded = from_str(text).unwrap();
    assert_eq!((read.seed, to_string(&read).unwrap().as_str()), (u64::MAX, text));
    assert_eq!(from_str::<Seeded>(r#"{"seed":7.0,"seeds":[]}"#).unwrap().seed, 7);
    for seed in ["18446744073709551616", "-1", "-1.0", "7.5", "\"7\""] {
        let error = from_str::<Seeded>(&format!(r#"{{"seed":{seed},"seeds":[]}}"#)).unwrap_err().to_string();
        assert!(error.starts_with("`seed`: invalid"), "{error}");
    }
}
