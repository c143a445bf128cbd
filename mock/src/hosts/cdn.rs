//! Stands for `https://v3.fal.media`: takes files, whole or in parts, and serves them.
//! Bodies are on disk before this is called; `router` asks `upload` where they belong.

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth;
use crate::fault::Operation;
use crate::layout::Place;
use crate::lifecycle::{self, Lifecycle};
use crate::reply::{self, Reply};
use crate::router::Call;
use crate::storage::{Piece, Upload};

/// What a path of the CDN means.
#[derive(Debug, PartialEq)]
enum Path<'a> {
    /// `files/upload`: a whole file at once.
    Direct,
    /// `files/upload/multipart`: announces a file in parts.
    Announce,
    /// `files/<id>/<name>`
    File { id: &'a str, name: &'a str },
    /// `upload/<id>`: the whole of an announced file.
    Whole { id: &'a str },
    /// `upload/<id>/<n>` or `files/<id>/<name>/multipart/<id>/<n>`
    Part { id: &'a str, number: u32, signed: bool },
    /// The same with `complete`.
    Complete { id: &'a str, signed: bool },
}

impl<'a> Path<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["files", "upload"] => Some(Self::Direct),
            ["files", "upload", "multipart"] => Some(Self::Announce),
            ["files", id, name] => Some(Self::File { id, name }),
            ["upload", id] => Some(Self::Whole { id }),
            ["upload", id, last] => Self::below(id, last, true),
            ["files", id, _, "multipart", again, last] if id == again => Self::below(id, last, false),
            _ => None,
        }
    }

    fn below(id: &'a str, last: &str, signed: bool) -> Option<Self> {
        match last {
            "complete" => Some(Self::Complete { id, signed }),
            number => Some(Self::Part { id, number: number.parse().ok()?, signed }),
        }
    }

    fn operation(&self) -> Operation {
        match self {
            Self::Direct | Self::Whole { .. } => Operation::Upload,
            Self::Announce => Operation::Initiate,
            Self::File { .. } => Operation::File,
            Self::Part { .. } => Operation::Part,
            Self::Complete { .. } => Operation::Complete,
        }
    }

    fn method(&self) -> &'static str {
        match self {
            Self::Direct | Self::Announce | Self::Complete { .. } => "POST",
            Self::File { .. } => "GET, HEAD",
            Self::Whole { .. } | Self::Part { .. } => "PUT",
        }
    }

    /// Nothing, or the answer for one who may not do this. Files can be fetched by everyone, as far as they allow it.
    fn refusal(&self, app: &App, headers: &HeaderMap, query: &str) -> Option<Reply> {
        match self {
            Self::File { .. } => None,
            Self::Whole { id } | Self::Part { id, signed: true, .. } | Self::Complete { id, signed: true } => {
                let expected = app.secrets.signature_of_upload(id);
                let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "signature");
                let good = given.is_some_and(|(_, given)| given == expected);
                (!good).then(|| reply::detail(StatusCode::FORBIDDEN, "The signature of the upload is wrong"))
            }
            _ => auth::cdn_refusal(app, headers),
        }
    }
}

pub(crate) fn operation(call: &Call) -> Option<Operation> {
    Path::parse(&call.path).map(|path| path.operation())
}

/// Whether the body of a request is a file, and of which upload; the error is the answer to one that is refused.
pub(crate) fn upload(app: &App, head: &Parts, place: &Place) -> Result<Option<Option<String>>, Box<Reply>> {
    let Some(path) = Path::parse(&place.path) else { return Ok(None) };
    let id = match path {
        Path::Direct => None,
        Path::Whole { id } | Path::Part { id, .. } => Some(id.to_owned()),
        _ => return Ok(None),
    };
    if path.method() != head.method.as_str() {
        return Err(reply::wrong_method(path.method()).into());
    }
    match path.refusal(app, &head.headers, &place.query) {
        Some(refusal) => Err(refusal.into()),
        None if id.as_ref().is_some_and(|id| app.uploads.lock().by_id(id).is_none()) => {
            Err(unknown(&place.path).into())
        }
        None => Ok(Some(id)),
    }
}

pub(crate) fn answer(app: &App, mut call: Call) -> Reply {
    let Some(path) = Path::parse(&call.path) else { return reply::unknown_path(&call.path) };
    if !path.method().split(", ").any(|method| method == call.method.as_str()) {
        return reply::wrong_method(path.method());
    }
    if let Some(refusal) = path.refusal(app, &call.headers, &call.query) {
        return refusal;
    }
    match (path, call.file.take()) {
        (Path::File { id, name }, _) => fetch(app, id, name, &call),
        (Path::Announce, _) => announce(app, &call, None),
        (Path::Direct, Some(piece)) => announce(app, &call, Some(piece)),
        (Path::Whole { id }, Some(piece)) => match app.uploads.lock().by_id(id) {
            Some(upload) => {
                let etag = piece.etag.clone();
                upload.fill(piece);
                reply::with(reply::json(StatusCode::OK, &json!({})), "etag", &etag)
            }
            None => unknown(&call.path),
        },
        (Path::Part { id, number, .. }, Some(piece)) => part(app, id, number, piece, &call),
        (Path::Complete { id, .. }, _) => complete(app, id, &call),
        // A path with a body always comes with it.
        (_, None) => reply::detail(StatusCode::BAD_REQUEST, "A body is required"),
    }
}

