//! `Call`: one call of a model, from its input to the request. Made by `Client::call`; ends in a run,
//! a job or a stream.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::http::exchange::{JSON, request_id};
use crate::http::retry::Trail;
use crate::http::route;
use crate::job::job_ref::Submitted;
use crate::job::wait::Terms;
use crate::{
    Client, Endpoint, Error, ErrorKind, EventStream, Job, JobRef, LogLine, Response, Status, StreamingEndpoint, trace,
};

mod files;
pub(crate) mod options;
mod setters;

use options::Options;

/// How an input becomes the body of a request.
type Write<E> = fn(&E) -> serde_json::Result<Vec<u8>>;

type OnSubmit<E> = Box<dyn FnOnce(&Job<E>) + Send>;

/// A call that is being put together.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let output = fal
///     .call(input)
///     .logs(|line| eprintln!("{}", line.message))
///     .on_submit(|job| eprintln!("submitted as {}", job.request_id()))
///     .subscribe()
///     .await?;
/// println!("{}", output.request_id());
/// # Ok(()) }
/// ```
///
/// Only models that stream have `stream`:
///
/// ```compile_fail,E0277
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let events = fal.call(input).stream().await?;
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until run, submit, subscribe or stream is awaited"]
pub struct Call<E: Endpoint> {
    client: Client,
    input: E,
    terms: Terms,
    on_submit: Option<OnSubmit<E>>,
    /// How the input is written, when not as it is. A pointer to the usual way would compile that for every model.
    write: Option<Write<E>>,
    validate: bool,
    options: Options,
}

impl<E: Endpoint> Call<E> {
    pub(crate) fn new(client: Client, input: E) -> Self {
        Self {
            terms: Terms::of(&client),
            client,
            input,
            on_submit: None,
            write: None,
            validate: false,
            options: Options::default(),
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same call, made by another client of the same settings.
    #[cfg(feature = "blocking")]
    pub(crate) fn by(self, client: &Client) -> Self {
        Self { client: client.clone(), ..self }
    }

    /// Asks for the model's log and shows each line once. For `subscribe`.
    pub fn logs(mut self, show: impl FnMut(&LogLine) + Send + 'static) -> Self {
        self.terms.watch.on_log(show);
        self
    }

    /// Shows every status, the last one included. For `subscribe`.
    pub fn on_status(mut self, show: impl FnMut(&Status) + Send + 'static) -> Self {
        self.terms.watch.on_status(show);
        self
    }

    /// Shows the job as soon as the queue has accepted it. For `subscribe` and `submit`.
    pub fn on_submit(mut self, show: impl FnOnce(&Job<E>) + Send + 'static) -> Self {
        self.on_submit = Some(Box::new(show));
        self
    }

    /// Leaves out every field that equals its documented default, so that the server's present
    /// default counts. Required fields are always sent.
    pub fn omit_defaults(mut self) -> Self
    where
        E: DeserializeOwned,
    {
        self.write = Some(without_defaults);
        self
    }

    /// Compares the input with the documented limits before anything is sent.
    pub fn validate(mut self) -> Self {
        self.validate = true;
        self
    }

    /// The pause between two status requests. For `subscribe`. At least 10 ms.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.terms.watch.set_interval(interval);
        self
    }

    /// Has the server report every change of the job's state on one long connection instead of being asked again and
    /// again. For `subscribe`. If that connection fails, the job is followed by asking.
    pub fn follow_stream(mut self) -> Self {
        self.terms.watch.set_stream();
        self
    }

    /// Asks the server to stop the job when the overall limit passes. For `subscribe`. The error comes up to 10 s
    /// later, still carries the job, and says whether the server agreed ([`Error::is_cancelled`]).
    pub fn cancel_on_timeout(mut self) -> Self {
        self.terms.cancel_on_timeout = true;
        self
    }

    /// The overall limit, from sending to the result (of a stream: to its last event). A job that was
    /// submitted is left running (but see [`cancel_on_timeout`](Self::cancel_on_timeout)); the error carries it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.terms.timeout = Some(timeout);
        self
    }

    /// Calls the model directly and waits for the output on one connection, without the queue. If the
    /// connection breaks, the output is lost; prefer `subscribe` for anything slow.
    ///
    /// # Errors
    /// When the input or a local file is refused, when the server refuses or cannot be reached.
    pub async fn run(self) -> Result<Response<E::Output>, Error> {
        let client = self.client.clone();
        let mut deadline = client.deadline(self.terms.timeout);
        let trail = deadline.trail();
        let run = Box::pin(async {
            self.options.without_queue()?;
            let url = route::run(&client.config().hosts, E::ID)?;
            let repeat = self.options.repeat();
            let request = self.into_request(&url, JSON).await?;
            let answer = client.repeating(repeat, &trail, || client.fetch(&trail, request.clone())).await?;
            let body = client.text(&answer)?;
            Response::<E::Output>::read(&client, body, request_id(&answer.headers))
                .map(|response| response.with_headers(&answer.headers))
                .map_err(|error| error.with_status(answer.status.as_u16()))
        });
        trace::span("run", E::ID, deadline.limit(run)).await.map_err(|error| error.with_endpoint(E::ID))
    }

