//! Local checks: each documented limit is held exactly, at its path, and nothing the schemas give breaks one.

use fal_tests::catalog;
use serde_json::Value;

use crate::model::MODELS;
use crate::sample::Samples;

#[test]
fn each_limit_allows_its_edge_and_refuses_what_is_past_it() {
    let catalog = catalog();
    let mut refused = 0;
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let samples = Samples::new(&catalog, endpoint);
        for probe in endpoint.input.iter().flat_map(|field| samples.probes(field)) {
            let mut input = samples.object(&endpoint.input);
            let field = probe.path.split(['.', '[']).next().expect("a name");
            input[field] = probe.value;
            let found = (model.violations)(&input).unwrap_or_else(|problem| panic!("{}: {problem}", model.id));
            let expected = if probe.allowed { vec![] } else { vec![probe.path] };
            assert_eq!(found, expected, "{}: {:.300}", model.id, input.to_string());
            refused += usize::from(!probe.allowed);
        }
    }
    assert!(refused > 100, "only {refused} limits were tried");
}

#[test]
fn defaults_and_examples_keep_all_limits() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let bare = Samples::new(&catalog, endpoint).object(&endpoint.input);
        let example: Value = serde_json::from_str(&model.example()).expect("JSON");
        for input in [bare, example] {
            assert_eq!((model.violations)(&input), Ok(vec![]), "{}: {input:#}", model.id);
        }
    }
}
