//! Runs the same operations with this client against the local server, with the schemas and faults of the conformance tests, and
//! returns the recorded requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use fal_client::__private::{Check, Files, Validate};
use fal_client::{
    Access, Client, Config, Endpoint, Expiration, FileRef, Hosts, Json, Lifecycle, Priority, Retry, StreamingEndpoint,
    Upload, json,
};
use fal_mock::{Effect, Fault, Options, Response, Server};
use serde::{Serialize, Serializer};

use crate::clock::Clock;

use super::request::{Request, firsts, json_body};

/// Defines endpoints that accept any object.
macro_rules! endpoints {
    ($($name:ident = $id:literal),* $(,)?) => { $(
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $name(BTreeMap<String, Json>);

        fal_client::free_form!($name);

        impl Endpoint for $name {
            const ID: &'static str = $id;
            type Output = Json;
        }

        impl StreamingEndpoint for $name {}
        impl Files for $name {}
        impl Validate for $name {
            fn check(&self, _: &mut Check) {}
        }
    )* };
}

endpoints!(
    Echo = "conformance/echo",
    Sub = "conformance/echo/sub/path",
    Workflow = "workflows/conformance/echo",
    Slow = "conformance/slow",
    Invalid = "conformance/validation-error",
    Late = "conformance/start-timeout",
    Flaky429 = "conformance/flaky-429",
    Flaky503 = "conformance/flaky-503",
    Hard503 = "conformance/hard-503",
    Fails = "conformance/fails",
    StreamError = "conformance/stream-error",
);

/// An input with files, also in nested values.
#[derive(Clone, Debug, PartialEq)]
struct Pictures {
    image_url: FileRef,
    text: FileRef,
}

impl Serialize for Pictures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let list = json!([self.text, "s", 3, null]);
        let (uri, nested) = ("data:text/plain;base64,aGk=", json!({ "list": list }));
        json!({ "data_uri": uri, "image_url": self.image_url, "nested": nested }).serialize(serializer)
    }
}

impl Endpoint for Pictures {
    const ID: &'static str = "conformance/echo";
    type Output = Json;
}

impl Files for Pictures {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.image_url.each_file(visit);
        self.text.each_file(visit);
    }
}

/// An input with one small file.
#[derive(Clone)]
struct Small {
    data_uri: FileRef,
}

fal_client::object!(Small { required: [data_uri] });

impl Endpoint for Small {
    const ID: &'static str = "conformance/echo";
    type Output = Json;
}

impl Files for Small {
    fn each_file(&mut self, visit: &mut dyn FnMut(&mut FileRef)) {
        self.data_uri.each_file(visit);
    }
}

/// Implements `Validate` without limits.
macro_rules! unchecked {
    ($($name:ident),*) => { $(
        impl Validate for $name {
            fn check(&self, _: &mut Check) {}
        }
    )* };
}

unchecked!(Pictures, Small);

fn prompt(text: &str) -> Json {
    json!({ "prompt": text })
}

/// Runs an operation and returns its requests.
pub(crate) async fn requests(operation: &str) -> Vec<Request> {
    let folder = fal_tests::root().join("mock");
    let catalog = fal_schema::load(folder.join("conformance")).unwrap_or_else(|report| panic!("{report}"));
    let faults = std::fs::read_to_string(folder.join("conformance.faults.yaml")).expect("the rules");
    let mut faults = Fault::read(&faults).unwrap_or_else(|error| panic!("{error}"));
    // The fault of the file takes real time; this response does not.
    let late = Response::new(504, "{}").header("x-fal-request-timeout-type", "user");
    faults.insert(0, Fault::new(Effect::Respond(late)).endpoint("conformance/start-timeout"));
    let server = Arc::new(Server::start(catalog, Options { faults, ..Options::default() }).expect("a free port"));
    let key = if operation == "error-401" { "bad:key" } else { "id:secret" };
    let config = Config::new(key).hosts(Hosts::local(server.url())).poll_interval(Duration::from_millis(10));
    // The limits are scaled down, so that no file has 90 MiB.
    let config = config
        .retry(Retry::new().base(Duration::ZERO))
        .inline_limit(0)
        .multipart_threshold(90)
        .part_size(10)
        .parallel_parts(1);
    let config = match operation {
        "proxy-submit" => config.hosts(Hosts::default()).proxy(server.url()),
        "data-uri" => config.inline_limit(1 << 10),
        _ => config,
    };
    let clock = Clock::start(Client::http_transport(&config).expect("a transport"), Arc::clone(&server));
    let fal = Client::with_transport(config, Arc::new(clock)).expect("a client");
    // Other tests check the result.
    act(&fal, operation).await;
    firsts(server.requests().iter().map(recorded))
}

fn recorded(request: &fal_mock::RecordedRequest) -> Request {
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = std::str::from_utf8(&request.body).unwrap_or_default();
    let body = if request.body.is_empty() && request.body_size > 0 {
        format!("{} bytes", request.body_size)
    } else {
        json_body(body)
    };
    Request::new(&request.method, &request.url, headers, body)
}

