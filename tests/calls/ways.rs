//! The ways to call a model: their requests, callbacks and outputs.

use std::sync::{Arc, Mutex};

use fal_models::types::ImageSize;
use fal_models::{FileRef, JsonInput, State, flux_1_schnell, hidream_i1_fast, ideogram_v3_remix};

fn requests(server: &fal_mock::Server) -> Vec<String> {
    server.requests().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
}

#[tokio::test]
async fn subscribing_submits_once_polls_and_fetches_once() {
    let (server, fal) = crate::connect();
    let (states, lines) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let (seen, logged) = (states.clone(), lines.clone());
    let output = fal
        .flux_1_schnell(flux_1_schnell::Input::new("a cat").seed(7))
        .on_status(move |status| seen.lock().expect("no panic").push(status.state.clone()))
        .logs(move |line| logged.lock().expect("no panic").push(line.message.clone()))
        .subscribe()
        .await
        .expect("an output");
    assert_eq!(output.seed, 7);
    let states = states.lock().expect("no panic");
    assert!(matches!(states[0], State::InQueue { .. }) && matches!(states[states.len() - 1], State::Completed { .. }));
    let lines = lines.lock().expect("no panic");
    let distinct: std::collections::BTreeSet<_> = lines.iter().collect();
    assert!(!lines.is_empty() && distinct.len() == lines.len(), "each line is delivered once: {lines:?}");
    let requests = requests(&server);
    assert_eq!(requests.iter().filter(|line| line.starts_with("POST")).count(), 1, "{requests:#?}");
    assert!(requests.last().expect("some").ends_with(output.request_id().expect("an id")), "{requests:#?}");
    assert!(requests.iter().filter(|line| line.contains("/status")).all(|line| line.ends_with("logs=1")));
}

#[tokio::test]
async fn the_serialized_input_is_the_body_of_the_request() {
    let (server, fal) = crate::connect();
    let input = flux_1_schnell::Input::new("a cat").image_size(ImageSize::new().width(640));
    fal.flux_1_schnell(input.clone()).run().await.expect("an output");
    let sent = server.requests()[0].json().expect("JSON");
    assert_eq!(sent, serde_json::to_value(&input).expect("JSON"));
    assert_eq!(sent["output_format"], "png");
}

#[tokio::test]
async fn defaults_can_be_left_to_the_server() {
    let (server, fal) = crate::connect();
    fal.flux_1_schnell(flux_1_schnell::Input::new("a cat").num_images(2))
        .omit_defaults()
        .run()
        .await
        .expect("an output");
    let sent = server.requests()[0].json().expect("JSON");
    assert_eq!(sent, serde_json::json!({"prompt": "a cat", "num_images": 2}));
}

#[tokio::test]
async fn a_stream_yields_whole_outputs_until_it_ends() {
    let (server, fal) = crate::connect();
    let mut events = fal.hidream_i1_fast(hidream_i1_fast::Input::new("fog")).stream().await.expect("a stream");
    let mut count = 0;
    while let Some(event) = events.next().await {
        assert_eq!(event.expect("an output").prompt, "fog");
        count += 1;
    }
    assert!(count > 1);
    assert_eq!(server.requests()[0].path, "/run/fal-ai/hidream-i1-fast/stream");
}

#[tokio::test]
async fn a_model_called_by_its_id_has_the_output_of_its_typed_call() {
    let (server, fal) = crate::connect();
    let typed = fal.flux_1_schnell(flux_1_schnell::Input::new("a cat").seed(7)).await.expect("an output");
    let model = fal.endpoint("fal-ai/flux-1/schnell").expect("an id");
    let input = serde_json::to_value(flux_1_schnell::Input::new("a cat").seed(7)).expect("JSON");
    let output = model.call(input).await.expect("an output");
    assert_eq!(output["images"], serde_json::from_str::<serde_json::Value>(typed.raw()).expect("JSON")["images"]);
    let posted: Vec<_> = server.requests().into_iter().filter(|request| request.method == "POST").collect();
    assert_eq!((&posted[0].path, posted[0].json()), (&posted[1].path, posted[1].json()));
    let error = model.call(JsonInput::new()).await.expect_err("the prompt is missing");
    assert_eq!((error.endpoint(), error.fields_at("prompt").count()), (Some("fal-ai/flux-1/schnell"), 1));
    let stream = fal.endpoint("fal-ai/hidream-i1-fast").expect("an id").call(JsonInput::new().with("prompt", "fog"));
    let event = stream.stream().await.expect("a stream").next().await.expect("an event").expect("an output");
    assert_eq!(event["prompt"], "fog");
    let error = model.call(JsonInput::new().with("prompt", "fog")).stream().await.expect_err("it does not stream");
    assert_eq!(error.endpoint(), Some("fal-ai/flux-1/schnell"));
}

#[tokio::test]
async fn a_saved_job_is_resumed_by_another_client() {
    let (server, fal) = crate::connect();
    let job = fal.flux_1_schnell(flux_1_schnell::Input::new("later")).submit().await.expect("a job");
    let saved = serde_json::to_string(&job).expect("JSON");
    assert!(!saved.contains("secret"));
    let other = crate::client(&server, "id:secret");
    let resumed = other.resume::<flux_1_schnell::Input>(&saved).expect("the same model");
    assert_eq!(resumed.result().await.expect("an output").prompt, "later");
    let by_id = other.job::<flux_1_schnell::Input>(job.request_id());
    assert!(by_id.status_with_logs().await.expect("a status").is_completed());
    assert!(other.resume::<hidream_i1_fast::Input>(&saved).is_err(), "another model's job is refused");
}

#[tokio::test]
async fn a_job_can_be_cancelled_until_it_completes() {
    let (_server, fal) = crate::connect();
    let job = fal.flux_1_schnell(flux_1_schnell::Input::new("never mind")).submit().await.expect("a job");
    assert_eq!(job.cancel().await.expect("a cancellation"), fal_client::Cancellation::Requested);
    let error = job.result().await.expect_err("cancelled");
    assert_eq!((error.status(), error.request_id()), (Some(499), Some(job.request_id())));
}

#[tokio::test]
async fn small_local_files_are_sent_inside_the_request() {
    let (server, fal) = crate::connect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cat.png");
    std::fs::write(&path, b"\x89PNG....").expect("written");
    let input =
        ideogram_v3_remix::Input::new("remix", FileRef::path(&path)).image_urls([FileRef::bytes("image/png", "x")]);
    fal.ideogram_v3_remix(input).run().await.expect("an output");
    let sent = server.requests()[0].json().expect("JSON");
    assert_eq!(sent["image_url"], "data:image/png;base64,iVBORy4uLi4=");
    assert_eq!(sent["image_urls"][0], "data:image/png;base64,eA==");
}
