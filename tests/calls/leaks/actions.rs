//! Runs every operation of a client, and collects all texts of the results: of outputs, errors, jobs and panics.

use std::error::Error as _;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use fal_client::{Error, FileRef, Upload};
use fal_models::{Client, hidream_i1_fast, ideogram_v3_remix};

type Input = hidream_i1_fast::Input;

/// The texts of a scenario.
pub(crate) struct Texts {
    pub(crate) texts: Vec<String>,
    panicked: bool,
}

impl Texts {
    /// Records all printed forms of a result, and returns its value.
    fn record<T: Debug>(&mut self, what: &str, result: Result<T, Error>) -> Option<T> {
        self.texts.push(format!("{what}: {result:?} {result:#?}"));
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.error(what, error);
                None
            }
        }
    }

    fn error(&mut self, what: &str, error: Error) {
        let (kind, status, attempts) = (error.kind(), error.status(), error.attempts());
        self.texts.push(format!("{what}: {error} {kind:?} {status:?} {attempts}"));
        self.texts.push(format!("{what}: {} {:?} {:?}", error.message(), error.body(), error.error_type()));
        let (fields, violations) = (error.fields(), error.violations());
        self.texts.push(format!("{what}: {fields:?} {violations:?} {:?} {:?}", error.request_id(), error.endpoint()));
        self.texts
            .extend(error.job().map(|job| format!("{job} {job:?} {}", serde_json::to_string(job).expect("JSON"))));
        let mut source = error.source();
        while let Some(error) = source {
            self.texts.push(format!("{what}: {error} {error:?}"));
            source = error.source();
        }
        // The message of a panic; only once, because it is printed to stderr.
        if !std::mem::replace(&mut self.panicked, true) {
            let panicked: Result<(), _> = catch_unwind(AssertUnwindSafe(|| panic!("{error:?}")));
            let payload = panicked.expect_err("a panic").downcast::<String>().expect("a text");
            self.texts.push(*payload);
        }
    }
}

/// Runs every operation once. `posted` are deliveries to a webhook, which are verified.
pub(crate) async fn everything(fal: &Client, hook: &str, posted: &[(http::HeaderMap, Vec<u8>)]) -> Texts {
    let mut texts = Texts { texts: vec![format!("{fal:?} {fal:#?}", fal = &**fal)], panicked: false };
    direct(fal, &mut texts).await;
    queued(fal, hook, &mut texts).await;
    files(fal, &mut texts).await;
    let token = fal.token(["fal-ai/hidream-i1-fast"], Duration::from_secs(60)).await;
    texts.record("token", token);
    for (headers, body) in posted {
        texts.record("webhook", fal.webhook::<Input>(headers, body).await);
    }
    texts
}

fn call(fal: &Client) -> fal_client::Call<Input> {
    fal.hidream_i1_fast(Input::new("fog")).header("x-mine", "1")
}

async fn direct(fal: &Client, texts: &mut Texts) {
    if let Some(output) = texts.record("run", call(fal).run().await) {
        texts.record("picture", fal.download(&output.images[0].url).await.map(|picture| picture.len()));
    }
    if let Some(mut events) = texts.record("stream", call(fal).stream().await) {
        while let Some(event) = events.next().await {
            texts.record("event", event);
        }
    }
    let large = FileRef::bytes("image/png", vec![b'x'; 600]);
    let input = ideogram_v3_remix::Input::new("remix", large).image_urls([FileRef::bytes("image/png", "small")]);
    texts.record("run with files", fal.ideogram_v3_remix(input).run().await);
}

async fn queued(fal: &Client, hook: &str, texts: &mut Texts) {
    texts.record("subscribe", call(fal).logs(|_| {}).subscribe().await);
    texts.record("follow", call(fal).logs(|_| {}).follow_stream().subscribe().await);
    let job = texts.record("submit", call(fal).webhook(hook).submit().await);
    // A job by its id, if nothing can be submitted.
    let job = job.unwrap_or_else(|| fal.job::<Input>("0000"));
    texts.record("status", job.status().await);
    texts.record("status with logs", job.status_with_logs().await);
    texts.record("result", job.result().await);
    let saved = serde_json::to_string(&job).expect("JSON");
    if let Some(resumed) = texts.record("resume", fal.resume::<Input>(&saved)) {
        texts.record("cancel", resumed.cancel().await);
    }
    texts.texts.push(saved);
}

async fn files(fal: &Client, texts: &mut Texts) {
    for size in [100, 2500] {
        let url = texts.record("upload", fal.upload(Upload::bytes("text/plain", vec![b'x'; size])).await);
        if let Some(url) = url {
            texts.record("download", fal.download(&url).await.map(|content| content.len()));
        }
    }
    texts.record("download", fal.download("https://files.test/files/0/x.txt").await.map(|content| content.len()));
}
