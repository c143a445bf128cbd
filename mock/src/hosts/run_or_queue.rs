//! Replaces `https://fal.run` and `https://queue.fal.run` at once, where a flat path does not distinguish them.
//! A request for an endpoint is run and submitted: the response is the output together with the fields of a submission.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{queue, run};
use crate::fault::Operation;
use crate::http::{self, Call, Reply, stream_endpoint};
use crate::inject::{self, Before};
use crate::model;
use crate::outcome::Outcome;
use crate::schema_io::Scope;
use crate::state::State;

pub(crate) async fn respond(state: &Arc<State>, call: Call) -> Reply {
    let endpoint = match state.catalog.endpoint(&call.path) {
        Some(endpoint) if stream_endpoint(&state.catalog, &call.path).is_none() => endpoint,
        _ => return run::respond(state, call).await,
    };
    if call.method != Method::POST && call.method != Method::GET {
        return http::wrong_method("GET, POST");
    }
    run_and_submit(state, Scope { catalog: &state.catalog, endpoint }, call).await
}

async fn run_and_submit(state: &Arc<State>, scope: Scope<'_>, call: Call) -> Reply {
    if matches!(call.fault, Some((Operation::Run, _)))
        && let Before::Reply(reply) = inject::at_start(state, &call).await
    {
        return reply;
    }
    let outcome = model::respond(scope, &state.pictures, &call);
    if !outcome.status.is_success() {
        // A run is refused at once, a job has the error in its result. Clients of both understand the former.
        return outcome.reply(&state.pictures).await;
    }
    let job = match queue::enqueue(state, scope.endpoint, &call, outcome.clone()) {
        Ok(job) => job,
        Err(refused) => return *refused,
    };
    let merged: Map<String, Value> = object(state, &outcome).await.into_iter().chain(job).collect();
    http::json(StatusCode::OK, &Value::Object(merged))
}

async fn object(state: &State, outcome: &Outcome) -> Map<String, Value> {
    serde_json::from_slice(&outcome.json(&state.pictures).await).unwrap_or_default()
}
