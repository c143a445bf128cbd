//! An input made of the required fields only: the documented defaults are sent, and nothing that has none.

use std::collections::BTreeSet;

use fal_schema::ir::Presence;
use fal_tests::catalog;
use serde_json::Value;

use crate::model::{MODELS, covers, json};
use crate::sample::Samples;

#[test]
fn each_default_is_sent_and_nothing_else_is_added() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let required = Samples::new(&catalog, endpoint).object(&endpoint.input);
        let mut expected = required.clone();
        for field in &endpoint.input {
            if let Presence::Default(literal) = &field.presence {
                expected[&field.name] = json(literal);
            }
        }
        let sent = (model.input)(&required).unwrap_or_else(|problem| panic!("{}: {problem}", model.id));
        assert_eq!(keys(&sent), keys(&expected), "{}", model.id);
        assert!(covers(&expected, &sent), "{}: expected {expected:#}\nbut sent is {sent:#}", model.id);
    }
}

#[test]
fn the_endpoint_knows_its_required_fields() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let required = endpoint.input.iter().filter(|field| field.presence == Presence::Required);
        assert!(required.map(|field| field.name.as_str()).eq(model.required.iter().copied()), "{}", model.id);
    }
}

#[test]
fn a_null_field_is_as_good_as_none() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        let bare = Samples::new(&catalog, endpoint).object(&endpoint.input);
        let mut nulls = bare.clone();
        for field in endpoint.input.iter().filter(|field| field.presence != Presence::Required) {
            nulls[&field.name] = Value::Null;
        }
        assert_eq!((model.input)(&nulls), (model.input)(&bare), "{}", model.id);
    }
}

#[test]
fn a_missing_required_field_is_named() {
    let catalog = catalog();
    for model in MODELS {
        let endpoint = model.described(&catalog);
        for name in model.required {
            let mut input = Samples::new(&catalog, endpoint).object(&endpoint.input);
            input.as_object_mut().expect("an object").remove(*name);
            assert_eq!((model.input)(&input), Err(format!("`{name}`: missing field")), "{}", model.id);
        }
    }
}

fn keys(value: &Value) -> BTreeSet<&String> {
    value.as_object().expect("an object").keys().collect()
}
