//! Stands for `https://fal.run`.
//! A request is answered with the model's output, or streamed below `/stream`.

use std::sync::Arc;

use fal_schema::ir::Endpoint;
use hyper::Method;

use super::stream;
use crate::app::App;
use crate::fault::Operation;
use crate::model;
use crate::reply::{self, Reply};
use crate::router::Call;
use crate::sabotage::{self, Before};

pub(crate) async fn answer(app: &Arc<App>, call: Call) -> Reply {
    if let Some(endpoint) = streamed(app, &call.path) {
        return match call.method {
            Method::POST => stream::answer(app, endpoint, call).await,
            _ => reply::wrong_method("POST"),
        };
    }
    let Some(endpoint) = app.catalog.endpoint(&call.path) else { return reply::unknown_path(&call.path) };
    if call.method != Method::POST && call.method != Method::GET {
        return reply::wrong_method("GET, POST");
    }
    app.accepted.lock().note(Operation::Run, &endpoint.id, &call.id);
    if let Before::Instead(reply) = sabotage::start(app, &call).await {
        return reply;
    }
    let answered = model::answer(app, endpoint, &call);
    if answered.status.is_success() {
        tokio::time::sleep(app.options.pace.running_time()).await;
    }
    answered.reply(app).await
}

/// A run or a stream.
pub(crate) fn operation(app: &App, path: &str) -> Operation {
    if streamed(app, path).is_some() { Operation::Stream } else { Operation::Run }
}

/// The endpoint's id in a path that may end with `/stream`.
pub(crate) fn endpoint_id<'a>(app: &App, path: &'a str) -> &'a str {
    path.strip_suffix("/stream").filter(|_| streamed(app, path).is_some()).unwrap_or(path)
}

fn streamed<'a>(app: &'a App, path: &str) -> Option<&'a Endpoint> {
    let endpoint = path.strip_suffix("/stream").and_then(|id| app.catalog.endpoint(id));
    endpoint.filter(|endpoint| endpoint.streaming)
}
