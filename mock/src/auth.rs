//! Who may call, and who may fetch a file: any `Key <id>:<secret>` that does not start with `bad`, and tokens that this
//! server gave.
//! Reads the headers; feeds `hosts`.

use std::time::Instant;

use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::{StatusCode, http::HeaderValue};

use crate::app::App;
use crate::hosts::queue::app_of;
use crate::layout::Place;
use crate::lifecycle::Lifecycle;
use crate::reply::{Reply, detail, unknown_path};
use crate::tokens::Good;

/// Nothing, or the answer to a request for an app without a key or a token for it.
pub(crate) fn refusal_of(app: &App, headers: &HeaderMap, place: &Place) -> Option<Reply> {
    let mut pairs = form_urlencoded::parse(place.query.as_bytes());
    let token = pairs.find(|(name, _)| name == "fal_jwt_token");
    let good = token.map(|(_, token)| app.tokens.lock().check(&token, app_of(&place.path), Instant::now()));
    match good {
        Some(Good::Yes) => None,
        Some(Good::Elsewhere) => Some(detail(StatusCode::FORBIDDEN, "The token is not for this application")),
        Some(Good::No) | None => refusal(headers),
    }
}

/// Nothing, or the 401 answer.
pub(crate) fn refusal(headers: &HeaderMap) -> Option<Reply> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Some(detail(StatusCode::UNAUTHORIZED, "Authentication is required to access this application."));
    };
    (!accepted(value)).then(|| detail(StatusCode::UNAUTHORIZED, "No user found for Key ID and Secret"))
}

/// The same for the CDN, which takes its own token too.
pub(crate) fn cdn_refusal(app: &App, headers: &HeaderMap) -> Option<Reply> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if bearer == Some(app.secrets.cdn.as_str()) { None } else { refusal(headers) }
}

/// Nothing, or the answer for one who may not fetch a file of that lifecycle.
pub(crate) fn file_refusal(app: &App, headers: &HeaderMap, lifecycle: Lifecycle, path: &str) -> Option<Reply> {
    let is_owner = cdn_refusal(app, headers).is_none();
    lifecycle.refusal(Instant::now(), is_owner).map(|status| match status {
        StatusCode::NOT_FOUND => unknown_path(path),
        status => detail(status, "This file is not for everyone"),
    })
}

fn accepted(value: &HeaderValue) -> bool {
    let key = value.to_str().ok().and_then(|text| text.strip_prefix("Key "));
    let parts = key.and_then(|key| key.split_once(':'));
    parts.is_some_and(|(id, secret)| !id.is_empty() && !secret.is_empty() && !id.starts_with("bad"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_with_both_halves_are_accepted() {
        let accepted = |text: &'static str| accepted(&HeaderValue::from_static(text));
        assert!(accepted("Key id:secret"));
        for refused in ["Key id", "Key id:", "Key :secret", "Key bad:key", "Bearer id:secret", "id:secret", ""] {
            assert!(!accepted(refused), "{refused}");
        }
    }
}
