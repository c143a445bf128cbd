//! What is implemented for each model's types.

use fal_tests::catalog;

use crate::model::MODELS;

#[test]
fn exactly_the_models_that_stream_can_be_streamed() {
    let catalog = catalog();
    for model in MODELS {
        assert_eq!(model.streams, model.described(&catalog).streaming, "{}", model.id);
    }
    assert!(MODELS.iter().any(|model| model.streams) && MODELS.iter().any(|model| !model.streams));
}
