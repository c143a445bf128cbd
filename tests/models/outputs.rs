//! Outputs shaped otherwise than the pages say, as later servers return them: more keys, fewer optional ones, nulls.

use fal_models::{flux_1_schnell, imagen4_preview, imagen4_preview_fast, recraft_v2_text_to_image};
use fal_tests::catalog;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::model::{MODELS, covers, model};
use crate::sample::Samples;

fn read<T: DeserializeOwned>(output: Value) -> T {
    serde_json::from_value(output).unwrap_or_else(|error| panic!("{error}"))
}

/// Outputs as the later documents of the models shape them, by endpoint.
fn later() -> serde_json::Map<String, Value> {
    let path = fal_tests::root().join("tests/fixtures/later/outputs.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn image() -> Value {
    json!({
        "url": "https://v3.fal.media/files/a/b_output.png", "content_type": "image/png", "file_name": "output.png",
        "file_size": 1_048_576, "width": 1024, "height": 1024
    })
}

#[test]
fn an_imagen_output_may_describe_instead_of_giving_a_seed() {
    let output = json!({"images": [image()], "description": "A package of flour."});
    let preview: imagen4_preview::Output = read(output.clone());
    let fast: imagen4_preview_fast::Output = read(output);
    assert_eq!((preview.seed, fast.seed), (None, None));
    assert_eq!(preview.images, fast.images);
    assert_eq!(preview.images[0].file_size, Some(1_048_576));
    assert_eq!(preview.images[0].file_data, None);
}

#[test]
fn what_ships_reads_the_outputs_that_later_documents_describe() {
    let outputs = later();
    for model in MODELS {
        let output = outputs.get(model.id).unwrap_or_else(|| panic!("{} has no later output", model.id));
        let read = (model.output)(output).unwrap_or_else(|problem| panic!("{}: {problem}", model.id));
        for (key, value) in read.as_object().unwrap_or_else(|| panic!("{} gives {read}", model.id)) {
            assert!(covers(value, &output[key]), "{}: `{key}` is read as {value}", model.id);
        }
        let images = output["images"].as_array().map(Vec::len);
        assert_eq!(read["images"].as_array().map(Vec::len), images, "{}", model.id);
    }
    assert_eq!(outputs.len(), MODELS.len(), "there is an output without a model");
}

#[test]
fn a_flux_output_is_as_its_page_says() {
    let output: flux_1_schnell::Output = read(json!({
        "images": [{"url": "https://fal.media/a.png", "width": 1024, "height": 768, "content_type": "image/jpeg"}],
        "timings": {"inference": 0.3615},
        "seed": 42,
        "has_nsfw_concepts": [false],
        "prompt": "a cat"
    }));
    assert_eq!((output.images[0].width, output.images[0].height), (1024, 768));
    assert_eq!(output.timings["inference"], 0.3615);
    assert_eq!((output.seed, output.has_nsfw_concepts.as_slice(), output.prompt.as_str()), (42, &[false][..], "a cat"));
}

#[test]
fn nulls_in_an_output_are_nothing() {
    let file = json!({"url": "u", "content_type": null, "file_name": null, "file_size": null, "file_data": null});
    let output: recraft_v2_text_to_image::Output = read(json!({ "images": [file] }));
    assert_eq!(output.images, [read(json!({"url": "u"}))]);
}

#[test]
fn an_output_without_what_it_must_have_names_it() {
    let outputs = [
        (json!({}), "`images`: missing field"),
        (json!({"images": [{}], "seed": 1}), "`images[0].url`: missing field"),
        (json!({"images": [], "seed": "1"}), "`seed`: invalid type: string \"1\", expected i64"),
    ];
    for (output, message) in outputs {
        assert_eq!((model("fal-ai/ideogram/v2").output)(&output), Err(message.to_owned()));
    }
}

#[test]
fn every_output_may_hold_more_than_is_known() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let least = Samples::new(&catalog, endpoint).object(&endpoint.output);
        let mut more = least.clone();
        more["of tomorrow"] = json!({"deep": [1, null, "x"]});
        if let Some(images) = more.get_mut("images") {
            let mut file = image();
            file["of tomorrow"] = json!([]);
            *images = json!([file]);
        }
        let written = (model.output)(&more).unwrap_or_else(|problem| panic!("{}: {problem}", model.id));
        assert_eq!(written.get("of tomorrow"), None, "{}", model.id);
        if let Some(images) = written.get("images") {
            assert_eq!(images[0]["url"], image()["url"], "{}", model.id);
        }
        assert!(covers(&least, &(model.output)(&least).expect("the least")), "{}", model.id);
    }
}
