//! What a queued request is told about itself: after submission, when asked, and as a stream.
//! Part of `queue`.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use super::queue::Target;
use crate::app::App;
use crate::job::{Job, Phase};
use crate::reply::{self, Events, Gone, REQUEST_ID, Reply};
use crate::router::Call;

/// The answer to a submission.
pub(super) fn submitted(app: &App, job: &Job) -> Map<String, Value> {
    let position = match job.phase().behind(app.jobs.lock().ahead_of(job)) {
        Phase::Queued { position } => position,
        _ => 0,
    };
    let mut body = base(app, &job.app, &job.id, "IN_QUEUE");
    set(&mut body, "queue_position", json!(position));
    set(&mut body, "logs", Value::Null);
    set(&mut body, "metrics", json!({}));
    body
}

/// `GET .../status`: 202 until the job is over; logs are cumulative.
pub(super) fn answer(app: &App, target: &Target<'_>, call: &Call) -> Reply {
    let mut jobs = app.jobs.lock();
    let ahead = jobs.ahead(target.id);
    let Some(job) = jobs.get(target.app, target.id) else { return unknown() };
    let phase = job.poll().behind(ahead);
    let logs = wants_logs(&call.query).then(|| job.logs(0, job.shown(phase)));
    let status = if phase.is_over() { StatusCode::OK } else { StatusCode::ACCEPTED };
    reply::with(reply::json(status, &report(app, job, phase, logs).into()), REQUEST_ID, target.id)
}

/// `GET .../status/stream`: an event per state until the job is over; each carries new log lines only.
pub(super) fn watch(app: &Arc<App>, target: &Target<'_>, call: &Call) -> Reply {
    if app.jobs.lock().get(target.app, target.id).is_none() {
        return unknown();
    }
    let (mut events, reply) = reply::events();
    let (owned, name, id) = (Arc::clone(app), target.app.to_owned(), target.id.to_owned());
    let logs = wants_logs(&call.query);
    tokio::spawn(async move {
        // A client that went away needs nothing more.
        let _ = follow(&owned, (&name, &id), logs, &mut events).await;
    });
    reply::with(reply, REQUEST_ID, target.id)
}

async fn follow(app: &App, (name, id): (&str, &str), logs: bool, events: &mut Events) -> Result<(), Gone> {
    let (mut last, mut shown) = (None, 0);
    loop {
        let Some((phase, pause, body)) = ({
            let mut jobs = app.jobs.lock();
            let ahead = jobs.ahead(id);
            jobs.get(name, id).map(|job| {
                let phase = job.poll().behind(ahead);
                let lines = logs.then(|| job.logs(shown, job.shown(phase)));
                shown = job.shown(phase);
                (phase, job.next_look(), Value::from(report(app, job, phase, lines)))
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
        tokio::time::sleep(pause).await;
    }
}

/// The answer for a request that this server does not know.
pub(super) fn unknown() -> Reply {
    reply::json(StatusCode::NOT_FOUND, &json!({ "status": "NOT_FOUND", "detail": "Request not found" }))
}

fn report(app: &App, job: &Job, phase: Phase, logs: Option<Value>) -> Map<String, Value> {
    let name = match phase {
        Phase::Queued { .. } => "IN_QUEUE",
        Phase::Running { .. } => "IN_PROGRESS",
        Phase::Completed | Phase::Cancelled | Phase::TimedOut => "COMPLETED",
    };
    let mut body = base(app, &job.app, &job.id, name);
    match phase {
        Phase::Queued { position } => set(&mut body, "queue_position", json!(position)),
        _ => set(&mut body, "logs", logs.unwrap_or(Value::Null)),
    }
    if phase.is_over() {
        let taken =
            if phase == Phase::Completed { json!({ "inference_time": job.answered.seconds }) } else { json!({}) };
        set(&mut body, "metrics", taken);
    }
    if let Some((text, kind)) = job.error(phase) {
        set(&mut body, "error", json!(text));
        kind.into_iter().for_each(|kind| set(&mut body, "error_type", json!(kind)));
    }
    body
}

fn base(app: &App, name: &str, id: &str, status: &str) -> Map<String, Value> {
    let url = format!("{}/queue/{name}/requests/{id}", app.base);
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
