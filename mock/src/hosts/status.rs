//! The status of a job: in the response to its submission, on request, and as a stream.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::http::{self, Call, Disconnected, Events, JobTarget, REQUEST_ID, Reply};
use crate::state::{Job, Phase, State};

/// The response to a submission.
pub(super) fn submitted(state: &State, job: &Job) -> Map<String, Value> {
    let position = match job.phase().behind(state.jobs.lock().ahead_of(job)) {
        Phase::Queued { position } => position,
        _ => 0,
    };
    let mut body = base(state, &job.app, &job.id, "IN_QUEUE");
    set(&mut body, "queue_position", json!(position));
    set(&mut body, "logs", Value::Null);
    set(&mut body, "metrics", json!({}));
    body
}

/// `GET .../status`: 202 until the job is over; logs are cumulative.
pub(super) fn respond(state: &State, target: &JobTarget<'_>, call: &Call) -> Reply {
    let mut jobs = state.jobs.lock();
    let ahead = jobs.ahead(target.id);
    let Some(job) = jobs.get(target.app, target.id) else { return unknown() };
    let phase = job.poll().behind(ahead);
    let logs = wants_logs(&call.query).then(|| job.logs(0, job.log_lines(phase)));
    let status = if phase.is_over() { StatusCode::OK } else { StatusCode::ACCEPTED };
    http::with(http::json(status, &report(state, job, phase, logs).into()), REQUEST_ID, target.id)
}

/// `GET .../status/stream`: an event per state until the job is over; each carries new log lines only.
pub(super) fn stream(state: &Arc<State>, target: &JobTarget<'_>, call: &Call) -> Reply {
    if state.jobs.lock().get(target.app, target.id).is_none() {
        return unknown();
    }
    let (mut events, reply) = http::events();
    let (state, app, id) = (Arc::clone(state), target.app.to_owned(), target.id.to_owned());
    let logs = wants_logs(&call.query);
    tokio::spawn(async move {
        // Nothing is left to do for a client that has disconnected.
        let _ = follow(&state, (&app, &id), logs, &mut events).await;
    });
    http::with(reply, REQUEST_ID, target.id)
}

async fn follow(state: &State, (app, id): (&str, &str), logs: bool, events: &mut Events) -> Result<(), Disconnected> {
    let (mut last, mut sent_lines) = (None, 0);
    loop {
        let Some((phase, interval, body)) = ({
            let mut jobs = state.jobs.lock();
            let ahead = jobs.ahead(id);
            jobs.get(app, id).map(|job| {
                let phase = job.poll().behind(ahead);
                let lines = logs.then(|| job.logs(sent_lines, job.log_lines(phase)));
                sent_lines = job.log_lines(phase);
                (phase, job.poll_interval(), Value::from(report(state, job, phase, lines)))
            })
        }) else {
            return Ok(());
        };
        if last != Some(phase) {
            events.data(None, &body.to_string()).await?;
        }
        if phase.is_over() {
            return Ok(());
        }
        last = Some(phase);
        tokio::time::sleep(interval).await;
    }
}

/// The response for a job that does not exist.
pub(super) fn unknown() -> Reply {
    http::json(StatusCode::NOT_FOUND, &json!({ "status": "NOT_FOUND", "detail": "Request not found" }))
}

fn report(state: &State, job: &Job, phase: Phase, logs: Option<Value>) -> Map<String, Value> {
    let status = match phase {
        Phase::Queued { .. } => "IN_QUEUE",
        Phase::Running { .. } => "IN_PROGRESS",
        Phase::Completed | Phase::Cancelled | Phase::TimedOut => "COMPLETED",
    };
    let mut body = base(state, &job.app, &job.id, status);
    match phase {
        Phase::Queued { position } => set(&mut body, "queue_position", json!(position)),
        _ => set(&mut body, "logs", logs.unwrap_or(Value::Null)),
    }
    if phase.is_over() {
        let metrics =
            if phase == Phase::Completed { json!({ "inference_time": job.outcome.seconds }) } else { json!({}) };
        set(&mut body, "metrics", metrics);
    }
    if let Some((message, kind)) = job.error(phase) {
        set(&mut body, "error", json!(message));
        kind.into_iter().for_each(|kind| set(&mut body, "error_type", json!(kind)));
    }
    body
}

fn base(state: &State, app: &str, id: &str, status: &str) -> Map<String, Value> {
    let url = format!("{}/queue/{app}/requests/{id}", state.base_url);
    let entries = [
        ("status", status.to_owned()),
        ("request_id", id.to_owned()),
        ("status_url", format!("{url}/status")),
        ("cancel_url", format!("{url}/cancel")),
        ("response_url", url),
    ];
    entries.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect()
}

fn set(body: &mut Map<String, Value>, key: &str, value: Value) {
    body.insert(key.to_owned(), value);
}

/// Whether the query has `logs=1` or `logs=true`.
fn wants_logs(query: &str) -> bool {
    query.split('&').any(|pair| pair == "logs=1" || pair.eq_ignore_ascii_case("logs=true"))
}
