//! The model behind an endpoint: body in, status and JSON out.
//! Used by run, queue and stream; knows no HTTP routes.

use bytes::Bytes;
use fal_codegen::ir::Endpoint;
use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::answer::{self, Request};
use crate::app::App;
use crate::defaults;
use crate::inline;
use crate::reply::{self, Reply};
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
}

/// Reads and checks a request body, and fills in the defaults; the error is the answer to a body that is refused.
pub(crate) fn accept(app: &App, endpoint: &Endpoint, body: &[u8]) -> Result<Map<String, Value>, Answered> {
    let scope = Scope { catalog: &app.catalog, endpoint };
    let value = parse(body).map_err(|violation| refused(&[violation]))?;
    let violations = validate::input(scope, &value);
    match value {
        Value::Object(given) if violations.is_empty() && endpoint.input_type.is_some() => Ok(given),
        Value::Object(given) if violations.is_empty() => Ok(defaults::complete(scope, &endpoint.input, given)),
        _ => Err(refused(&violations)),
    }
}

/// The answer to an accepted input, or the unfinished one of a step of a stream.
pub(crate) fn output(
    app: &App,
    endpoint: &Endpoint,
    input: &Map<String, Value>,
    progress: Option<(u32, u32)>,
) -> Answered {
    let scope = Scope { catalog: &app.catalog, endpoint };
    let publish = |recipe| app.publish(recipe);
    let (output, seconds) = answer::output(&Request { scope, input, progress, publish: &publish });
    Answered {
        status: StatusCode::OK,
        body: output.to_string().into(),
        inline: input.get("sync_mode") == Some(&Value::Bool(true)),
        seconds,
        units: answer::pictures(input),
    }
}

/// The model's answer to a request body.
pub(crate) fn answer(app: &App, endpoint: &Endpoint, body: &[u8]) -> Answered {
    match accept(app, endpoint, body) {
        Ok(input) => output(app, endpoint, &input, None),
        Err(refused) => refused,
    }
}

impl Answered {
    /// The JSON as it is sent.
    pub(crate) async fn text(&self, app: &App) -> Bytes {
        if self.inline { inline::files(app, &self.body).await } else { self.body.clone() }
    }

    /// The HTTP answer.
    pub(crate) async fn reply(&self, app: &App) -> Reply {
        let reply = reply::bytes(self.status, "application/json", self.text(app).await);
        let reply = reply::with(reply, "x-fal-billable-units", &self.units.to_string());
        if self.status.is_success() { reply } else { reply::with(reply, "x-fal-retryable", "false") }
    }
}

#[cfg(test)]
impl Answered {
    /// An answer with a body of that many bytes.
    pub(crate) fn of_size(size: usize) -> Self {
        Self { status: StatusCode::OK, body: vec![b' '; size].into(), inline: false, seconds: 0.0, units: 1 }
    }
}

fn parse(body: &[u8]) -> Result<Value, Violation> {
    if body.is_empty() {
        return Err(validate::no_body());
    }
    serde_json::from_slice(body).map_err(|error| {
        let line_start = body.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        let offset = line_start.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
        validate::invalid_json(offset, &error.to_string())
    })
}

fn refused(violations: &[Violation]) -> Answered {
    let body = validate::body(violations).to_string().into();
    Answered { status: StatusCode::UNPROCESSABLE_ENTITY, body, inline: false, seconds: 0.0, units: 0 }
}
