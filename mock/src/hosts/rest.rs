//! Replaces `https://rest.fal.ai`: upload URLs, tokens, and the public key of webhooks.

use hyper::{Method, StatusCode};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::auth;
use crate::http::{self, Call, Reply, RestTarget};
use crate::schema_io::{Violation, violations_body};
use crate::state::{State, TokenRequest};
use crate::storage::{Lifecycle, Upload};

/// The lifetime of the CDN's token in the response. The token itself does not expire.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn respond(state: &State, call: &Call) -> Reply {
    let post: fn(&State, &Call) -> Reply = match RestTarget::parse(&call.path) {
        None => return http::unknown_path(&call.path),
        Some(RestTarget::Keys) => return keys(state, call),
        Some(RestTarget::AppToken) => app_token,
        Some(RestTarget::CdnToken) => cdn_token,
        Some(RestTarget::Initiate) => initiate,
    };
    match auth::key_refusal(&call.headers) {
        Some(refusal) => refusal,
        None if call.method != Method::POST => http::wrong_method("POST"),
        None => post(state, call),
    }
}

/// The keys of webhooks, which need no key of the client.
fn keys(state: &State, call: &Call) -> Reply {
    if call.method != Method::GET {
        return http::wrong_method("GET");
    }
    let reply = http::json(StatusCode::OK, &state.secrets.key_set());
    http::with(reply, "cache-control", "public, max-age=86400")
}

/// A short-lived token for clients without a key: a bare JSON string.
fn app_token(state: &State, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    match TokenRequest::read(&body) {
        Ok(request) => {
            let token = http::new_id();
            state.tokens.lock().issue(token.clone(), request);
            http::json(StatusCode::OK, &json!(token))
        }
        Err(violation) => http::json(StatusCode::UNPROCESSABLE_ENTITY, &violations_body(&[violation])),
    }
}

/// The CDN's token. Its expiration has an offset, because a client compares it with a time that has one.
fn cdn_token(state: &State, _call: &Call) -> Reply {
    let expires = Timestamp::now() + TOKEN_LIFETIME;
    let expires = format!("{:.6}", expires.display_with_offset(Offset::UTC));
    let base = format!("{}/cdn", state.base_url);
    let token = state.secrets.cdn_token.as_str();
    let body = json!({ "token": token, "token_type": "Bearer", "base_url": base, "expires_at": expires });
    http::json(StatusCode::OK, &body)
}

fn initiate(state: &State, call: &Call) -> Reply {
    let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
    let string = |name: &str| body.get(name).and_then(Value::as_str);
    let (Some(name), Some(content_type)) = (string("file_name"), string("content_type")) else {
        let missing = ["file_name", "content_type"].into_iter().filter(|name| string(name).is_none());
        let missing: Vec<_> = missing
            .map(|name| Violation::new("missing", "Field required", json!({})).at(&[json!("body"), json!(name)]))
            .collect();
        return http::json(StatusCode::UNPROCESSABLE_ENTITY, &violations_body(&missing));
    };
    let (id, mut upload) = (http::new_id(), Upload::new(name, content_type));
    upload.lifecycle = Lifecycle::of_upload(&call.headers);
    let signature = state.secrets.sign_upload(&id);
    let body = json!({
        "file_url": format!("{}/cdn/files/{id}/{}", state.base_url, upload.name),
        "upload_url": format!("{}/cdn/upload/{id}?signature={signature}", state.base_url),
    });
    state.uploads.lock().add(id, upload);
    http::json(StatusCode::OK, &body)
}
