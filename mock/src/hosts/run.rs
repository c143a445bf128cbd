//! `/run`: stands for `https://fal.run`.
//! A request is answered with the model's output, or streamed below `/stream`.

use std::sync::Arc;

use hyper::Method;

use super::stream;
use crate::app::App;
use crate::model;
use crate::reply::{self, Reply};
use crate::router::Call;

pub(crate) async fn answer(app: &Arc<App>, call: Call) -> Reply {
    let streamed = call.path.strip_suffix("/stream").and_then(|id| app.catalog.endpoint(id));
    if let Some(endpoint) = streamed.filter(|endpoint| endpoint.streaming) {
        return match call.method {
            Method::POST => stream::answer(app, endpoint, call).await,
            _ => reply::wrong_method("POST"),
        };
    }
    let Some(endpoint) = app.catalog.endpoint(&call.path) else { return reply::unknown_path(&call.path) };
    if call.method != Method::POST {
        return reply::wrong_method("POST");
    }
    let answered = model::answer(app, endpoint, &call.body);
    if answered.status.is_success() {
        tokio::time::sleep(app.options.pace.running_time()).await;
    }
    answered.reply(app).await
}
