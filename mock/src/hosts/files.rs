//! `/files`: the pictures of answers, drawn when they are fetched.
//! No key is needed, so a browser can open them.

use hyper::{Method, StatusCode};

use crate::app::App;
use crate::reply::{self, Reply};
use crate::router::Call;

pub(crate) async fn answer(app: &App, call: Call) -> Reply {
    if call.method != Method::GET && call.method != Method::HEAD {
        return reply::wrong_method("GET, HEAD");
    }
    let recipe = app.files.lock().get(&call.path);
    let Some(recipe) = recipe else { return reply::unknown_path(&format!("files/{}", call.path)) };
    let content_type = recipe.format.content_type();
    match app.draw(recipe).await {
        Some(picture) => {
            reply::with(reply::bytes(StatusCode::OK, content_type, picture), "cache-control", "public, max-age=3600")
        }
        None => reply::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
    }
}
