//! Replaces `https://fal.run`: responds with the output of the model, or streams it below `/stream`.

use std::sync::Arc;

use hyper::Method;

use super::stream;
use crate::fault::Operation;
use crate::http::{self, Call, Reply, stream_endpoint};
use crate::inject::{self, Before};
use crate::model;
use crate::schema_io::Scope;
use crate::state::State;

pub(crate) async fn respond(state: &Arc<State>, call: Call) -> Reply {
    if let Some(endpoint) = stream_endpoint(&state.catalog, &call.path) {
        return match call.method {
            Method::POST => stream::respond(state, endpoint, call).await,
            _ => http::wrong_method("POST"),
        };
    }
    let Some(endpoint) = state.catalog.endpoint(&call.path) else { return http::unknown_path(&call.path) };
    if call.method != Method::POST && call.method != Method::GET {
        return http::wrong_method("GET, POST");
    }
    state.submissions.record(Operation::Run, &endpoint.id, &call.id);
    if let Before::Reply(reply) = inject::at_start(state, &call).await {
        return reply;
    }
    let outcome = model::respond(Scope { catalog: &state.catalog, endpoint }, &state.pictures, &call);
    if outcome.status.is_success() {
        tokio::time::sleep(state.options.pace.running_time()).await;
    }
    outcome.reply(&state.pictures).await
}
