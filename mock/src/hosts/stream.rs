//! Streams of outputs: every event is a whole output, and the last one is the finished output.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use serde_json::{Map, Value};

use crate::fault::Operation;
use crate::http::{self, Call, Disconnected, Events, Reply};
use crate::inject::{self, Before};
use crate::model;
use crate::schema_io::Scope;
use crate::state::State;
use crate::storage::Lifecycle;

/// Events of one stream.
const STEPS: u32 = 4;

pub(super) async fn respond(state: &Arc<State>, endpoint: &Endpoint, call: Call) -> Reply {
    state.submissions.record(Operation::Stream, &endpoint.id, &call.id);
    if let Before::Reply(reply) = inject::at_start(state, &call).await {
        return reply;
    }
    // The input is validated before the stream begins, so that the response to an invalid one is a plain 422.
    let input = match model::input(Scope { catalog: &state.catalog, endpoint }, &call) {
        Ok(input) => input,
        Err(invalid) => return invalid.reply(&state.pictures).await,
    };
    let (events, reply) = http::events();
    let (state, id) = (Arc::clone(state), endpoint.id.clone());
    let lifecycle = Lifecycle::of_output(&call.headers);
    tokio::spawn(async move {
        if let Some(endpoint) = state.catalog.endpoint(&id) {
            // Nothing is left to do for a client that has disconnected.
            let _ = send(&state, endpoint, &input, lifecycle, events).await;
        }
    });
    reply
}

async fn send(
    state: &State,
    endpoint: &Endpoint,
    input: &Map<String, Value>,
    lifecycle: Lifecycle,
    mut events: Events,
) -> Result<(), Disconnected> {
    let scope = Scope { catalog: &state.catalog, endpoint };
    for step in 1..=STEPS {
        tokio::time::sleep(state.options.pace.running_time() / STEPS).await;
        let progress = (step < STEPS).then_some((step, STEPS));
        let output = model::output(scope, &state.pictures, input, progress, lifecycle);
        let json = output.json(&state.pictures).await;
        events.data((step == 2).then_some("message"), &String::from_utf8_lossy(&json)).await?;
        if step == 1 {
            events.comment("keep-alive").await?;
        }
    }
    Ok(())
}
