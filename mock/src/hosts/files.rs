//! `/files`: the pictures of outputs, drawn when they are downloaded.
//! No key is needed, so that a browser can open them, unless the call restricted access to its files.

use hyper::{Method, StatusCode};

use crate::auth;
use crate::http::{self, Call, Reply};
use crate::state::State;

pub(crate) async fn respond(state: &State, call: Call) -> Reply {
    if call.method != Method::GET && call.method != Method::HEAD {
        return http::wrong_method("GET, HEAD");
    }
    let path = format!("files/{}", call.path);
    let Some((recipe, lifecycle)) = state.pictures.get(&call.path) else { return http::unknown_path(&path) };
    if let Some(refusal) = auth::file_refusal(state, &call.headers, lifecycle, &path) {
        return refusal;
    }
    let content_type = recipe.format.content_type();
    match state.pictures.draw(recipe).await {
        Some(picture) => {
            http::with(http::bytes(StatusCode::OK, content_type, picture), "cache-control", "public, max-age=3600")
        }
        None => http::detail(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
    }
}
