//! Replaces `https://queue.fal.run`: requests become jobs, which are found below `<app>/requests/<id>`.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::status;
use crate::fault::{Effect, Operation};
use crate::http::{self, Call, JobAction, JobTarget, REQUEST_ID, Reply, app_of};
use crate::inject;
use crate::model;
use crate::outcome::Outcome;
use crate::schema_io::Scope;
use crate::state::{CANCELLED, Job, Phase, StallPoint, State};
use crate::webhook;

pub(crate) async fn respond(state: &Arc<State>, call: Call) -> Reply {
    let Some(target) = JobTarget::parse(&call.path) else {
        return match (state.catalog.endpoint(&call.path), &call.method) {
            (Some(endpoint), &(Method::POST | Method::GET)) => submit(state, endpoint, &call),
            (Some(_), _) => http::wrong_method("GET, POST"),
            (None, _) => http::unknown_path(&call.path),
        };
    };
    let method = if target.action == JobAction::Cancel { Method::PUT } else { Method::GET };
    if call.method != method {
        return http::wrong_method(method.as_str());
    }
    match target.action {
        JobAction::Status => status::respond(state, &target, &call),
        JobAction::StatusStream => status::stream(state, &target, &call),
        JobAction::Result => result(state, &target).await,
        JobAction::Cancel => cancel(state, &target),
    }
}

/// The model responds at once. Its response, even an error, becomes available when the job is over.
fn submit(state: &Arc<State>, endpoint: &Endpoint, call: &Call) -> Reply {
    let outcome = model::respond(Scope { catalog: &state.catalog, endpoint }, &state.pictures, call);
    match enqueue(state, endpoint, call, outcome) {
        Ok(body) => http::json(StatusCode::OK, &Value::Object(body)),
        Err(refused) => *refused,
    }
}

/// Creates the job of a request and returns the response to its submission. The error is the response when the queue is
/// too long.
pub(super) fn enqueue(
    state: &Arc<State>,
    endpoint: &Endpoint,
    call: &Call,
    outcome: Outcome,
) -> Result<Map<String, Value>, Box<Reply>> {
    let max_length = call.query_value("fal_max_queue_length").and_then(|value| value.parse::<usize>().ok());
    if max_length.is_some_and(|max_length| state.jobs.lock().queued(&endpoint.id) >= max_length) {
        let reply = http::detail(StatusCode::TOO_MANY_REQUESTS, "The queue is longer than fal_max_queue_length");
        return Err(reply.into());
    }
    let (stall, outcome) = match call.effect() {
        Some(Effect::NeverStart) => (StallPoint::BeforeStart, outcome),
        Some(Effect::NeverComplete) => (StallPoint::BeforeCompletion, outcome),
        Some(Effect::Fail(failure)) => (StallPoint::None, Outcome::failed(failure)),
        _ => (StallPoint::None, outcome),
    };
    let mut job = Job::new(call.id.clone(), app_of(&endpoint.id).to_owned(), outcome, state.options.pace);
    job.endpoint = endpoint.id.clone();
    job.stall = stall;
    job.is_low_priority = call.headers.get("x-fal-queue-priority").is_some_and(|priority| priority == "low");
    job.start_timeout = call.start_timeout();
    let (body, app) = (status::submitted(state, &job), job.app.clone());
    state.jobs.lock().add(job);
    state.submissions.record(Operation::Submit, &endpoint.id, &call.id);
    if let Some(url) = call.query_value("fal_webhook") {
        webhook::follow(state, url, app, call.id.clone());
    }
    Ok(body)
}

async fn result(state: &State, target: &JobTarget<'_>) -> Reply {
    let Some(job) = find(state, target) else { return status::unknown() };
    let reply = match job.phase() {
        Phase::Completed => job.outcome.reply(&state.pictures).await,
        Phase::Cancelled => {
            let (message, kind) = CANCELLED;
            let status = StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST);
            let reply = http::json(status, &json!({ "detail": message, "error_type": kind }));
            http::with(reply, "x-fal-error-type", kind)
        }
        Phase::TimedOut => inject::start_timed_out(),
        Phase::Queued { .. } | Phase::Running { .. } => {
            http::detail(StatusCode::BAD_REQUEST, "Request is still in progress")
        }
    };
    http::with(reply, REQUEST_ID, target.id)
}

fn cancel(state: &State, target: &JobTarget<'_>) -> Reply {
    let cancelled = state.jobs.lock().get(target.app, target.id).map(Job::cancel);
    let (code, status) = match cancelled {
        Some(true) => (StatusCode::ACCEPTED, "CANCELLATION_REQUESTED"),
        Some(false) => (StatusCode::BAD_REQUEST, "ALREADY_COMPLETED"),
        None => (StatusCode::NOT_FOUND, "NOT_FOUND"),
    };
    let reply = http::json(code, &json!({ "status": status }));
    if cancelled.is_some() { http::with(reply, REQUEST_ID, target.id) } else { reply }
}

fn find(state: &State, target: &JobTarget<'_>) -> Option<Job> {
    state.jobs.lock().get(target.app, target.id).map(|job| job.clone())
}
