//! The model of an endpoint: an input becomes a status and JSON. It knows no HTTP routes.

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::http::Call;
use crate::outcome::Outcome;
use crate::schema_io::{self, OutputRequest, Scope};
use crate::storage::{Lifecycle, Pictures};

/// Reads and validates an input, and completes it with defaults. The error is the response to an invalid input.
pub(crate) fn input(scope: Scope<'_>, call: &Call) -> Result<Map<String, Value>, Outcome> {
    let value = schema_io::read(scope.endpoint, &call.method, &call.query, &call.body);
    let value = value.map_err(|violation| Outcome::invalid(&[violation]))?;
    let violations = schema_io::validate(scope, &value);
    match value {
        Value::Object(input) if violations.is_empty() && scope.endpoint.input_type.is_some() => Ok(input),
        Value::Object(input) if violations.is_empty() => Ok(schema_io::complete(scope, &scope.endpoint.input, input)),
        _ => Err(Outcome::invalid(&violations)),
    }
}

/// The response to a valid input, or the unfinished one of a step in a stream. Its files have that lifecycle.
pub(crate) fn output(
    scope: Scope<'_>,
    pictures: &Pictures,
    input: &Map<String, Value>,
    progress: Option<(u32, u32)>,
    lifecycle: Lifecycle,
) -> Outcome {
    let publish = |recipe| pictures.publish(recipe, lifecycle);
    let (output, seconds) = schema_io::output(&OutputRequest { scope, input, progress, publish: &publish });
    Outcome {
        inline: input.get("sync_mode") == Some(&Value::Bool(true)),
        seconds,
        units: schema_io::picture_count(input),
        ..Outcome::new(StatusCode::OK, output.to_string())
    }
}

/// The response to a request.
pub(crate) fn respond(scope: Scope<'_>, pictures: &Pictures, call: &Call) -> Outcome {
    match input(scope, call) {
        Ok(input) => output(scope, pictures, &input, None, Lifecycle::of_output(&call.headers)),
        Err(invalid) => invalid,
    }
}
