//! Every model can be called in every way, and its type decodes the output.

use std::collections::BTreeSet;

use fal_models::MODELS;

/// Makes the same calls to each model, and returns the ids of the models.
macro_rules! on_every_model {
    ($($module:ident),* $(,)?) => {
        async fn call_all(fal: &fal_models::Client) -> BTreeSet<&'static str> {
            let mut called = BTreeSet::new();
            $(
                let id = <fal_models::$module::Input as fal_models::Endpoint>::ID;
                let input = fal_models::$module::Input::example();
                let run = fal.$module(input.clone()).run().await.unwrap_or_else(|error| panic!("{id}: {error}"));
                let waited = fal.$module(input.clone()).subscribe().await.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert_eq!(*run, *waited, "{id}: the same input gives the same output");
                let job = fal.$module(input).submit().await.unwrap_or_else(|error| panic!("{id}: {error}"));
                let fetched = job.result().await.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert_eq!(*run, *fetched, "{id}: a job has the same output");
                assert_eq!(fetched.request_id(), Some(job.request_id()), "{id}");
                assert!(!run.images.is_empty(), "{id}: there are images");
                let picture = fal.download(&run.images[0].url).await.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert!(picture.starts_with(b"\x89PNG") || picture.starts_with(b"\xff\xd8"), "{id}: an image");
                called.insert(id);
            )*
            called
        }
    };
}

on_every_model!(
    f_lite_standard,
    f_lite_texture,
    flux_1_schnell,
    hidream_i1_fast,
    hidream_i1_full,
    ideogram_v2,
    ideogram_v3,
    ideogram_v3_edit,
    ideogram_v3_reframe,
    ideogram_v3_remix,
    ideogram_v3_replace_background,
    imagen4_preview,
    imagen4_preview_fast,
    omnigen_v2,
    recraft_v2_text_to_image,
    stable_diffusion_v35_large,
);

#[tokio::test]
async fn every_model_can_be_run_subscribed_to_and_submitted() {
    let (_server, fal) = crate::connect();
    let called = call_all(&fal).await;
    assert_eq!(called, MODELS.iter().map(|model| model.id).collect(), "add the new model to `on_every_model!`");
}
