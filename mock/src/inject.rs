//! Injects faults: before the handler of a request, instead of it, and into its response.

mod damage;

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

use crate::fault::{Effect, Operation, Response};
use crate::http::{self, Anonymous, Call, Reply, Reset};
use crate::operation::Requested;
use crate::outcome::Outcome;
use crate::state::State;
use damage::damage;

/// What happens before the handler.
pub(crate) enum Before {
    Continue,
    Reset,
    /// This is the response; the handler does not run.
    Reply(Reply),
}

/// The fault to inject into a request, and the operation that its rule matched.
pub(crate) fn fault(state: &State, requested: &Requested, headers: &HeaderMap) -> Option<(Operation, Effect)> {
    let mut faults = state.faults.lock();
    requested.operations.iter().find_map(|operation| {
        let effect = faults.take(*operation, requested.endpoint.as_deref(), headers)?;
        Some((*operation, effect))
    })
}

/// Applies the effects that delay, refuse or reset a request.
pub(crate) async fn before(state: &State, call: &Call) -> Before {
    match call.effect() {
        Some(Effect::Status(status)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Before::Reply(http::detail(status, status.canonical_reason().unwrap_or("Error")))
        }
        Some(Effect::Respond(response)) => Before::Reply(made_up(response)),
        Some(Effect::Nginx(status)) => Before::Reply(nginx(*status)),
        Some(Effect::Delay(delay)) => {
            // Only runs and streams wait for a runner, and so have a start timeout.
            let starts = matches!(call.fault, Some((Operation::Run | Operation::Stream, _)));
            wait(*delay, call.start_timeout().filter(|_| starts)).await
        }
        Some(Effect::Stall) => state.stalled.forever().await,
        Some(Effect::Reset) => Before::Reset,
        _ => Before::Continue,
    }
}

/// What happens to a run or a stream that is about to start.
pub(crate) async fn at_start(state: &State, call: &Call) -> Before {
    match call.effect() {
        Some(Effect::NeverStart) => wait(Duration::MAX, call.start_timeout()).await,
        Some(Effect::NeverComplete) => state.stalled.forever().await,
        Some(Effect::Fail(failure)) => Before::Reply(Outcome::failed(failure).reply(&state.pictures).await),
        _ => Before::Continue,
    }
}

/// What happens to the response of the handler.
pub(crate) fn after(state: &State, reply: Reply, effect: &Effect) -> Result<Reply, Reset> {
    match effect {
        Effect::LoseResponse => Err(Reset),
        Effect::Replace(response) => Ok(made_up(response)),
        effect => Ok(damage(reply, effect, &state.stalled)),
    }
}

/// Waits, but no longer than the start timeout of the request.
async fn wait(delay: Duration, start_timeout: Option<Duration>) -> Before {
    match start_timeout.filter(|timeout| *timeout < delay) {
        Some(timeout) => {
            tokio::time::sleep(timeout).await;
            Before::Reply(start_timed_out())
        }
        None => {
            tokio::time::sleep(delay).await;
            Before::Continue
        }
    }
}

/// The response to a request that did not start in time.
pub(crate) fn start_timed_out() -> Reply {
    let body = json!({ "detail": "Request timed out", "error_type": "request_timeout" });
    let reply = http::json(StatusCode::GATEWAY_TIMEOUT, &body);
    let reply = http::with(reply, "x-fal-request-timeout-type", "user");
    http::with(reply, "x-fal-error-type", "request_timeout")
}

fn made_up(response: &Response) -> Reply {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut reply = http::bytes(status, "application/json", response.body.clone());
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            reply.headers_mut().insert(name, value);
        }
    }
    if response.anonymous { anonymous(reply) } else { reply }
}

fn nginx(status: u16) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let title = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    anonymous(http::bytes(status, "text/html", page))
}

/// Marks a response as one that gets no request id.
fn anonymous(mut reply: Reply) -> Reply {
    reply.extensions_mut().insert(Anonymous);
    reply
}