/// Makes an upload out of headers, with its bytes where they came along.
fn announce(app: &App, call: &Call, piece: Option<Piece>) -> Reply {
    let header = |name: &str| call.headers.get(name).and_then(|value| value.to_str().ok());
    let name = header("x-fal-file-name").unwrap_or("upload.bin");
    let content_type = header("content-type").unwrap_or("application/octet-stream");
    let (id, mut upload) = (app.new_id(), Upload::new(name, content_type));
    upload.lifecycle = Lifecycle::of(&call.headers, lifecycle::OF_UPLOAD);
    let url = format!("{}/cdn/files/{id}/{}", app.base, upload.name);
    let whole = piece.is_some();
    piece.into_iter().for_each(|piece| upload.fill(piece));
    app.uploads.lock().add(id.clone(), upload);
    let body = if whole { json!({ "access_url": url }) } else { json!({ "access_url": url, "uploadId": id }) };
    reply::json(StatusCode::OK, &body)
}

/// One client reads the tag of a part in the body, the other one in the header.
fn part(app: &App, id: &str, number: u32, piece: Piece, call: &Call) -> Reply {
    let etag = piece.etag.clone();
    match app.uploads.lock().by_id(id).map(|upload| upload.part(number, piece)) {
        Some(true) => {
            let body = json!({ "partNumber": number, "etag": etag });
            reply::with(reply::json(StatusCode::OK, &body), "etag", &etag)
        }
        Some(false) => reply::detail(StatusCode::BAD_REQUEST, "The part's number is out of range, or all parts are in"),
        None => unknown(&call.path),
    }
}

fn complete(app: &App, id: &str, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let parts = body["parts"].as_array().into_iter().flatten().map(|part| {
        let number = part["partNumber"].as_u64().and_then(|number| u32::try_from(number).ok())?;
        Some((number, part["etag"].as_str()?.to_owned()))
    });
    let named: Option<Vec<_>> = parts.collect();
    let mut uploads = app.uploads.lock();
    let Some(upload) = uploads.by_id(id) else { return unknown(&call.path) };
    if !named.is_some_and(|named| upload.complete(&named)) {
        return reply::detail(StatusCode::BAD_REQUEST, "The parts are not those that were uploaded");
    }
    reply::json(StatusCode::OK, &json!({ "access_url": format!("{}/cdn/files/{id}/{}", app.base, upload.name) }))
}

fn fetch(app: &App, id: &str, name: &str, call: &Call) -> Reply {
    let found = app
        .uploads
        .lock()
        .get(id, name)
        .and_then(|upload| Some((upload.content_type.clone(), upload.lifecycle, upload.pieces()?)));
    let Some((content_type, lifecycle, pieces)) = found else { return unknown(&call.path) };
    if let Some(refusal) = auth::file_refusal(app, &call.headers, lifecycle, &call.path) {
        return refusal;
    }
    let size: u64 = pieces.iter().map(|piece| piece.size).sum();
    let body = if call.method == Method::HEAD {
        reply::whole("")
    } else {
        let (mut sender, body) = reply::pieces();
        tokio::spawn(async move {
            for piece in pieces {
                // A client that went away needs nothing more.
                if piece.send(&mut sender).await.is_err() {
                    return;
                }
            }
        });
        body
    };
    let reply = reply::with(Response::new(body), "content-length", &size.to_string());
    let reply = reply::with(reply, "content-type", "application/octet-stream");
    reply::with(reply, "content-type", &content_type)
}

fn unknown(path: &str) -> Reply {
    reply::unknown_path(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_both_protocols_are_told_apart() {
        let cases = [
            ("files/upload", Some(Path::Direct)),
            ("files/upload/multipart", Some(Path::Announce)),
            ("files/7/x.txt", Some(Path::File { id: "7", name: "x.txt" })),
            ("upload/7", Some(Path::Whole { id: "7" })),
            ("upload/7/2", Some(Path::Part { id: "7", number: 2, signed: true })),
            ("upload/7/complete", Some(Path::Complete { id: "7", signed: true })),
            ("files/7/x.txt/multipart/7/2", Some(Path::Part { id: "7", number: 2, signed: false })),
            ("files/7/x.txt/multipart/7/complete", Some(Path::Complete { id: "7", signed: false })),
            ("files/7/x.txt/multipart/8/2", None),
            ("upload/7/x", None),
            ("upload/7/-1", None),
            ("files/7", None),
            ("", None),
        ];
        for (path, expected) in cases {
            assert_eq!(Path::parse(path), expected, "{path}");
        }
    }
}
