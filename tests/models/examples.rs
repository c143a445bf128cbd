//! The examples of the schemas through the generated types, both ways.

use fal_tests::{assert_snapshot_named, catalog};

use crate::model::{MODELS, covers, json};
use crate::sample::Samples;

#[test]
fn the_schemas_and_the_generated_crate_have_the_same_models() {
    let ids: Vec<&str> = MODELS.iter().map(|model| model.id).collect();
    let listed: Vec<&str> = fal_models::MODELS.iter().map(|model| model.id).collect();
    assert_eq!(ids, listed, "run `cargo xtask regen`");
}

#[test]
fn every_example_comes_back_with_all_it_says() {
    let catalog = catalog();
    for model in MODELS {
        for example in &model.described(&catalog).examples {
            let sides = [("input", &example.input, model.input), ("output", &example.output, model.output)];
            for (side, literal, reread) in sides {
                let Some(given) = literal.as_ref().map(json) else { continue };
                let written = reread(&given).unwrap_or_else(|problem| panic!("{} {side}: {problem}", model.id));
                assert!(covers(&given, &written), "{} {side}: {given:#}\nis written as\n{written:#}", model.id);
            }
        }
    }
}

#[test]
fn every_field_is_read_and_written_by_its_name() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let samples = Samples::new(&catalog, endpoint).full();
        for (side, fields, reread) in
            [("input", &endpoint.input, model.input), ("output", &endpoint.output, model.output)]
        {
            let given = samples.object(fields);
            let written = reread(&given).unwrap_or_else(|problem| panic!("{} {side}: {problem}", model.id));
            assert!(covers(&given, &written), "{} {side}: {given:#}\nis written as\n{written:#}", model.id);
            assert!(covers(&written, &given), "{} {side}: {given:#}\nis written as\n{written:#}", model.id);
        }
    }
}

#[test]
fn the_example_function_gives_the_first_example_of_the_schema() {
    let catalog = catalog();
    for model in MODELS {
        let example = model.described(&catalog).examples.iter().find_map(|example| example.input.as_ref());
        let example = json(example.unwrap_or_else(|| panic!("{} has no example", model.id)));
        let function: serde_json::Value = serde_json::from_str(&model.example()).expect("JSON");
        assert_eq!((model.input)(&example).as_ref(), Ok(&function), "{}", model.id);
    }
}

#[test]
fn what_is_sent_for_each_example_is_reviewed() {
    for model in MODELS {
        assert_snapshot_named!(format!("sent_{}", model.module.replace(" :: ", "__")), model.example());
    }
}
