//! Replaces `https://v3.fal.media`: receives files, whole or in parts, and serves them.

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::auth;
use crate::http::{self, Address, Call, CdnTarget, Reply};
use crate::state::State;
use crate::storage::{Lifecycle, Piece, Upload};

/// An upload whose body goes to disk.
pub(crate) struct UploadBody {
    /// The upload that the body belongs to; `None` if this request creates it.
    pub(crate) id: Option<String>,
}

/// Whether the body of a request is a file. The error is the response to a request that is refused.
pub(crate) fn upload_body(state: &State, head: &Parts, address: &Address) -> Result<Option<UploadBody>, Box<Reply>> {
    let Some(target) = CdnTarget::parse(&address.path) else { return Ok(None) };
    let id = match target {
        CdnTarget::Direct => None,
        CdnTarget::Whole { id } | CdnTarget::Part { id, .. } => Some(id.to_owned()),
        _ => return Ok(None),
    };
    if target.methods() != head.method.as_str() {
        return Err(http::wrong_method(target.methods()).into());
    }
    match refusal(state, &target, &head.headers, &address.query) {
        Some(refusal) => Err(refusal.into()),
        None if id.as_ref().is_some_and(|id| state.uploads.lock().by_id(id).is_none()) => {
            Err(http::unknown_path(&address.path).into())
        }
        None => Ok(Some(UploadBody { id })),
    }
}

pub(crate) fn respond(state: &State, mut call: Call) -> Reply {
    let Some(target) = CdnTarget::parse(&call.path) else { return http::unknown_path(&call.path) };
    if !target.methods().split(", ").any(|method| method == call.method.as_str()) {
        return http::wrong_method(target.methods());
    }
    if let Some(refusal) = refusal(state, &target, &call.headers, &call.query) {
        return refusal;
    }
    match (target, call.file.take()) {
        (CdnTarget::File { id, name }, _) => download(state, id, name, &call),
        (CdnTarget::Announce, _) => announce(state, &call, None),
        (CdnTarget::Direct, Some(piece)) => announce(state, &call, Some(piece)),
        (CdnTarget::Whole { id }, Some(piece)) => match state.uploads.lock().by_id(id) {
            Some(upload) => {
                let etag = piece.etag.clone();
                upload.fill(piece);
                http::with(http::json(StatusCode::OK, &json!({})), "etag", &etag)
            }
            None => http::unknown_path(&call.path),
        },
        (CdnTarget::Part { id, number, .. }, Some(piece)) => part(state, id, number, piece, &call),
        (CdnTarget::Complete { id, .. }, _) => complete(state, id, &call),
        // The router always stores the body of an upload.
        (_, None) => http::detail(StatusCode::BAD_REQUEST, "A body is required"),
    }
}

/// The response to a client that has no access. The lifecycle of a file decides about downloads.
fn refusal(state: &State, target: &CdnTarget<'_>, headers: &HeaderMap, query: &str) -> Option<Reply> {
    match target {
        CdnTarget::File { .. } => None,
        CdnTarget::Whole { id }
        | CdnTarget::Part { id, signed: true, .. }
        | CdnTarget::Complete { id, signed: true } => {
            let expected = state.secrets.sign_upload(id);
            let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "signature");
            let valid = found.is_some_and(|(_, signature)| signature == expected);
            (!valid).then(|| http::detail(StatusCode::FORBIDDEN, "The signature of the upload is wrong"))
        }
        _ => auth::cdn_refusal(state, headers),
    }
}

/// Creates an upload from headers, with its bytes if they are in the same request.
fn announce(state: &State, call: &Call, piece: Option<Piece>) -> Reply {
    let header = |name: &str| call.headers.get(name).and_then(|value| value.to_str().ok());
    let name = header("x-fal-file-name").unwrap_or("upload.bin");
    let content_type = header("content-type").unwrap_or("application/octet-stream");
    let (id, mut upload) = (http::new_id(), Upload::new(name, content_type));
    upload.lifecycle = Lifecycle::of_upload(&call.headers);
    let url = format!("{}/cdn/files/{id}/{}", state.base_url, upload.name);
    let whole = piece.is_some();
    piece.into_iter().for_each(|piece| upload.fill(piece));
    state.uploads.lock().add(id.clone(), upload);
    let body = if whole { json!({ "access_url": url }) } else { json!({ "access_url": url, "uploadId": id }) };
    http::json(StatusCode::OK, &body)
}

/// One client reads the etag of a part in the body, another one in the header.
fn part(state: &State, id: &str, number: u32, piece: Piece, call: &Call) -> Reply {
    let etag = piece.etag.clone();
    match state.uploads.lock().by_id(id).map(|upload| upload.part(number, piece)) {
        Some(true) => {
            let body = json!({ "partNumber": number, "etag": etag });
            http::with(http::json(StatusCode::OK, &body), "etag", &etag)
        }
        Some(false) => http::detail(StatusCode::BAD_REQUEST, "The part's number is out of range, or all parts are in"),
        None => http::unknown_path(&call.path),
    }
}

fn complete(state: &State, id: &str, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let parts = body["parts"].as_array().into_iter().flatten().map(|part| {
        let number = part["partNumber"].as_u64().and_then(|number| u32::try_from(number).ok())?;
        Some((number, part["etag"].as_str()?.to_owned()))
    });
    let named: Option<Vec<_>> = parts.collect();
    let mut uploads = state.uploads.lock();
    let Some(upload) = uploads.by_id(id) else { return http::unknown_path(&call.path) };
    if !named.is_some_and(|named| upload.complete(&named)) {
        return http::detail(StatusCode::BAD_REQUEST, "The parts are not those that were uploaded");
    }
    let url = format!("{}/cdn/files/{id}/{}", state.base_url, upload.name);
    http::json(StatusCode::OK, &json!({ "access_url": url }))
}

fn download(state: &State, id: &str, name: &str, call: &Call) -> Reply {
    let found = state
        .uploads
        .lock()
        .get(id, name)
        .and_then(|upload| Some((upload.content_type.clone(), upload.lifecycle, upload.pieces()?)));
    let Some((content_type, lifecycle, pieces)) = found else { return http::unknown_path(&call.path) };
    if let Some(refusal) = auth::file_refusal(state, &call.headers, lifecycle, &call.path) {
        return refusal;
    }
    let size: u64 = pieces.iter().map(|piece| piece.size).sum();
    let body = if call.method == Method::HEAD {
        http::full("")
    } else {
        let (mut sender, body) = http::channel();
        tokio::spawn(async move {
            for piece in pieces {
                // An error means that the client has disconnected or the disk has failed.
                if piece.send(&mut sender).await.is_err() {
                    return;
                }
            }
        });
        body
    };
    let reply = http::with(Response::new(body), "content-length", &size.to_string());
    let reply = http::with(reply, "content-type", "application/octet-stream");
    http::with(reply, "content-type", &content_type)
}
