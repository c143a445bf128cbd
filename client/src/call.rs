//! `Call`: one call of a model, from its input to the request. It ends as a run, a job or a stream.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use http::{Method, Request};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::http::attempts::AttemptState;
use crate::http::exchange::JSON;
use crate::http::headers::request_id;
use crate::http::route;
use crate::job::job_ref::Submission;
use crate::job::wait::WaitOptions;
use crate::{
    Client, Endpoint, Error, ErrorKind, EventStream, Job, JobRef, LogLine, ModelInput, Response, Status,
    StreamingEndpoint, trace,
};

mod files;
pub(crate) mod options;
mod setters;
mod way;

use options::Options;
use way::Way;

/// Serializes an input as the body of a request.
type Serialize<E> = fn(&E) -> serde_json::Result<Vec<u8>>;

type OnSubmit<E> = Box<dyn FnOnce(&Job<E>) + Send>;

/// A call that is being built.
///
/// Awaiting it is [`subscribe`](Self::subscribe). A setter that a way of calling does not support is an error of kind
/// [`Config`](ErrorKind::Config), before anything is sent: `.logs(..).run()`, for example.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let output = fal
///     .call(input)
///     .logs(|line| eprintln!("{}", line.message))
///     .on_submit(|job| eprintln!("submitted as {}", job.request_id()))
///     .await?; // as .subscribe().await?
/// println!("{}", output.raw());
/// # Ok(()) }
/// ```
///
/// Only the calls of models that stream have `stream`:
///
/// ```compile_fail,E0277
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let events = fal.call(input).stream().await?;
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it, or its run, submit, subscribe or stream, is awaited"]
pub struct Call<E: ModelInput> {
    client: Client,
    endpoint: Cow<'static, str>,
    input: E,
    wait: WaitOptions,
    on_submit: Option<OnSubmit<E>>,
    /// How the input is serialized, if not as it is. A pointer to the usual function would compile that for every model.
    serialize: Option<Serialize<E>>,
    validate: bool,
    options: Options,
}

impl Client {
    /// Creates a call of the model that `input` belongs to. Nothing is sent before one of its last methods
    /// (`run`, `submit`, `subscribe`, `stream`), or the call itself, is awaited.
    pub fn call<E: Endpoint>(&self, input: E) -> Call<E> {
        Call::new(self.clone(), Cow::Borrowed(E::ID), input)
    }
}

/// A call that is awaited itself is [`subscribe`](Call::subscribe).
impl<E: ModelInput> IntoFuture for Call<E> {
    type Output = Result<Response<E::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.subscribe())
    }
}

impl<E: ModelInput> Call<E> {
    pub(crate) fn new(client: Client, endpoint: Cow<'static, str>, input: E) -> Self {
        Self {
            wait: WaitOptions::new(&client),
            client,
            endpoint,
            input,
            on_submit: None,
            serialize: None,
            validate: false,
            options: Options::default(),
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same call with another client of the same configuration.
    #[cfg(feature = "blocking")]
    pub(crate) fn with_client(self, client: &Client) -> Self {
        Self { client: client.clone(), ..self }
    }

    /// Refuses setters that would have no effect. Before anything is sent and any file is opened.
    fn check(&self, way: Way) -> Result<(), Error> {
        if self.validate && E::ENDPOINT.is_none() {
            return Err(way::unknown_limits());
        }
        way.check(&self.options, &self.wait, self.on_submit.is_some())
    }

    /// Requests the log of the model and calls `on_line` once for each line. For `subscribe`.
    pub fn logs(mut self, on_line: impl FnMut(&LogLine) + Send + 'static) -> Self {
        self.wait.callbacks.on_log(on_line);
        self
    }

    /// Calls `on_status` for every status, including the last one. For `subscribe`.
    pub fn on_status(mut self, on_status: impl FnMut(&Status) + Send + 'static) -> Self {
        self.wait.callbacks.on_status(on_status);
        self
    }

    /// Calls `on_submit` with the job as soon as the queue has accepted it. For `subscribe` and `submit`.
    pub fn on_submit(mut self, on_submit: impl FnOnce(&Job<E>) + Send + 'static) -> Self {
        self.on_submit = Some(Box::new(on_submit));
        self
    }

    /// Omits every field that equals its documented default, so that the server's current
    /// default applies. Required fields are always sent.
    pub fn omit_defaults(mut self) -> Self
    where
        E: DeserializeOwned,
    {
        self.serialize = Some(without_defaults);
        self
    }

    /// Checks the input against the documented limits before anything is sent.
    pub fn validate(mut self) -> Self {
        self.validate = true;
        self
    }

    /// The pause between two status requests. For `subscribe`. Less than 10 ms is an error.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.wait.callbacks.set_interval(interval);
        self
    }

    /// Follows the job by the status stream, one long connection, instead of repeated status requests. For `subscribe`. If the
    /// stream fails, the job is followed by status requests.
    pub fn follow_stream(mut self) -> Self {
        self.wait.callbacks.set_stream();
        self
    }

    /// Cancels the job if the overall limit passes. For `subscribe`; without a limit this is an error. The error is returned up
    /// to 10 s later. It has the job, and whether the server accepted the cancellation ([`Error::is_cancelled`]).
    pub fn cancel_on_timeout(mut self) -> Self {
        self.wait.cancel_on_timeout = true;
        self
    }

    /// The overall time limit, from sending to the result (for a stream: to its last event). A submitted
    /// job continues (but see [`cancel_on_timeout`](Self::cancel_on_timeout)); the error has the job.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.wait.timeout = Some(timeout);
        self
    }

