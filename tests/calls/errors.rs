//! Failures are reported as typed errors, which state how to proceed and keep everything that is known.

use fal_models::{ErrorKind, flux_1_schnell, imagen4_preview};

#[tokio::test]
async fn a_refused_key_is_an_unauthorized_error_that_does_not_contain_it() {
    let (server, _) = crate::connect();
    let fal = crate::client(&server, "bad:topsecret");
    let error = fal.flux_1_schnell(flux_1_schnell::Input::new("x")).run().await.expect_err("refused");
    assert!(matches!(error.kind(), ErrorKind::Unauthorized), "{error}");
    assert!(!format!("{error} {error:?} {fal:?}").contains("topsecret"));
}

#[tokio::test]
async fn refused_fields_are_listed() {
    let (_server, fal) = crate::connect();
    let input = imagen4_preview::Input::new("x").num_images(9);
    let error = fal.imagen4_preview(input).run().await.expect_err("refused");
    assert!(matches!(error.kind(), ErrorKind::Validation), "{error}");
    let fields: Vec<String> = error.fields().iter().map(|field| field.path()).collect();
    assert_eq!(fields, ["prompt", "num_images"]);
    assert!(error.to_string().contains("num_images"), "{error}");
}

#[tokio::test]
async fn validating_first_sends_nothing() {
    let (server, fal) = crate::connect();
    let input = imagen4_preview::Input::new("x").num_images(9);
    let error = fal.imagen4_preview(input).validate().subscribe().await.expect_err("refused");
    assert_eq!(error.violations().len(), 2, "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_error_after_acceptance_carries_the_job() {
    let (_server, fal) = crate::connect();
    let error = fal.imagen4_preview(imagen4_preview::Input::new("x")).subscribe().await.expect_err("refused");
    let job = error.job().expect("the job is known");
    assert_eq!(Some(job.request_id()), error.request_id());
    let saved = serde_json::to_string(job).expect("JSON");
    assert!(fal.resume::<imagen4_preview::Input>(&saved).is_ok());
}

#[tokio::test]
async fn an_unknown_job_is_a_plain_status_error() {
    let (_server, fal) = crate::connect();
    let error = fal.job::<flux_1_schnell::Input>("no-such-request").status().await.expect_err("unknown");
    assert_eq!(error.status(), Some(404), "{error}");
}