    /// Hands the call to the queue and gives the job.
    ///
    /// # Errors
    /// When the input or a local file is refused, when the server refuses or cannot be reached. See
    /// [`Error::may_have_been_accepted`] before submitting again.
    pub async fn submit(self) -> Result<Job<E>, Error> {
        let mut deadline = self.client.deadline(self.terms.timeout);
        let trail = deadline.trail();
        trace::span("submit", E::ID, deadline.limit(Box::pin(self.enqueue(&trail))))
            .await
            .map_err(|error| error.with_endpoint(E::ID))
    }

    /// Hands the call to the queue, waits until the job is over and fetches its result.
    ///
    /// # Errors
    /// Those of [`submit`](Self::submit) and [`Job::result`]. Every error after the queue accepted
    /// the call carries the job, see [`Error::job`].
    pub async fn subscribe(self) -> Result<Response<E::Output>, Error> {
        trace::span("subscribe", E::ID, Box::pin(self.wait())).await
    }

    async fn wait(mut self) -> Result<Response<E::Output>, Error> {
        let mut deadline = self.client.deadline(self.terms.timeout);
        let terms = std::mem::replace(&mut self.terms, Terms::of(&self.client));
        let trail = deadline.trail();
        let job = deadline.limit(Box::pin(self.enqueue(&trail))).await;
        terms.wait(&job.map_err(|error| error.with_endpoint(E::ID))?, deadline).await
    }

    async fn enqueue(mut self, trail: &Trail) -> Result<Job<E>, Error> {
        let client = self.client.clone();
        let on_submit = self.on_submit.take();
        let url = route::submit(&client.config().hosts, E::ID)? + &self.options.query()?;
        let repeat = self.options.repeat();
        let request = self.into_request(&url, JSON).await?;
        let answer = client.exchange(repeat, trail, &request).await.map_err(accepted)?;
        let body = client.text(&answer).map_err(accepted)?;
        let submitted = Submitted::read(&body).map_err(|error| {
            let message = format!("the queue accepted the call but named no usable job: {error}");
            client
                .decode_error(&message, &body)
                .with_status(answer.status.as_u16())
                .with_request_id(request_id(&answer.headers))
                .perhaps_sent()
        })?;
        let job = Job::new(client, JobRef::submitted(E::ID, submitted));
        trace::submitted(job.request_id());
        if let Some(show) = on_submit {
            show(&job);
        }
        Ok(job)
    }

    /// The request to send. Its options are checked before any file is touched.
    async fn into_request(self, url: &str, accept: &'static str) -> Result<Request<Bytes>, Error> {
        let client = self.client.clone();
        let options = self.options.headers()?;
        let mut request = client.request(Method::POST, url, accept, Some(self.into_body().await?))?;
        for (name, value) in &options {
            request.headers_mut().insert(name, value.clone());
        }
        Ok(request)
    }

    /// The JSON to send: checked if asked for, with local files handed over.
    async fn into_body(self) -> Result<Bytes, Error> {
        if self.validate {
            self.input.validate()?;
        }
        let input = Box::pin(files::hand_over(&self.client, self.input)).await?;
        let written = self.write.map_or_else(|| serde_json::to_vec(&input), |write| write(&input));
        written.map(Bytes::from).map_err(|error| {
            Error::new(ErrorKind::Encode, format!("the input has no JSON form: {error}")).with_source(error)
        })
    }
}

impl<E: StreamingEndpoint> Call<E> {
    /// Calls the model directly and gives its partial outputs as they come.
    ///
    /// # Errors
    /// When the input or a local file is refused, when the server refuses or cannot be reached.
    /// Errors after the first event are items of the stream.
    pub async fn stream(self) -> Result<EventStream<E::Output>, Error> {
        let client = self.client.clone();
        let mut deadline = client.deadline(self.terms.timeout);
        let trail = deadline.trail();
        let opened = Box::pin(async {
            self.options.without_queue()?;
            let url = route::stream(&client.config().hosts, E::ID)?;
            let repeat = self.options.repeat();
            let request = self.into_request(&url, "text/event-stream, application/json").await?;
            client.repeating(repeat, &trail, || client.open_stream(request.clone())).await
        });
        let answer =
            trace::span("stream", E::ID, deadline.limit(opened)).await.map_err(|error| error.with_endpoint(E::ID))?;
        Ok(EventStream::new(client, E::ID, answer, deadline))
    }
}

/// An answer that says yes but cannot be read leaves open which job was made.
fn accepted(error: Error) -> Error {
    match error.status() {
        Some(200..=299) => error.perhaps_sent(),
        _ => error,
    }
}

/// The input as JSON without the fields that equal their default: what an input of the required fields alone has.
fn without_defaults<E: Endpoint + DeserializeOwned>(input: &E) -> serde_json::Result<Vec<u8>> {
    let mut value = serde_json::to_value(input)?;
    if let Some(object) = value.as_object_mut() {
        let required = |key: &String| E::REQUIRED.contains(&key.as_str());
        let given: Map<_, _> = object.clone().into_iter().filter(|(key, _)| required(key)).collect();
        let defaults = serde_json::to_value(serde_json::from_value::<E>(Value::Object(given))?)?;
        object.retain(|key, value| required(key) || defaults.get(key) != Some(value));
    }
    serde_json::to_vec(&value)
}
