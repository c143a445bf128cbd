//! Rules of local checks: every violation is found, with its path and its limit.

use std::collections::BTreeMap;

use fal_client::__private::{Check, Validate};
use fal_client::{Call, ErrorKind, FileRef};

use crate::model::{Input, Lora};
use crate::script::Script;

fn paths(value: &impl Validate) -> Vec<String> {
    let violations = value.validate().unwrap_err();
    violations.iter().map(ToString::to_string).collect()
}

fn lora(scale: f64) -> Lora {
    Lora { scale, ..Lora::new(FileRef::url("https://x/y")) }
}

fn bad() -> Input {
    let mut input = Input::new("ab");
    input.steps = 51;
    input.seed = Some(-1);
    input.loras = vec![lora(1.0), lora(4.5), lora(f64::NAN)];
    input
}

#[test]
fn every_violation_is_listed_with_its_path_limit_and_value() {
    assert_eq!(
        paths(&bad()),
        [
            "prompt: must have at least 3 characters, but has 2",
            "steps: must be from 1 to 50, but is 51",
            "loras: must have at most 2 items, but has 3",
            "loras[1].scale: must be from 0 to 4, but is 4.5",
            "loras[2].scale: must be from 0 to 4, but is NaN",
            "seed: must be at least 0, but is -1",
        ]
    );
}

#[test]
fn limits_are_inclusive_and_characters_are_counted_not_bytes() {
    let mut input = Input::new("äöü");
    input.steps = 50;
    input.loras = vec![lora(4.0), lora(0.0)];
    assert_eq!(input.validate(), Ok(()));
    input.prompt = "äöüäöüäöüäö".into();
    assert_eq!(paths(&input), ["prompt: must have at most 10 characters, but has 11"]);
}

struct Lists {
    words: Option<Vec<String>>,
    weights: BTreeMap<String, f64>,
    nested: BTreeMap<String, Lora>,
    max: f64,
}

impl Validate for Lists {
    fn check(&self, check: &mut Check) {
        check.min_items("words", &self.words, 3);
        check.max_length("words", &self.words, 2);
        check.range("weights", &self.weights, 0.0, 1.0);
        check.nested("nested", &self.nested);
        check.max("max", &self.max, 1.0);
    }
}

#[test]
fn the_values_in_lists_maps_and_options_are_checked() {
    let mut lists = Lists {
        words: Some(vec!["ab".into(), "abc".into()]),
        weights: BTreeMap::from([("a".into(), 2.0)]),
        nested: BTreeMap::from([("k".into(), lora(9.0))]),
        max: f64::NAN,
    };
    assert_eq!(
        paths(&lists),
        [
            "words: must have at least 3 items, but has 2",
            "words[1]: must have at most 2 characters, but has 3",
            "weights.a: must be from 0 to 1, but is 2",
            "nested.k.scale: must be from 0 to 4, but is 9",
            "max: must be at most 1, but is NaN",
        ]
    );
    lists.words = None;
    assert_eq!(paths(&lists).len(), 3);
}

#[tokio::test]
async fn a_call_checks_only_with_validate_and_then_sends_nothing() {
    let script = Script::new([]);
    let error = script.client().call(bad()).validate().run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.violations().len(), 6);
    assert!(error.to_string().contains("loras[1].scale"), "{error}");
    assert!(script.seen().is_empty());

    let script = Script::new([crate::script::json(200, crate::model::OUTPUT)]);
    let mut finite = bad();
    finite.loras[2].scale = 5.0;
    let call: Call<Input> = script.client().call(finite);
    call.run().await.unwrap();
}
