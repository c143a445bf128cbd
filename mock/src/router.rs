//! The one router: reads the body, records the request, and hands it to the handler of its first path segment.
//! Fed by `server`; feeds `hosts`. A new host is a module of `hosts` and one line here.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::{Method, Request, StatusCode};

use crate::app::App;
use crate::auth;
use crate::hosts::{files, index, queue, run};
use crate::record::Recorded;
use crate::reply::{self, REQUEST_ID, Reply};

/// A request with its body, as handlers see it.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Below the host, without slashes at both ends.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Bytes,
    /// The id of this request, unless the answer names another.
    pub(crate) id: String,
}

pub(crate) async fn route(app: Arc<App>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let id = app.new_id();
    let (head, body) = request.into_parts();
    let (body, failure) = match Limited::new(body, app.options.max_body).collect().await {
        Ok(body) => (body.to_bytes(), None),
        Err(error) if error.is::<LengthLimitError>() => (Bytes::new(), Some(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => (Bytes::new(), Some(StatusCode::BAD_REQUEST)),
    };
    let target = head.uri.path_and_query().map_or_else(|| head.uri.path(), |target| target.as_str());
    let entry = Recorded::new(head.method.as_str(), target, &head.headers, body.clone());
    app.requests.lock().push(entry);

    let (host, path) = split(head.uri.path());
    let query = head.uri.query().unwrap_or_default().to_owned();
    let call = Call { method: head.method, path, query, body, id: id.clone() };
    let reply = match failure {
        Some(status) => reply::detail(status, "The request body could not be read, or is too large"),
        None => answer(&app, &host, &head.headers, call).await,
    };
    let named = reply.headers().contains_key(REQUEST_ID);
    Ok(if named { reply } else { reply::with(reply, REQUEST_ID, &id) })
}

async fn answer(app: &Arc<App>, host: &str, headers: &HeaderMap, call: Call) -> Reply {
    match host {
        "" => index::answer(app),
        "files" => files::answer(app, call).await,
        "run" | "queue" => match auth::refusal(headers) {
            Some(refusal) => refusal,
            None if host == "run" => run::answer(app, call).await,
            None => queue::answer(app, call).await,
        },
        _ => reply::unknown_path(&format!("{host}/{}", call.path)),
    }
}

/// The first segment of a path, and the rest without slashes at both ends.
fn split(path: &str) -> (String, String) {
    let path = path.trim_matches('/');
    let (host, rest) = path.split_once('/').unwrap_or((path, ""));
    (host.to_owned(), rest.to_owned())
}