    /// Calls the model directly and waits for the output on one connection, without the queue. If the
    /// connection breaks, the output is lost; prefer `subscribe` for slow models.
    ///
    /// # Errors
    /// If the input or a local file is invalid, if the server refuses or cannot be reached.
    pub async fn run(self) -> Result<Response<E::Output>, Error> {
        let (client, endpoint) = (self.client.clone(), self.endpoint.clone());
        let mut deadline = client.deadline(self.wait.timeout);
        let state = deadline.attempt_state();
        let run = Box::pin(async {
            self.check(Way::Run)?;
            let url = route::run(&client.config().hosts, &self.endpoint)?;
            let class = self.options.retry_class();
            let request = self.into_request(&url, JSON).await?;
            let mut response = client.with_retries(class, &state, || client.fetch(&state, request.clone())).await?;
            let body = client.text(&mut response)?;
            Response::<E::Output>::read(&client, body, request_id(&response.headers))
                .map(|output| output.with_headers(&response.headers))
                .map_err(|error| error.with_status(response.status.as_u16()))
        });
        trace::span("run", &endpoint, deadline.limit(run))
            .await
            .map_err(|error| error.with_endpoint(&endpoint).of_run())
    }

    /// Submits the call to the queue and returns the job.
    ///
    /// # Errors
    /// If the input or a local file is invalid, if the server refuses or cannot be reached. See
    /// [`Error::may_have_been_accepted`] before submitting again.
    pub async fn submit(self) -> Result<Job<E>, Error> {
        let endpoint = self.endpoint.clone();
        let mut deadline = self.client.deadline(self.wait.timeout);
        let state = deadline.attempt_state();
        let enqueued = Box::pin(async {
            self.check(Way::Submit)?;
            self.enqueue(&state).await
        });
        trace::span("submit", &endpoint, deadline.limit(enqueued)).await.map_err(|error| error.of_submission(&endpoint))
    }

    /// Submits the call to the queue, waits until the job is completed and fetches its result.
    ///
    /// # Errors
    /// Those of [`submit`](Self::submit) and [`Job::result`]. Every error after the queue accepted
    /// the call has the job, see [`Error::job`].
    pub async fn subscribe(self) -> Result<Response<E::Output>, Error> {
        let endpoint = self.endpoint.clone();
        trace::span("subscribe", &endpoint, Box::pin(self.submit_and_wait())).await
    }

