//! Stands for `https://rest.fal.ai`: where to upload, tokens, and the public key of webhooks.
//! Announces the uploads that `cdn` takes.

use std::time::{Duration, SystemTime};

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth;
use crate::clock::iso;
use crate::fault::Operation;
use crate::lifecycle::{self, Lifecycle};
use crate::reply::{self, Reply};
use crate::router::Call;
use crate::storage::Upload;
use crate::tokens::Wanted;
use crate::validate::{self, Violation};

/// How long the CDN's token is said to last.
const TOKEN_LIFE: Duration = Duration::from_secs(3600);

pub(crate) fn answer(app: &App, call: &Call) -> Reply {
    if call.path == ".well-known/jwks.json" {
        return match call.method {
            Method::GET => {
                let reply = reply::json(StatusCode::OK, &app.secrets.key_set());
                reply::with(reply, "cache-control", "public, max-age=86400")
            }
            _ => reply::wrong_method("GET"),
        };
    }
    let known = operation(call).is_some();
    match auth::refusal(&call.headers) {
        _ if !known => reply::unknown_path(&call.path),
        Some(refusal) => refusal,
        None if call.method != Method::POST => reply::wrong_method("POST"),
        None => post(app, call),
    }
}

pub(crate) fn operation(call: &Call) -> Option<Operation> {
    match call.path.as_str() {
        "storage/upload/initiate" | "storage/upload/initiate-multipart" => Some(Operation::Initiate),
        "storage/auth/token" | "tokens" => Some(Operation::Token),
        ".well-known/jwks.json" => Some(Operation::Keys),
        _ => None,
    }
}

fn post(app: &App, call: &Call) -> Reply {
    match call.path.as_str() {
        "tokens" => short_lived(app, call),
        "storage/auth/token" => reply::json(StatusCode::OK, &token(app)),
        _ => initiate(app, call),
    }
}

/// A token for clients that have no key: a bare string.
fn short_lived(app: &App, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    match Wanted::read(&body) {
        Ok(wanted) => {
            let token = app.new_id();
            app.tokens.lock().give(token.clone(), wanted);
            reply::json(StatusCode::OK, &json!(token))
        }
        Err(violation) => reply::json(StatusCode::UNPROCESSABLE_ENTITY, &validate::body(&[violation])),
    }
}

/// The CDN's token; the time has an offset, because clients compare it with one that has.
fn token(app: &App) -> Value {
    let expires = iso(SystemTime::now() + TOKEN_LIFE).replace('Z', "+00:00");
    let base = format!("{}/cdn", app.base);
    json!({ "token": app.secrets.cdn, "token_type": "Bearer", "base_url": base, "expires_at": expires })
}

fn initiate(app: &App, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let (Some(name), Some(content_type)) = (text("file_name"), text("content_type")) else {
        let missing = ["file_name", "content_type"].into_iter().filter(|name| text(name).is_none());
        let missing: Vec<_> = missing
            .map(|name| Violation::new("missing", "Field required", json!({})).at(&[json!("body"), json!(name)]))
            .collect();
        return reply::json(StatusCode::UNPROCESSABLE_ENTITY, &validate::body(&missing));
    };
    let (id, mut upload) = (app.new_id(), Upload::new(name, content_type));
    upload.lifecycle = Lifecycle::of(&call.headers, lifecycle::OF_UPLOAD);
    let signature = app.secrets.signature_of_upload(&id);
    let body = json!({
        "file_url": format!("{}/cdn/files/{id}/{}", app.base, upload.name),
        "upload_url": format!("{}/cdn/upload/{id}?signature={signature}", app.base),
    });
    app.uploads.lock().add(id, upload);
    reply::json(StatusCode::OK, &body)
}
