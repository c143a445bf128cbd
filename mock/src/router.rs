//! The router: finds the host, reads the body, records the request, and passes it to the handler of the host.
//! A new host is a module of `hosts`, a `Host` of `http::addressing`, and one line here.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};
use serde_json::json;

use crate::auth;
use crate::hosts::{cdn, files, index, queue, rest, run, run_or_queue};
use crate::http::{self, Address, Anonymous, Call, Host, REQUEST_ID, RecordedRequest, Reply, Reset};
use crate::inject::{self, Before};
use crate::operation::{self, Requested};
use crate::state::State;
use crate::storage::{Piece, Receive};

pub(crate) async fn route(state: Arc<State>, request: Request<Incoming>) -> Result<Reply, Reset> {
    let id = http::new_id();
    let (head, body) = request.into_parts();
    let Some(address) = http::address(&head) else {
        record(&state, &head, None, (Bytes::new(), 0));
        let refused = http::json(StatusCode::BAD_REQUEST, &json!("Invalid request"));
        return Ok(http::with(refused, REQUEST_ID, &id));
    };
    let body = read(&state, &head, &address, body).await;
    let recorded = match &body {
        Ok(ReadBody::File(piece)) => (Bytes::new(), piece.size),
        Ok(ReadBody::Bytes(body)) => (body.clone(), body.len() as u64),
        Err(_) => (Bytes::new(), 0),
    };
    record(&state, &head, Some(&address), recorded);
    let refusal = if needs_key(address.host) { auth::app_refusal(&state, &head.headers, &address) } else { None };
    let reply = match (body, refusal) {
        (Err(refused), _) => *refused,
        (Ok(_), Some(refused)) => refused,
        (Ok(body), None) => {
            let requested = operation::requested(&state.catalog, &state.jobs, &address);
            let (body, file) = match body {
                ReadBody::Bytes(body) => (body, None),
                ReadBody::File(piece) => (Bytes::new(), Some(piece)),
            };
            let Address { host, path, query } = address;
            let (method, headers) = (head.method, head.headers);
            let call = Call { method, path, query, headers, body, file, id: id.clone(), fault: None };
            handle(&state, host, &requested, call).await?
        }
    };
    let has_id = reply.headers().contains_key(REQUEST_ID) || reply.extensions().get::<Anonymous>().is_some();
    Ok(if has_id { reply } else { http::with(reply, REQUEST_ID, &id) })
}

fn needs_key(host: Host) -> bool {
    matches!(host, Host::Run | Host::Queue | Host::RunOrQueue)
}

/// The response of the host's handler, with the faults before and after it.
async fn handle(state: &Arc<State>, host: Host, requested: &Requested, mut call: Call) -> Result<Reply, Reset> {
    call.fault = inject::fault(state, requested, &call.headers);
    match inject::before(state, &call).await {
        Before::Continue => {}
        Before::Reset => return Err(Reset),
        Before::Reply(reply) => return Ok(reply),
    }
    let effect = call.effect().cloned();
    let reply = match host {
        Host::Index => index::respond(state),
        Host::Files => files::respond(state, call).await,
        Host::Run => run::respond(state, call).await,
        Host::Queue => queue::respond(state, call).await,
        Host::RunOrQueue => run_or_queue::respond(state, call).await,
        Host::Rest => rest::respond(state, &call),
        Host::Cdn => cdn::respond(state, call),
    };
    match effect {
        Some(effect) => inject::after(state, reply, &effect),
        None => Ok(reply),
    }
}

/// A body that was read to memory or to disk.
enum ReadBody {
    Bytes(Bytes),
    File(Piece),
}

/// Reads the body to memory or, if it is a file, to disk. The error is the response to a request that is refused.
async fn read(state: &State, head: &Parts, address: &Address, body: Incoming) -> Result<ReadBody, Box<Reply>> {
    let failed = |status| Box::new(http::detail(status, "The request body could not be read, or is too large"));
    if address.host == Host::Cdn
        && let Some(upload) = cdn::upload_body(state, head, address)?
    {
        let receive = Receive { spool: &state.spool, uploads: &state.uploads, keep: upload.id.as_deref() };
        return receive.body(body).await.map(ReadBody::File).map_err(failed);
    }
    match Limited::new(body, state.options.max_body).collect().await {
        Ok(body) => Ok(ReadBody::Bytes(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(failed(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => Err(failed(StatusCode::BAD_REQUEST)),
    }
}

fn record(state: &State, head: &Parts, address: Option<&Address>, (body, body_size): (Bytes, u64)) {
    let path = head.uri.path_and_query().map_or_else(|| head.uri.path(), |path| path.as_str());
    let url = address.and_then(Address::url).unwrap_or_default();
    let entry = RecordedRequest::new(head.method.as_str(), path, &head.headers);
    state.requests.push(RecordedRequest { url, body, body_size, ..entry });
}
