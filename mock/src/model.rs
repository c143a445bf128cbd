//! The model behind an endpoint: body in, status and JSON out.
//! Used by run, queue and stream; knows no HTTP routes.

use bytes::Bytes;
use fal_schema::ir::Endpoint;
use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::answer::{self, Request};
use crate::app::App;
use crate::defaults;
use crate::fault::Failure;
use crate::inline;
use crate::input;
use crate::lifecycle::{self, Lifecycle};
use crate::reply::{self, Reply};
use crate::router::Call;
use crate::scope::Scope;
use crate::validate::{self, Violation};

/// What a model answers, small enough to be kept with a job.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    /// JSON.
    pub(crate) body: Bytes,
    /// Whether file URLs are to be replaced by their contents when the answer is sent.
    inline: bool,
    /// How long the model claims to have taken, in seconds.
    pub(crate) seconds: f64,
    /// What the answer costs, in units.
    units: u64,
    /// What is told about a failure, beside the answer: text and type.
    error: Option<(String, Option<String>)>,
}

/// Reads and checks a request body, and fills in the defaults; the error is the answer to a body that is refused.
pub(crate) fn accept(app: &App, endpoint: &Endpoint, call: &Call) -> Result<Map<String, Value>, Answered> {
    let scope = Scope { catalog: &app.catalog, endpoint };
    let value = input::read(endpoint, call).map_err(|violation| refused(&[violation]))?;
    let violations = validate::input(scope, &value);
    match value {
        Value::Object(given) if violations.is_empty() && endpoint.input_type.is_some() => Ok(given),
        Value::Object(given) if violations.is_empty() => Ok(defaults::complete(scope, &endpoint.input, given)),
        _ => Err(refused(&violations)),
    }
}

/// The answer to an accepted input, or the unfinished one of a step of a stream; its files have that lifecycle.
pub(crate) fn output(
    app: &App,
    endpoint: &Endpoint,
    input: &Map<String, Value>,
    progress: Option<(u32, u32)>,
    lifecycle: Lifecycle,
) -> Answered {
    let scope = Scope { catalog: &app.catalog, endpoint };
    let publish = |recipe| app.publish(recipe, lifecycle);
    let (output, seconds) = answer::output(&Request { scope, input, progress, publish: &publish });
    Answered {
        status: StatusCode::OK,
        body: output.to_string().into(),
        inline: input.get("sync_mode") == Some(&Value::Bool(true)),
        seconds,
        units: answer::pictures(input),
        error: None,
    }
}

/// The model's answer to a request body.
pub(crate) fn answer(app: &App, endpoint: &Endpoint, call: &Call) -> Answered {
    match accept(app, endpoint, call) {
        Ok(input) => output(app, endpoint, &input, None, Lifecycle::of(&call.headers, lifecycle::OF_OUTPUT)),
        Err(refused) => refused,
    }
}

impl Answered {
    /// A failure that was asked for.
    pub(crate) fn failed(failure: &Failure) -> Self {
        let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let text = failure.error.clone().unwrap_or_else(|| invalid(status));
        let error = Some((text, failure.error_type.clone()));
        Self { status, body: failure.body.to_string().into(), inline: false, seconds: 0.0, units: 0, error }
    }

    /// Text and type of what went wrong, if something did.
    pub(crate) fn error(&self) -> Option<(String, Option<String>)> {
        self.error.clone().or_else(|| (!self.status.is_success()).then(|| (invalid(self.status), None)))
    }

    /// The JSON as it is sent.
    pub(crate) async fn text(&self, app: &App) -> Bytes {
        if self.inline { inline::files(app, &self.body).await } else { self.body.clone() }
    }

    /// The HTTP answer.
    pub(crate) async fn reply(&self, app: &App) -> Reply {
        let reply = reply::bytes(self.status, "application/json", self.text(app).await);
        let reply = reply::with(reply, "x-fal-billable-units", &self.units.to_string());
        let kind = self.error.as_ref().and_then(|(_, kind)| kind.as_deref());
        let reply = kind.into_iter().fold(reply, |reply, kind| reply::with(reply, "x-fal-error-type", kind));
        if self.status.is_success() { reply } else { reply::with(reply, "x-fal-retryable", "false") }
    }
}

fn invalid(status: StatusCode) -> String {
    format!("Invalid status code: {}", status.as_u16())
}

#[cfg(test)]
impl Answered {
    /// An answer with a body of that many bytes.
    pub(crate) fn of_size(size: usize) -> Self {
        Self {
            status: StatusCode::OK,
            body: vec![b' '; size].into(),
            inline: false,
            seconds: 0.0,
            units: 1,
            error: None,
        }
    }
}

fn refused(violations: &[Violation]) -> Answered {
    let body = validate::body(violations).to_string().into();
    Answered { status: StatusCode::UNPROCESSABLE_ENTITY, body, inline: false, seconds: 0.0, units: 0, error: None }
}
