//! Streams of unfinished outputs: every event is a whole output, the last one is the finished one.
//! Part of `run`.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use serde_json::{Map, Value};

use crate::app::App;
use crate::fault::Operation;
use crate::lifecycle::{self, Lifecycle};
use crate::model;
use crate::reply::{self, Events, Gone, Reply};
use crate::router::Call;
use crate::sabotage::{self, Before};

/// Events of one stream.
const STEPS: u32 = 4;

pub(super) async fn answer(app: &Arc<App>, endpoint: &Endpoint, call: Call) -> Reply {
    app.accepted.lock().note(Operation::Stream, &endpoint.id, &call.id);
    if let Before::Instead(reply) = sabotage::start(app, &call).await {
        return reply;
    }
    // The input is checked before the first byte, so a refusal is a plain 422.
    let input = match model::accept(app, endpoint, &call) {
        Ok(input) => input,
        Err(refused) => return refused.reply(app).await,
    };
    let (events, reply) = reply::events();
    let (app, id) = (Arc::clone(app), endpoint.id.clone());
    let lifecycle = Lifecycle::of(&call.headers, lifecycle::OF_OUTPUT);
    tokio::spawn(async move {
        if let Some(endpoint) = app.catalog.endpoint(&id) {
            // A client that went away needs nothing more.
            let _ = send(&app, endpoint, (&input, lifecycle), events).await;
        }
    });
    reply
}

async fn send(
    app: &App,
    endpoint: &Endpoint,
    (input, lifecycle): (&Map<String, Value>, Lifecycle),
    mut events: Events,
) -> Result<(), Gone> {
    for step in 1..=STEPS {
        tokio::time::sleep(app.options.pace.running_time() / STEPS).await;
        let progress = (step < STEPS).then_some((step, STEPS));
        let text = model::output(app, endpoint, input, progress, lifecycle).text(app).await;
        events.data((step == 2).then_some("message"), &String::from_utf8_lossy(&text)).await?;
        if step == 1 {
            events.comment("keep-alive").await?;
        }
    }
    Ok(())
}
