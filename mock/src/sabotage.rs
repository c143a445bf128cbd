//! Looks up what is to go wrong with a request, and does what comes before, instead of and after the handler.
//! Part of the router; reads the fault rules.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::json;

use crate::app::App;
use crate::fault::{Effect, Operation, Response, damage};
use crate::hosts::queue::{self, Target};
use crate::hosts::{cdn, rest, run};
use crate::layout::Site;
use crate::model::Answered;
use crate::reply::{self, Reply};
use crate::router::{Call, Reset};

/// What happens before the handler.
pub(crate) enum Before {
    Go,
    Reset,
    Instead(Reply),
}

/// What is to go wrong with a request.
pub(crate) fn fault(app: &App, site: Site, call: &Call) -> Option<(Operation, Effect)> {
    let take = |operation, endpoint: Option<&str>| {
        let effect = app.faults.lock().take(operation, endpoint, &call.headers)?;
        Some((operation, effect))
    };
    let path = call.path.as_str();
    match site {
        Site::Index => None,
        Site::Files => take(Operation::File, None),
        Site::Rest => take(rest::operation(call)?, None),
        Site::Cdn => take(cdn::operation(call)?, None),
        Site::Run => take(run::operation(app, path), Some(run::endpoint_id(app, path))),
        Site::Queue => match Target::parse(path) {
            Some(target) => {
                let endpoint = queue::endpoint_of(app, &target);
                take(target.operation(), Some(&endpoint))
            }
            None => take(Operation::Submit, Some(path)),
        },
        Site::Either => match run::operation(app, path) {
            Operation::Run => take(Operation::Run, Some(path)).or_else(|| take(Operation::Submit, Some(path))),
            stream => take(stream, Some(run::endpoint_id(app, path))),
        },
    }
}

/// Waits, refuses or breaks, as the effect says.
pub(crate) async fn before(app: &App, call: &Call) -> Before {
    match call.effect() {
        Some(Effect::Status(status)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Before::Instead(reply::detail(status, status.canonical_reason().unwrap_or("Error")))
        }
        Some(Effect::Answer(response)) => Before::Instead(canned(response)),
        Some(Effect::Nginx(status)) => Before::Instead(nginx(*status)),
        Some(Effect::Delay(delay)) => {
            // Only a run or a stream waits for a runner; everything else is only slow.
            let starts = matches!(call.fault, Some((Operation::Run | Operation::Stream, _)));
            wait(*delay, call.start_timeout().filter(|_| starts)).await
        }
        Some(Effect::Stall) => app.held.forever().await,
        Some(Effect::Reset) => Before::Reset,
        _ => Before::Go,
    }
}

/// What happens to a run or a stream that is about to start.
pub(crate) async fn start(app: &App, call: &Call) -> Before {
    match call.effect() {
        Some(Effect::NeverStart) => wait(Duration::MAX, call.start_timeout()).await,
        Some(Effect::NeverComplete) => app.held.forever().await,
        Some(Effect::Fail(failure)) => Before::Instead(Answered::failed(failure).reply(app).await),
        _ => Before::Go,
    }
}

/// What happens to the answer of the handler.
pub(crate) fn after(app: &App, reply: Reply, effect: &Effect) -> Result<Reply, Reset> {
    match effect {
        Effect::LoseAnswer => Err(Reset),
        Effect::Replace(response) => Ok(canned(response)),
        effect => Ok(damage(reply, effect, &app.held)),
    }
}

/// Waits, but no longer than the request allows.
async fn wait(delay: Duration, most: Option<Duration>) -> Before {
    match most.filter(|most| *most < delay) {
        Some(most) => {
            tokio::time::sleep(most).await;
            Before::Instead(timed_out())
        }
        None => {
            tokio::time::sleep(delay).await;
            Before::Go
        }
    }
}

/// The answer to a request whose start took longer than it allows.
pub(crate) fn timed_out() -> Reply {
    let body = json!({ "detail": "Request timed out", "error_type": "request_timeout" });
    let reply = reply::json(StatusCode::GATEWAY_TIMEOUT, &body);
    let reply = reply::with(reply, "x-fal-request-timeout-type", "user");
    reply::with(reply, "x-fal-error-type", "request_timeout")
}

fn canned(response: &Response) -> Reply {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut reply = reply::bytes(status, "application/json", response.body.clone());
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
    anonymous(reply::bytes(status, "text/html", page))
}

/// Marks an answer as one that gets no request id.
fn anonymous(mut reply: Reply) -> Reply {
    reply.extensions_mut().insert(Anonymous);
    reply
}

/// In the extensions of an answer that gets no request id.
#[derive(Clone, Copy)]
pub(crate) struct Anonymous;
