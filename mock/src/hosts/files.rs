//! `/files`: the pictures of answers, drawn when they are fetched.
//! No key is needed, so a browser can open them, unless a call has said that its files are not for everyone.

use hyper::{Method, StatusCode};

use crate::app::App;
use crate::auth;
use crate::reply::{self, Reply};
use crate::router::Call;

pub(crate) async fn answer(app: &App, call: Call) -> Reply {
    if call.method != Method::GET && call.method != Method::HEAD {
        return reply::wrong_method("GET, HEAD");
    }
    let file = app.files.lock().get(&call.path);
    let path = format!("files/{}", call.path);
    let Some((recipe, lifecycle)) = file else { return reply::unknown_path(&path) };
    if let Some(refusal) = auth::file_refusal(app, &call.headers, lifecycle, &path) {
        return refusal;
    }
    let content_type = recipe.format.content_type();
    match app.draw(recipe).await {
        Some(picture) => {
            reply::with(reply::bytes(StatusCode::OK, content_type, picture), "cache-control", "public, max-age=3600")
        }
        None => reply::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
    }
}
