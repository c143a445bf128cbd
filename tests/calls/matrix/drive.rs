//! The operations of the fault matrix: each uses a client as an application would, and returns the result.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fal_client::{Error, FileRef, JobRef, Upload};
use fal_mock::Server;
use fal_models::hidream_i1_fast::{Input, Output};
use fal_models::{Client, Job};

/// An operation of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    Run,
    Stream,
    Submit,
    /// A submission that may be sent twice.
    SubmitTwice,
    /// Submit, poll the status, fetch the result.
    Subscribe,
    /// The same with the status stream.
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
    /// The verification of a webhook delivery.
    Webhook,
    Download,
}

impl Doing {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Stream => "stream",
            Self::Submit => "submit",
            Self::SubmitTwice => "submit, duplicates allowed",
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

    /// Returns whether a job is submitted before the faults are added.
    fn has_job(self) -> bool {
        matches!(self, Self::Status | Self::Result | Self::Cancel | Self::Resume)
    }
}

/// The result of an operation, and its job if that is known.
pub(crate) struct Done {
    pub(crate) end: Result<String, Error>,
    /// A saved job.
    pub(crate) job: Option<String>,
}

/// The clients and servers of an operation.
pub(crate) struct Stage<'a> {
    pub(crate) fal: &'a Client,
    /// Another client, for the preparation; it always reaches the server.
    pub(crate) other: &'a Client,
    pub(crate) server: &'a Server,
    /// Another server, which may receive webhooks only.
    pub(crate) elsewhere: &'a Server,
}

/// The result of the preparation, before the faults are added.
pub(crate) struct Ready {
    job: Option<Job<Input>>,
    posted: Vec<(http::HeaderMap, Vec<u8>)>,
    file: String,
}

impl Stage<'_> {
    /// Prepares the operation.
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

    /// Submits a job with the other client, and resumes it with this one.
    async fn submitted(&self, hook: &str) -> Job<Input> {
        let call = self.other.hidream_i1_fast(Input::new("fog"));
        let call = if hook.is_empty() { call } else { call.webhook(hook) };
        let saved = serde_json::to_string(&call.submit().await.expect("a job")).expect("JSON");
        self.fal.resume(&saved).expect("a saved job")
    }

    fn call(&self) -> fal_client::Call<Input> {
        self.fal.hidream_i1_fast(Input::new("fog"))
    }

    /// Runs the operation.
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
            Doing::Cancel => job.expect("a job").cancel().await.map(|cancellation| format!("{cancellation:?}")),
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

    /// Subscribes. The job is known as soon as the callback is called, however the call ends.
    async fn subscribe(&self, call: fal_client::Call<Input>) -> Done {
        let submitted = Arc::new(Mutex::new(None));
        let saved = Arc::clone(&submitted);
        let save = move |job: &Job<Input>| *saved.lock().expect("no panic") = serde_json::to_string(job).ok();
        let end = call.on_submit(save).subscribe().await.map(|_| "output".to_owned());
        let job = submitted.lock().expect("no panic").take();
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
        Ok(format!("URL below /{path}"))
    }

    /// Verifies all deliveries, and counts their distinct request ids.
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