    /// Calls the model directly and returns its partial outputs as they arrive.
    ///
    /// # Errors
    /// If the input or a local file is invalid, if the server refuses or cannot be reached.
    /// Errors after the first event are items of the stream.
    pub async fn stream(self) -> Result<EventStream<E::Output>, Error>
    where
        E: StreamingEndpoint,
    {
        let (client, endpoint) = (self.client.clone(), self.endpoint.clone());
        let mut deadline = client.deadline(self.wait.timeout);
        let state = deadline.attempt_state();
        let opened = Box::pin(async {
            self.check(Way::Stream)?;
            let url = route::stream(&client.config().hosts, &self.endpoint)?;
            let class = self.options.retry_class();
            let request = self.into_request(&url, "text/event-stream, application/json").await?;
            client.with_retries(class, &state, || client.open_stream(request.clone())).await
        });
        let response = trace::span("stream", &endpoint, deadline.limit(opened))
            .await
            .map_err(|error| error.with_endpoint(&endpoint).of_run())?;
        Ok(EventStream::new(client, endpoint, response, deadline))
    }

    async fn submit_and_wait(mut self) -> Result<Response<E::Output>, Error> {
        let endpoint = self.endpoint.clone();
        self.check(Way::Subscribe).map_err(|error| error.with_endpoint(&endpoint))?;
        let mut deadline = self.client.deadline(self.wait.timeout);
        let wait = std::mem::replace(&mut self.wait, WaitOptions::new(&self.client));
        let state = deadline.attempt_state();
        let job = deadline.limit(Box::pin(self.enqueue(&state))).await;
        wait.wait(&job.map_err(|error| error.of_submission(&endpoint))?, deadline).await
    }

    async fn enqueue(mut self, state: &AttemptState) -> Result<Job<E>, Error> {
        let (client, endpoint) = (self.client.clone(), self.endpoint.clone());
        let on_submit = self.on_submit.take();
        let url = route::submit(&client.config().hosts, &endpoint)? + &self.options.query()?;
        let class = self.options.retry_class();
        let request = self.into_request(&url, JSON).await?;
        let exchanged = client.exchange(class, state, &request).await;
        let mut response = exchanged.map_err(ambiguous_if_successful)?;
        let body = client.text(&mut response).map_err(ambiguous_if_successful)?;
        let submission = Submission::read(&body).map_err(|error| {
            let message = format!("the queue accepted the call, but its response has no valid job: {error}");
            client
                .decode_error(&message, &body)
                .with_status(response.status.as_u16())
                .with_request_id(request_id(&response.headers))
                .ambiguous()
        })?;
        let job = Job::new(client, JobRef::submitted(&endpoint, submission));
        trace::submitted(job.request_id());
        if let Some(on_submit) = on_submit {
            on_submit(&job);
        }
        Ok(job)
    }

    /// The request to send. Its options are checked before any file is opened.
    async fn into_request(self, url: &str, accept: &'static str) -> Result<Request<Bytes>, Error> {
        let client = self.client.clone();
        let options = self.options.headers()?;
        let mut request = client.request(Method::POST, url, accept, Some(self.into_body().await?))?;
        for (name, value) in &options {
            request.headers_mut().insert(name, value.clone());
        }
        Ok(request)
    }

    /// The JSON to send, after validation if it is enabled, and with local files inlined or uploaded.
    async fn into_body(self) -> Result<Bytes, Error> {
        if self.validate {
            self.input.validate()?;
        }
        let input = Box::pin(files::prepare(&self.client, self.input)).await?;
        let json = self.serialize.map_or_else(|| serde_json::to_vec(&input), |serialize| serialize(&input));
        json.map(Bytes::from).map_err(|error| {
            Error::new(ErrorKind::Encode, format!("the input cannot be serialized as JSON: {error}")).with_source(error)
        })
    }
}

/// A successful response that cannot be read means that a job was accepted, but not which one.
fn ambiguous_if_successful(error: Error) -> Error {
    match error.status() {
        Some(200..=299) => error.ambiguous(),
        _ => error,
    }
}

/// The input as JSON without the fields that equal those of an input with the required fields alone.
fn without_defaults<E: ModelInput + DeserializeOwned>(input: &E) -> serde_json::Result<Vec<u8>> {
    let mut value = serde_json::to_value(input)?;
    if let Some(object) = value.as_object_mut() {
        let required = |key: &String| E::REQUIRED.contains(&key.as_str());
        let given: Map<_, _> = object.clone().into_iter().filter(|(key, _)| required(key)).collect();
        let defaults = serde_json::to_value(serde_json::from_value::<E>(Value::Object(given))?)?;
        object.retain(|key, value| required(key) || defaults.get(key) != Some(value));
    }
    serde_json::to_vec(&value)
}
