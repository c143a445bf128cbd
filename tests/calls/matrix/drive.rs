//! The operations of the fault matrix: each does one thing with a client, as an application would.
//! Called by `matrix` for a row; gives what came of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fal_client::{Error, FileRef, JobRef, Upload};
use fal_mock::Server;
use fal_models::hidream_i1_fast::{Input, Output};
use fal_models::{Client, Job};

/// What an application does while something goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    Run,
    Stream,
    Submit,
    /// A submission that may be made twice.
    SubmitTwice,
    /// Submit, ask again and again, fetch.
    Subscribe,
    /// The same by the stream of states.
    Follow,
    Status,
    Result,
    Cancel,
    /// The result of a job that another process has submitted and saved.
    Resume,
    /// A file in one piece.
    Upload,
    /// A file in three parts.
    Parts,
    Token,
    /// Verifying what was posted to a webhook.
    Webhook,
    Download,
}

impl Doing {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Stream => "stream",
            Self::Submit => "submit",
            Self::SubmitTwice => "submit, duplicates are fine",
            Self::Subscribe => "subscribe",
            Self::Follow => "subscribe by stream",
            Self::Status => "status",
            Self::Result => "result",
            Self::Cancel => "cancel",
            Self::Resume => "resume",
            Self::Upload => "upload",
            Self::Parts => "upload in parts",
            Self::Token => "token",
            Self::Webhook => "webhook",
            Self::Download => "download",
        }
    }

    /// Whether a job is submitted before anything goes wrong.
    fn has_job(self) -> bool {
        matches!(self, Self::Status | Self::Result | Self::Cancel | Self::Resume)
    }
}

/// What came of an operation, and what is known of its job.
pub(crate) struct Done {
    pub(crate) end: Result<String, Error>,
    /// A saved job.
    pub(crate) job: Option<String>,
}

/// What an operation works with.
pub(crate) struct Stage<'a> {
    pub(crate) fal: &'a Client,
    /// Another client, for what is done before; it reaches the server always.
    pub(crate) other: &'a Client,
    pub(crate) server: &'a Server,
    /// Another server, where nothing may arrive but webhooks.
    pub(crate) elsewhere: &'a Server,
}

/// What is there before anything goes wrong.
pub(crate) struct Ready {
    job: Option<Job<Input>>,
    posted: Vec<(http::HeaderMap, Vec<u8>)>,
    file: String,
}

