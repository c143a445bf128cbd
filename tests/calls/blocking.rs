//! Calls without async: they use the same generated methods, and a program needs no runtime.

use fal_client::Upload;
use fal_models::{ErrorKind, FileRef, flux_1_schnell, hidream_i1_fast, ideogram_v3_remix};

#[test]
fn a_program_without_a_runtime_has_every_way_to_call() {
    let (server, fal) = crate::connect();
    let input = || flux_1_schnell::Input::new("a cat").seed(7);
    let waited = fal.flux_1_schnell(input()).blocking().subscribe().expect("an output");
    let run = fal.flux_1_schnell(input()).blocking().run().expect("an output");
    assert_eq!(*waited, *run);
    let job = fal.flux_1_schnell(input()).blocking().submit().expect("a job");
    let saved = serde_json::to_string(&job).expect("JSON");
    let statuses = job.status_stream().expect("a stream");
    let last = statuses.map(|status| status.expect("a status")).last().expect("a status");
    assert!(last.is_completed());
    let resumed = fal.resume::<flux_1_schnell::Input>(&saved).expect("the same model").blocking();
    assert_eq!(*resumed.result().expect("an output"), *run);
    let stream = fal.hidream_i1_fast(hidream_i1_fast::Input::new("fog")).blocking().stream().expect("a stream");
    let prompts: Vec<String> = stream.map(|event| event.expect("an output").prompt.clone()).collect();
    assert!(prompts.len() > 1 && prompts.iter().all(|prompt| prompt == "fog"));
    let submitted = server
        .requests()
        .iter()
        .filter(|request| request.url.starts_with("https://queue.fal.run/fal-ai/flux-1/schnell"))
        .count();
    assert_eq!(submitted, 2);
}

#[test]
fn files_are_uploaded_and_downloaded_without_async() {
    let (_server, fal) = crate::connect();
    let bytes = vec![7; 300 << 10];
    let url = fal.blocking().upload(Upload::bytes("image/png", bytes.clone())).expect("a URL");
    assert!(fal.blocking().download(&url).expect("the file") == bytes);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("copy.png");
    assert_eq!(fal.blocking().download_to(&url, &path).expect("the file"), 300 << 10);
    assert!(std::fs::read(&path).expect("written") == bytes);
    let input = ideogram_v3_remix::Input::new("remix", FileRef::bytes("image/png", bytes));
    let output = fal.ideogram_v3_remix(input).blocking().subscribe().expect("an output");
    assert!(!output.images.is_empty());
}

#[test]
fn errors_are_the_same_and_carry_the_job() {
    let (_server, fal) = crate::connect();
    let input = fal_models::imagen4_preview::Input::new("x").num_images(9);
    let error = fal.imagen4_preview(input).blocking().subscribe().expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.job().is_some() && error.fields_at("num_images").count() == 1);
}

#[test]
fn threads_share_a_client() {
    let (_server, fal) = crate::connect();
    std::thread::scope(|scope| {
        for seed in 0..8 {
            let fal = &fal;
            scope.spawn(move || {
                let call = fal.flux_1_schnell(flux_1_schnell::Input::new("a cat").seed(seed));
                assert_eq!(call.blocking().subscribe().expect("an output").seed, seed);
            });
        }
    });
}