async fn act(fal: &Client, operation: &str) {
    match operation {
        "run" => {
            let hour = Lifecycle::new().expires(Expiration::Hour).access(Access::Forbid).rule("u1", Access::Allow);
            let call = fal.call(Echo::from(json!({"prompt": "hi", "n": 1})));
            drop(call.start_timeout(Duration::from_secs(30)).lifecycle(hour).run().await);
        }
        "run-headers" => {
            let call = fal.call(Echo::from(json!({"prompt": "hi", "n": 1}))).hint("runner-7").header("X-Custom", "v");
            drop(call.start_timeout(Duration::from_secs(30)).run().await);
        }
        "run-subpath" => drop(fal.call(Sub::from(json!({"a": 1}))).run().await),
        "data-uri" => {
            let data_uri = FileRef::bytes("text/plain", "hi");
            drop(fal.call(Small { data_uri }).run().await);
        }
        "error-401" => drop(fal.call(Echo::new()).run().await),
        "error-422" => drop(fal.call(Invalid::new()).run().await),
        "error-start-timeout" => drop(fal.call(Late::new()).start_timeout(Duration::from_secs(2)).run().await),
        "retry-429" => drop(fal.call(Flaky429::from(json!({"a": 1}))).run().await),
        "retry-503" => drop(fal.call(Flaky503::from(json!({"a": 1}))).run().await),
        "retry-exhausted-503" => drop(fal.call(Hard503::new()).run().await),
        "stream" => drain(fal.call(Echo::from(prompt("s"))).stream().await).await,
        "stream-422" => drain(fal.call(Invalid::new()).stream().await).await,
        "stream-error" => drain(fal.call(StreamError::new()).stream().await).await,
        _ if operation.starts_with("upload") || operation == "auto-upload" => upload(fal, operation).await,
        _ => queued(fal, operation).await,
    }
}

async fn drain(events: Result<fal_client::EventStream<Json>, fal_client::Error>) {
    if let Ok(mut events) = events {
        while events.next().await.is_some() {}
    }
}

async fn upload(fal: &Client, operation: &str) {
    let at_once = Lifecycle::new().expires(Expiration::Immediate);
    let hours = Lifecycle::new().expires(Expiration::Seconds(7200));
    let file = match operation {
        "upload" => Upload::bytes("text/plain", "hello loopback").name("hello.txt").lifecycle(at_once),
        "upload-blob" => Upload::bytes("application/octet-stream", "raw"),
        "upload-multipart" => Upload::bytes("application/x-big", vec![0; 91]).name("big.bin").lifecycle(hours),
        _ => {
            let image_url = FileRef::bytes("image/png", "png-bytes");
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("x.txt");
            std::fs::write(&path, "x").expect("written");
            return drop(fal.call(Pictures { image_url, text: FileRef::path(path) }).run().await);
        }
    };
    fal.upload(file).await.expect("a URL");
}

async fn queued(fal: &Client, operation: &str) {
    let call = fal.call(Echo::from(prompt("sub")));
    match operation {
        "submit" | "submit-forever" | "proxy-submit" => {
            let call = fal.call(Sub::from(prompt("hi"))).webhook("http://127.0.0.1:9/hook?x=1&y=2");
            let call = call.priority(Priority::Low).hint("runner-7").start_timeout(Duration::from_millis(12_500));
            let day = Lifecycle::new().expires(Expiration::Day);
            let call = if operation == "submit-forever" { call } else { call.lifecycle(day) };
            drop(call.header("X-Custom", "v").submit().await);
        }
        "submit-plain" => drop(fal.call(Echo::from(prompt("hi"))).submit().await),
        "subscribe" => drop(call.subscribe().await),
        "subscribe-logs" => drop(call.logs(|_| {}).subscribe().await),
        "subscribe-updates" => drop(call.priority(Priority::Normal).logs(|_| {}).subscribe().await),
        "iter-events" => drop(fal.call(Echo::from(prompt("ev"))).logs(|_| {}).subscribe().await),
        "subscribe-streaming" => drop(call.logs(|_| {}).follow_stream().subscribe().await),
        "subscribe-failed" => drop(fal.call(Fails::new()).subscribe().await),
        "subscribe-timeout" => {
            drop(fal.call(Slow::new()).timeout(Duration::from_millis(300)).cancel_on_timeout().subscribe().await);
        }
        "status-and-result" => {
            let job = fal.call(Sub::from(prompt("poll"))).submit().await.expect("a job");
            drop((job.status_with_logs().await, job.result().await));
        }
        "cancel" => drop(fal.call(Slow::new()).submit().await.expect("a job").cancel().await),
        "cancelled-result" => {
            let job = fal.call(Slow::new()).submit().await.expect("a job");
            drop((job.cancel().await, job.result().await));
        }
        "cancel-completed" => {
            let job = fal.call(Echo::new()).submit().await.expect("a job");
            while !job.status().await.is_ok_and(|status| status.is_completed()) {}
            drop(job.cancel().await);
        }
        "queue-not-found" => drop(fal.job::<Echo>("00000000-0000-0000-0000-000000000000").status().await),
        "namespace-workflow" => drop(fal.call(Workflow::new()).submit().await.expect("a job").status().await),
        other => panic!("unknown operation {other}"),
    }
}
