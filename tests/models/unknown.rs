//! Values that a newer server may know: they are read, kept and sent as they are.

use fal_models::types::{ImageSizeOrPreset, ImageSizePreset, OutputFormat};
use fal_models::{flux_1_schnell, omnigen_v2};
use fal_schema::ir::{TypeDef, TypeKind};
use fal_tests::catalog;
use serde_json::json;

use crate::model::MODELS;
use crate::sample::Samples;

const NEW: &str = "a value of tomorrow";

#[test]
fn an_unknown_value_of_any_enum_field_survives_both_ways() {
    let catalog = catalog();
    let mut tried = 0;
    for model in MODELS {
        let endpoint = model.described(&catalog);
        for field in &endpoint.input {
            let mut parts = field.ty.parts().into_iter();
            let has_enum = parts
                .any(|part| matches!(catalog.resolve(endpoint, part), Some(TypeDef { kind: TypeKind::Enum(_), .. })));
            if has_enum {
                let mut input = Samples::new(&catalog, endpoint).object(&endpoint.input);
                input[&field.name] = NEW.into();
                let sent =
                    (model.input)(&input).unwrap_or_else(|problem| panic!("{} {}: {problem}", model.id, field.name));
                assert_eq!(sent[&field.name], NEW, "{} {}", model.id, field.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "only {tried} fields were tried");
}

#[test]
fn an_unknown_value_is_told_from_a_known_one() {
    let read = |format: &str| -> flux_1_schnell::Input {
        serde_json::from_value(json!({"prompt": "a cat", "output_format": format, "image_size": NEW}))
            .expect("an input")
    };
    assert_eq!(read("png").output_format, OutputFormat::Png);
    let OutputFormat::Unknown(value) = read("avif").output_format else { panic!("avif is not known") };
    assert_eq!(value.as_str(), "avif");
    let size = read("png").image_size;
    assert!(matches!(size, ImageSizeOrPreset::Preset(ImageSizePreset::Unknown(_))), "{size:?}");
}

#[test]
fn a_newer_value_can_be_sent_on_purpose() {
    let input = omnigen_v2::Input::new("a cat").scheduler(omnigen_v2::Scheduler::from_wire("heun"));
    assert_eq!(serde_json::to_value(input).expect("JSON")["scheduler"], "heun");
}
