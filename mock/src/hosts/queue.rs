//! Stands for `https://queue.fal.run`.
//! Requests become jobs, which are asked for below `<app>/requests/<id>`.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::status;
use crate::app::App;
use crate::fault::{Effect, Operation};
use crate::job::{self, Hold, Job, Phase};
use crate::model::{self, Answered};
use crate::reply::{self, REQUEST_ID, Reply};
use crate::router::Call;
use crate::{sabotage, webhook};

pub(crate) async fn answer(app: &Arc<App>, call: Call) -> Reply {
    let Some(target) = Target::parse(&call.path) else {
        return match (app.catalog.endpoint(&call.path), &call.method) {
            (Some(endpoint), &(Method::POST | Method::GET)) => submit(app, endpoint, &call),
            (Some(_), _) => reply::wrong_method("GET, POST"),
            (None, _) => reply::unknown_path(&call.path),
        };
    };
    let method = if target.action == Action::Cancel { Method::PUT } else { Method::GET };
    if call.method != method {
        return reply::wrong_method(method.as_str());
    }
    match target.action {
        Action::Status => status::answer(app, &target, &call),
        Action::Watch => status::watch(app, &target, &call),
        Action::Result => result(app, &target).await,
        Action::Cancel => cancel(app, &target),
    }
}

/// A request that was submitted, and what is to be done with it.
pub(crate) struct Target<'a> {
    /// Owner and alias, with the namespace where there is one; never a subpath.
    pub(super) app: &'a str,
    pub(super) id: &'a str,
    action: Action,
}

#[derive(Clone, Copy, PartialEq)]
enum Action {
    Status,
    Watch,
    Result,
    Cancel,
}

impl<'a> Target<'a> {
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let app = app_of(path);
        let rest = path.strip_prefix(app)?.strip_prefix("/requests/")?;
        let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
        let action = match action {
            "" | "response" => Action::Result,
            "status" => Action::Status,
            "status/stream" => Action::Watch,
            "cancel" => Action::Cancel,
            _ => return None,
        };
        Some(Self { app, id, action })
    }

    pub(crate) fn operation(&self) -> Operation {
        match self.action {
            Action::Status => Operation::Status,
            Action::Watch => Operation::StatusStream,
            Action::Result => Operation::Result,
            Action::Cancel => Operation::Cancel,
        }
    }
}

/// The part of an endpoint id that names the app: owner and alias, after `workflows` or `comfy` where the id starts so.
pub(crate) fn app_of(id: &str) -> &str {
    let namespace = id.starts_with("workflows/") || id.starts_with("comfy/");
    let mut slashes = id.match_indices('/').map(|(place, _)| place);
    &id[..slashes.nth(1 + usize::from(namespace)).unwrap_or(id.len())]
}

/// The model answers right away; the answer is held back until the job is over, failures included.
fn submit(app: &Arc<App>, endpoint: &Endpoint, call: &Call) -> Reply {
    let answered = model::answer(app, endpoint, call);
    match accept(app, endpoint, call, answered) {
        Ok(body) => reply::json(StatusCode::OK, &Value::Object(body)),
        Err(refused) => *refused,
    }
}

/// Makes a request a job and gives the answer to its submission; the error is the answer when the queue is too long.
pub(super) fn accept(
    app: &Arc<App>,
    endpoint: &Endpoint,
    call: &Call,
    answered: Answered,
) -> Result<Map<String, Value>, Box<Reply>> {
    let most = call.in_query("fal_max_queue_length").and_then(|most| most.parse::<usize>().ok());
    if most.is_some_and(|most| app.jobs.lock().waiting(&endpoint.id) >= most) {
        let reply = reply::detail(StatusCode::TOO_MANY_REQUESTS, "The queue is longer than fal_max_queue_length");
        return Err(reply.into());
    }
    let (hold, answered) = match call.effect() {
        Some(Effect::NeverStart) => (Hold::BeforeStart, answered),
        Some(Effect::NeverComplete) => (Hold::BeforeEnd, answered),
        Some(Effect::Fail(failure)) => (Hold::No, Answered::failed(failure)),
        _ => (Hold::No, answered),
    };
    let mut job = Job::new(call.id.clone(), app_of(&endpoint.id).to_owned(), answered, app.options.pace);
    job.endpoint = endpoint.id.clone();
    job.hold = hold;
    job.is_low = call.headers.get("x-fal-queue-priority").is_some_and(|priority| priority == "low");
    job.start_timeout = call.start_timeout();
    let (body, name) = (status::submitted(app, &job), job.app.clone());
    app.jobs.lock().add(job);
    app.accepted.lock().note(Operation::Submit, &endpoint.id, &call.id);
    if let Some(url) = call.in_query("fal_webhook") {
        webhook::follow(app, url, name, call.id.clone());
    }
    Ok(body)
}

/// The endpoint of a request, or its app where the request is unknown.
pub(crate) fn endpoint_of(app: &App, target: &Target<'_>) -> String {
    app.jobs.lock().get(target.app, target.id).map_or_else(|| target.app.to_owned(), |job| job.endpoint.clone())
}

async fn result(app: &App, target: &Target<'_>) -> Reply {
    let Some(job) = find(app, target) else { return status::unknown() };
    let reply = match job.phase() {
        Phase::Completed => job.answered.reply(app).await,
        Phase::Cancelled => {
            let (text, kind) = job::CANCELLED;
            let status = StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST);
            let reply = reply::json(status, &json!({ "detail": text, "error_type": kind }));
            reply::with(reply, "x-fal-error-type", kind)
        }
        Phase::TimedOut => sabotage::timed_out(),
        Phase::Queued { .. } | Phase::Running { .. } => {
            reply::detail(StatusCode::BAD_REQUEST, "Request is still in progress")
        }
    };
    reply::with(reply, REQUEST_ID, target.id)
}

fn cancel(app: &App, target: &Target<'_>) -> Reply {
    let cancelled = app.jobs.lock().get(target.app, target.id).map(Job::cancel);
    let (status, text) = match cancelled {
        Some(true) => (StatusCode::ACCEPTED, "CANCELLATION_REQUESTED"),
        Some(false) => (StatusCode::BAD_REQUEST, "ALREADY_COMPLETED"),
        None => (StatusCode::NOT_FOUND, "NOT_FOUND"),
    };
    let reply = reply::json(status, &json!({ "status": text }));
    if cancelled.is_some() { reply::with(reply, REQUEST_ID, target.id) } else { reply }
}

fn find(app: &App, target: &Target<'_>) -> Option<Job> {
    app.jobs.lock().get(target.app, target.id).map(|job| job.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_owner_and_alias_in_its_namespace() {
        assert_eq!(app_of("fal-ai/flux"), "fal-ai/flux");
        assert_eq!(app_of("fal-ai/imagen4/preview/fast"), "fal-ai/imagen4");
        assert_eq!(app_of("workflows/me/mine/sub"), "workflows/me/mine");
        assert_eq!(app_of("comfy/me/mine"), "comfy/me/mine");
        assert_eq!(app_of("x"), "x");
    }

    #[test]
    fn request_paths_never_have_a_subpath() {
        let target = Target::parse("fal-ai/imagen4/requests/7/status/stream").expect("a request");
        assert_eq!((target.app, target.id), ("fal-ai/imagen4", "7"));
        assert!(target.action == Action::Watch);
        for path in ["fal-ai/imagen4/preview/requests/7", "fal-ai/imagen4/requests", "fal-ai/imagen4/requests/7/x"] {
            assert!(Target::parse(path).is_none(), "{path}");
        }
    }
}
