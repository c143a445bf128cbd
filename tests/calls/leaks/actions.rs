//! Everything that a client can do, and every text that comes of it: of outputs, errors, jobs, panics.
//! Called by `leaks` in each of its scenes.

use std::error::Error as _;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use fal_client::{Error, FileRef, Upload};
use fal_models::{Client, hidream_i1_fast, ideogram_v3_remix};

type Input = hidream_i1_fast::Input;

/// The texts of a scene.
pub(crate) struct Texts {
    pub(crate) texts: Vec<String>,
    panicked: bool,
}

impl Texts {
    /// Keeps what a result prints as, in every way that there is, and gives what was in it.
    fn note<T: Debug>(&mut self, what: &str, result: Result<T, Error>) -> Option<T> {
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
        // What a program says that gives up; once, because it is loud.
        if !std::mem::replace(&mut self.panicked, true) {
            let panicked: Result<(), _> = catch_unwind(AssertUnwindSafe(|| panic!("{error:?}")));
            let payload = panicked.expect_err("a panic").downcast::<String>().expect("a text");
            self.texts.push(*payload);
        }
    }
}

/// Does everything once. `posted` are deliveries to a webhook, to be verified.
pub(crate) async fn everything(fal: &Client, hook: &str, posted: &[(http::HeaderMap, Vec<u8>)]) -> Texts {
    let mut texts = Texts { texts: vec![format!("{fal:?} {fal:#?}", fal = &**fal)], panicked: false };
    direct(fal, &mut texts).await;
    queued(fal, hook, &mut texts).await;
    files(fal, &mut texts).await;
    let token = fal.token(["fal-ai/hidream-i1-fast"], Duration::from_secs(60)).await;
    texts.note("token", token);
    for (headers, body) in posted {
        texts.note("webhook", fal.webhook::<Input>(headers, body).await);
    }
    texts
}

fn call(fal: &Client) -> fal_client::Call<Input> {
    fal.hidream_i1_fast(Input::new("fog")).header("x-mine", "1")
}

async fn direct(fal: &Client, texts: &mut Texts) {
    if let Some(output) = texts.note("run", call(fal).run().await) {
        texts.note("picture", fal.download(&output.images[0].url).await.map(|picture| picture.len()));
    }
    if let Some(mut events) = texts.note("stream", call(fal).stream().await) {
        while let Some(event) = events.next().await {
            texts.note("event", event);
        }
    }
    let large = FileRef::bytes("image/png", vec![b'x'; 600]);
    let input = ideogram_v3_remix::Input::new("remix", large).image_urls([FileRef::bytes("image/png", "small")]);
    texts.note("run with files", fal.ideogram_v3_remix(input).run().await);
}

async fn queued(fal: &Client, hook: &str, texts: &mut Texts) {
    texts.note("subscribe", call(fal).logs(|_| {}).subscribe().await);
    texts.note("follow", call(fal).logs(|_| {}).follow_stream().subscribe().await);
    let job = texts.note("submit", call(fal).webhook(hook).submit().await);
    // A job that is known from earlier, where nothing can be submitted now.
    let job = job.unwrap_or_else(|| fal.job::<Input>("0000"));
    texts.note("status", job.status().await);
    texts.note("status with logs", job.status_with_logs().await);
    texts.note("result", job.result().await);
    let saved = serde_json::to_string(&job).expect("JSON");
    if let Some(resumed) = texts.note("resume", fal.resume::<Input>(&saved)) {
        texts.note("cancel", resumed.cancel().await);
    }
    texts.texts.push(saved);
}

async fn files(fal: &Client, texts: &mut Texts) {
    for size in [100, 2500] {
        let url = texts.note("upload", fal.upload(Upload::bytes("text/plain", vec![b'x'; size])).await);
        if let Some(url) = url {
            texts.note("download", fal.download(&url).await.map(|content| content.len()));
        }
    }
    texts.note("download", fal.download("https://files.test/files/0/x.txt").await.map(|content| content.len()));
}
