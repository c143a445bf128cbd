//! Stands for `https://fal.run` and `https://queue.fal.run` at once, where a flat layout does not tell them apart.
//! A request for an endpoint is run and submitted: the answer is the output with the fields of a submission.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use hyper::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{queue, run};
use crate::app::App;
use crate::fault::Operation;
use crate::model::{self, Answered};
use crate::reply::{self, Reply};
use crate::router::Call;
use crate::sabotage::{self, Before};

pub(crate) async fn answer(app: &Arc<App>, call: Call) -> Reply {
    let endpoint = match app.catalog.endpoint(&call.path) {
        Some(endpoint) if run::operation(app, &call.path) == Operation::Run => endpoint,
        _ => return run::answer(app, call).await,
    };
    if call.method != Method::POST && call.method != Method::GET {
        return reply::wrong_method("GET, POST");
    }
    both(app, endpoint, call).await
}

async fn both(app: &Arc<App>, endpoint: &Endpoint, call: Call) -> Reply {
    if matches!(call.fault, Some((Operation::Run, _)))
        && let Before::Instead(reply) = sabotage::start(app, &call).await
    {
        return reply;
    }
    let output = model::answer(app, endpoint, &call);
    if !output.status.is_success() {
        // A run is refused at once, a job shows it in its result: the earlier one is understood by both.
        return output.reply(app).await;
    }
    let job = match queue::accept(app, endpoint, &call, output.clone()) {
        Ok(job) => job,
        Err(refused) => return *refused,
    };
    let merged: Map<String, Value> = object(app, &output).await.into_iter().chain(job).collect();
    reply::json(StatusCode::OK, &Value::Object(merged))
}

async fn object(app: &App, output: &Answered) -> Map<String, Value> {
    serde_json::from_slice(&output.text(app).await).unwrap_or_default()
}
