//! The one router: finds the host, reads the body, records the request, and hands it to the host's handler.
//! Fed by `server`; feeds `hosts`. A new host is a module of `hosts`, a `Site` of `layout`, and one line here.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use serde_json::json;

use crate::app::App;
use crate::auth;
use crate::fault::{Effect, Operation};
use crate::hosts::{cdn, either, files, index, queue, rest, run};
use crate::layout::{self, Place, Site};
use crate::record::Recorded;
use crate::reply::{self, REQUEST_ID, Reply};
use crate::sabotage::{self, Anonymous, Before};
use crate::storage::{Piece, Receive};

/// A request with its body, as handlers see it.
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Below the host, without slashes at both ends.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body of an upload, which is not in `body`.
    pub(crate) file: Option<Piece>,
    /// The id of this request, unless the answer names another.
    pub(crate) id: String,
    /// What is to go wrong, and the operation that it is meant for.
    pub(crate) fault: Option<(Operation, Effect)>,
}

impl Call {
    /// What is to go wrong.
    pub(crate) fn effect(&self) -> Option<&Effect> {
        self.fault.as_ref().map(|(_, effect)| effect)
    }

    /// How long the request may wait for its start: `x-fal-request-timeout`, in seconds.
    pub(crate) fn start_timeout(&self) -> Option<Duration> {
        let text = self.headers.get("x-fal-request-timeout")?.to_str().ok()?;
        Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()
    }

    /// The first value of that name in the query.
    pub(crate) fn in_query(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// The connection is to be reset instead of an answer.
#[derive(Debug)]
pub(crate) struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is reset on purpose")
    }
}

impl std::error::Error for Reset {}

pub(crate) async fn route(app: Arc<App>, request: Request<Incoming>) -> Result<Reply, Reset> {
    let id = app.new_id();
    let (head, body) = request.into_parts();
    let Some(place) = layout::place(&head) else {
        record(&app, &head, None, (Bytes::new(), 0));
        let refused = reply::json(StatusCode::BAD_REQUEST, &json!("Invalid request"));
        return Ok(reply::with(refused, REQUEST_ID, &id));
    };
    let read = read(&app, &head, &place, body).await;
    let (body, file) = match &read {
        Ok(Read::File(piece)) => (Bytes::new(), piece.size),
        Ok(Read::Bytes(body)) => (body.clone(), body.len() as u64),
        Err(_) => (Bytes::new(), 0),
    };
    record(&app, &head, Some(&place), (body.clone(), file));
    let refusal = if needs_key(place.site) { auth::refusal_of(&app, &head.headers, &place) } else { None };
    let reply = match (read, refusal) {
        (Err(refused), _) => *refused,
        (Ok(_), Some(refused)) => refused,
        (Ok(read), None) => {
            let file = if let Read::File(piece) = read { Some(piece) } else { None };
            let Place { site, path, query } = place;
            let (method, headers) = (head.method, head.headers);
            let call = Call { method, path, query, headers, body, file, id: id.clone(), fault: None };
            answer(&app, site, call).await?
        }
    };
    let named = reply.headers().contains_key(REQUEST_ID) || reply.extensions().get::<Anonymous>().is_some();
    Ok(if named { reply } else { reply::with(reply, REQUEST_ID, &id) })
}

fn needs_key(site: Site) -> bool {
    matches!(site, Site::Run | Site::Queue | Site::Either)
}

/// The handler's answer, with what is to go wrong before and after it.
async fn answer(app: &Arc<App>, site: Site, mut call: Call) -> Result<Reply, Reset> {
    call.fault = sabotage::fault(app, site, &call);
    match sabotage::before(app, &call).await {
        Before::Go => {}
        Before::Reset => return Err(Reset),
        Before::Instead(reply) => return Ok(reply),
    }
    let effect = call.effect().cloned();
    let reply = match site {
        Site::Index => index::answer(app),
        Site::Files => files::answer(app, call).await,
        Site::Run => run::answer(app, call).await,
        Site::Queue => queue::answer(app, call).await,
        Site::Either => either::answer(app, call).await,
        Site::Rest => rest::answer(app, &call),
        Site::Cdn => cdn::answer(app, call),
    };
    match effect {
        Some(effect) => sabotage::after(app, reply, &effect),
        None => Ok(reply),
    }
}

/// A body as it was read.
enum Read {
    Bytes(Bytes),
    File(Piece),
}

/// Reads the body to memory, or to disk where it is a file; the error is the answer to one that is refused.
async fn read(app: &App, head: &Parts, place: &Place, body: Incoming) -> Result<Read, Box<Reply>> {
    let failed = |status| Box::new(reply::detail(status, "The request body could not be read, or is too large"));
    if place.site == Site::Cdn
        && let Some(upload) = cdn::upload(app, head, place)?
    {
        let receive = Receive { spool: &app.spool, uploads: &app.uploads, keep: upload.as_deref() };
        return receive.body(body).await.map(Read::File).map_err(failed);
    }
    match Limited::new(body, app.options.max_body).collect().await {
        Ok(body) => Ok(Read::Bytes(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(failed(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => Err(failed(StatusCode::BAD_REQUEST)),
    }
}

fn record(app: &App, head: &Parts, place: Option<&Place>, (body, body_size): (Bytes, u64)) {
    let target = head.uri.path_and_query().map_or_else(|| head.uri.path(), |target| target.as_str());
    let url = place.and_then(|place| {
        let query = if place.query.is_empty() { String::new() } else { format!("?{}", place.query) };
        Some(format!("{}/{}{query}", place.site.origin()?, place.path))
    });
    let entry = Recorded::new(head.method.as_str(), target, &head.headers);
    app.requests.lock().push(Recorded { url: url.unwrap_or_default(), body, body_size, ..entry });
}