impl Stage<'_> {
    /// Makes what the operation needs.
    pub(crate) async fn prepare(&self, doing: Doing, deliveries: usize) -> Ready {
        let job = if doing.has_job() { Some(self.submitted("").await) } else { None };
        let mut ready = Ready { job, posted: Vec::new(), file: String::new() };
        if doing == Doing::Webhook {
            let hook = format!("{}/files/hook", self.elsewhere.url());
            ready.job = Some(self.submitted(&hook).await);
            while self.elsewhere.requests().len() < deliveries {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            ready.posted = self.elsewhere.requests().iter().map(posted).collect();
            self.elsewhere.clear_requests();
        }
        if doing == Doing::Download {
            ready.file = self.other.upload(FileRef::bytes("text/plain", "content")).await.expect("a file");
        }
        ready
    }

    /// A job of the other client, in the hands of this one.
    async fn submitted(&self, hook: &str) -> Job<Input> {
        let call = self.other.hidream_i1_fast(Input::new("fog"));
        let call = if hook.is_empty() { call } else { call.webhook(hook) };
        let saved = serde_json::to_string(&call.submit().await.expect("a job")).expect("JSON");
        self.fal.resume(&saved).expect("a saved job")
    }

    fn call(&self) -> fal_client::Call<Input> {
        self.fal.hidream_i1_fast(Input::new("fog"))
    }

    /// Does it.
    pub(crate) async fn act(&self, doing: Doing, ready: Ready) -> Done {
        let job = ready.job.as_ref();
        let saved = job.map(|job| serde_json::to_string(job).expect("JSON"));
        let end = match doing {
            Doing::Run => self.call().run().await.map(|_| "output".to_owned()),
            Doing::Stream => self.stream().await,
            Doing::Submit => return submitted(self.call().submit().await),
            Doing::SubmitTwice => return submitted(self.call().allow_duplicates().submit().await),
            Doing::Subscribe => return self.subscribe(self.call()).await,
            Doing::Follow => return self.subscribe(self.call().follow_stream()).await,
            Doing::Status => job.expect("a job").status().await.map(|status| status.state.to_string()),
            Doing::Result => job.expect("a job").result().await.map(|_| "output".to_owned()),
            Doing::Cancel => job.expect("a job").cancel().await.map(|answer| format!("{answer:?}")),
            Doing::Resume => {
                let resumed = self.fal.resume::<Input>(saved.as_deref().unwrap_or_default()).expect("a saved job");
                resumed.result().await.map(|_| "output".to_owned())
            }
            Doing::Upload => self.upload(100).await,
            Doing::Parts => self.upload(2500).await,
            Doing::Token => {
                let token = self.fal.token(["fal-ai/hidream-i1-fast"], Duration::from_secs(60)).await;
                token.map(|_| "token".to_owned())
            }
            Doing::Webhook => self.verify(&ready.posted).await,
            Doing::Download => self.fal.download(&ready.file).await.map(|content| format!("{} bytes", content.len())),
        };
        Done { end, job: saved }
    }

    /// The job is known from the callback on, whatever becomes of the call.
    async fn subscribe(&self, call: fal_client::Call<Input>) -> Done {
        let told = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&told);
        let note = move |job: &Job<Input>| *seen.lock().expect("no panic") = serde_json::to_string(job).ok();
        let end = call.on_submit(note).subscribe().await.map(|_| "output".to_owned());
        let job = told.lock().expect("no panic").take();
        if let Err(error) = &end {
            assert_eq!(error.job().map(JobRef::to_string), job, "an error after acceptance carries the job: {error:?}");
        }
        Done { end, job }
    }

    async fn stream(&self) -> Result<String, Error> {
        let mut events = self.call().stream().await?;
        let (mut outputs, mut error) = (0, None);
        while let Some(event) = events.next().await {
            match event {
                Ok(_) => outputs += 1,
                Err(event) => error = Some(event),
            }
        }
        error.map_or_else(|| Ok(format!("{outputs} outputs")), Err)
    }

    async fn upload(&self, size: usize) -> Result<String, Error> {
        let url = self.fal.upload(Upload::bytes("text/plain", vec![b'x'; size])).await?;
        let path = url.strip_prefix(self.server.url()).map_or("elsewhere", |path| path.split('/').nth(1).unwrap_or(""));
        Ok(format!("url below /{path}"))
    }

    /// Verifies everything that was posted; the same outcome twice is two times the same request id.
    async fn verify(&self, posted: &[(http::HeaderMap, Vec<u8>)]) -> Result<String, Error> {
        let mut ids = Vec::new();
        for (headers, body) in posted {
            let delivery: fal_client::webhook::Delivery<Output> = self.fal.webhook::<Input>(headers, body).await?;
            ids.push(delivery.request_id().to_owned());
        }
        let times = ids.len();
        ids.dedup();
        Ok(format!("verified {times} times, {} job", ids.len()))
    }
}

fn submitted(result: Result<Job<Input>, Error>) -> Done {
    match result {
        Ok(job) => Done { job: serde_json::to_string(&job).ok(), end: Ok("job".to_owned()) },
        Err(error) => Done { job: error.job().map(JobRef::to_string), end: Err(error) },
    }
}

fn posted(request: &fal_mock::RecordedRequest) -> (http::HeaderMap, Vec<u8>) {
    let headers = request.headers.iter().map(|(name, value)| {
        let name: http::HeaderName = name.parse().expect("a name");
        (name, value.parse().expect("a value"))
    });
    (headers.collect(), request.body.to_vec())
}
