//! The generated types of the private model: limits, JSON, values of newer servers.

use fal_client::{Endpoint as _, FileRef, json};
use private_models::models::acme::cat_detector::{Input, Output, Quality};

#[test]
fn limits_are_checked_and_name_the_field() {
    let input = Input::new(FileRef::url("https://example.com/cats.jpeg"));
    assert!(input.validate().is_ok());
    let violations = input.max_cats(0).threshold(1.5).validate().expect_err("two limits are violated").to_string();
    assert!(violations.contains("max_cats") && violations.contains("threshold"), "{violations}");
}

#[test]
fn defaults_are_sent_and_absent_fields_are_left_out() {
    let input = Input::new(FileRef::url("https://example.com/cats.jpeg")).quality(Quality::Thorough);
    let expected = json!({"image_url": "https://example.com/cats.jpeg", "max_cats": 10, "quality": "thorough"});
    assert_eq!(serde_json::to_value(&input).expect("JSON"), expected);
    assert_eq!(Input::ID, "acme/cat-detector");
}

#[test]
fn outputs_are_decoded_into_structs() {
    let json = r#"{"cats": [{"score": 0.97, "box": [10, 20, 200, 150], "color": "a later version's"}]}"#;
    let output: Output = serde_json::from_str(json).expect("an output");
    let cat = &output.cats[0];
    assert_eq!((cat.name.as_deref(), cat.score, cat.r#box.as_slice()), (None, 0.97, &[10, 20, 200, 150][..]));
}

#[test]
fn an_unknown_enum_value_is_kept() {
    let quality = Quality::from_wire("exhaustive");
    assert!(matches!(quality, Quality::Unknown(_)) && !Quality::KNOWN.contains(&quality));
    assert_eq!(serde_json::to_value(&quality).expect("JSON"), "exhaustive");
}
