//! `Response`: the output of a model with its request id, metrics and raw JSON.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::endpoint::ModelOutput;
use crate::http::headers::{RUNNER_HINTS, billable_units, text_header};
use crate::{Client, Error, Metrics, trace, wire};
use http::HeaderMap;

/// A response of a model. Dereferences to the output.
///
/// ```no_run
/// # use fal_client::{Client, Endpoint, Error};
/// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
/// let output = fal.call(input).await?; // the fields of the output are those of the response
/// println!("{:?} {:?} s", output.request_id(), output.metrics().inference_time);
/// for file in output.files() {
///     println!("{} {}", file.path, file.url);
/// }
/// println!("{}", output.raw()); // the JSON as the server sent it
/// let owned = output.into_output();
/// # let _ = owned;
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Response<O> {
    output: O,
    request_id: Option<String>,
    metrics: Metrics,
    billable_units: Option<f64>,
    runner_hints: Vec<String>,
    corrections: Vec<String>,
    raw: String,
}

impl<O> Response<O> {
    /// The id of the request, if the server returned one. With the queue it always does.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The metrics. Known after `subscribe` and for results of jobs; empty after `run`.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// How many units (images, seconds, ...) the server bills for the request, if it states that.
    #[must_use]
    pub fn billable_units(&self) -> Option<f64> {
        self.billable_units
    }

    /// The names of the runner that made the output, for [`Call::hint`](crate::Call::hint); empty if the server returned none.
    #[must_use]
    pub fn runner_hints(&self) -> &[String] {
        &self.runner_hints
    }

    /// The JSON of the output as the server sent it, with the fields that this version does not know.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The paths of the fields that the server left out, or sent as `null`, although the model's page has them in every output;
    /// `images[0].width`, for example. Instead of refusing an output that is billed, the client sets these fields: numbers to
    /// zero, strings, lists and maps to empty, objects to one of such fields. Empty for a complete output; at most 1,000.
    ///
    /// A file without its URL, a missing union, a value of another kind, and a response without any field of the output
    /// are errors. With [`Config::strict_outputs`](crate::Config::strict_outputs), so is every correction.
    #[must_use]
    pub fn corrections(&self) -> &[String] {
        &self.corrections
    }

    /// Returns the output.
    #[must_use]
    pub fn into_output(self) -> O {
        self.output
    }

    pub(crate) fn with_metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Adds what the headers of the response state about the output.
    pub(crate) fn with_headers(mut self, headers: &HeaderMap) -> Self {
        self.billable_units = billable_units(headers);
        let hints = text_header(headers, RUNNER_HINTS).unwrap_or_default();
        self.runner_hints =
            hints.split(',').map(str::trim).filter(|hint| !hint.is_empty()).map(str::to_owned).collect();
        self
    }
}

impl<O: ModelOutput> Response<O> {
    /// Reads an output from its JSON.
    pub(crate) fn read(client: &Client, raw: String, request_id: Option<String>) -> Result<Self, Error> {
        let (id, strict) = (request_id.clone(), client.config().strict_outputs);
        Self::parse(raw, request_id, strict)
            .map_err(|(message, raw)| client.decode_error(&message, &raw).with_request_id(id))
    }

    /// Reads an output from its JSON; an error has the message and the JSON. Unless it is strict, missing fields are corrected.
    pub(crate) fn parse(raw: String, request_id: Option<String>, strict: bool) -> Result<Self, (String, String)> {
        let value = serde_json::from_str(&raw).map_err(|error| error.to_string());
        match value.and_then(|value| wire::output(value, strict)) {
            Ok((output, corrections)) => {
                trace::corrected(request_id.as_deref().unwrap_or_default(), corrections.paths.len());
                Ok(Self {
                    output,
                    request_id,
                    metrics: Metrics::default(),
                    billable_units: None,
                    runner_hints: Vec::new(),
                    corrections: corrections.paths,
                    raw,
                })
            }
            Err(error) => Err((format!("the output does not have the documented form: {error}"), raw)),
        }
    }
}

impl<O> Deref for Response<O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.output
    }
}

impl<O> DerefMut for Response<O> {
    fn deref_mut(&mut self) -> &mut O {
        &mut self.output
    }
}

impl<O: fmt::Debug> fmt::Debug for Response<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("output", &self.output)
            .field("request_id", &self.request_id)
            .field("metrics", &self.metrics)
            .field("billable_units", &self.billable_units)
            .field("corrections", &self.corrections)
            .finish_non_exhaustive()
    }
}
