//! Authorization: any `Key <id>:<secret>` that does not start with `bad`, and the tokens that this server issued.

use std::time::Instant;

use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::{StatusCode, http::HeaderValue};

use crate::http::{Address, Reply, app_of, detail, unknown_path};
use crate::state::{Access, State};
use crate::storage::Lifecycle;

/// The response to a request for an app without a valid key or a token for it.
pub(crate) fn app_refusal(state: &State, headers: &HeaderMap, address: &Address) -> Option<Reply> {
    let mut pairs = form_urlencoded::parse(address.query.as_bytes());
    let token = pairs.find(|(name, _)| name == "fal_jwt_token");
    let access = token.map(|(_, token)| state.tokens.lock().check(&token, app_of(&address.path), Instant::now()));
    match access {
        Some(Access::Granted) => None,
        Some(Access::OtherApp) => Some(detail(StatusCode::FORBIDDEN, "The token is not for this application")),
        Some(Access::InvalidToken) | None => key_refusal(headers),
    }
}

/// The 401 response to a request without a valid key.
pub(crate) fn key_refusal(headers: &HeaderMap) -> Option<Reply> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Some(detail(StatusCode::UNAUTHORIZED, "Authentication is required to access this application."));
    };
    (!is_valid_key(value)).then(|| detail(StatusCode::UNAUTHORIZED, "No user found for Key ID and Secret"))
}

/// The same for the CDN, which also accepts its own token.
pub(crate) fn cdn_refusal(state: &State, headers: &HeaderMap) -> Option<Reply> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if bearer == Some(state.secrets.cdn_token.as_str()) { None } else { key_refusal(headers) }
}

/// The response to a client that cannot download a file with that lifecycle.
pub(crate) fn file_refusal(state: &State, headers: &HeaderMap, lifecycle: Lifecycle, path: &str) -> Option<Reply> {
    let is_owner = cdn_refusal(state, headers).is_none();
    lifecycle.refusal(Instant::now(), is_owner).map(|status| match status {
        StatusCode::NOT_FOUND => unknown_path(path),
        status => detail(status, "This file is not for everyone"),
    })
}

fn is_valid_key(value: &HeaderValue) -> bool {
    let key = value.to_str().ok().and_then(|value| value.strip_prefix("Key "));
    let parts = key.and_then(|key| key.split_once(':'));
    parts.is_some_and(|(id, secret)| !id.is_empty() && !secret.is_empty() && !id.starts_with("bad"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_with_id_and_secret_are_valid() {
        let is_valid = |value: &'static str| is_valid_key(&HeaderValue::from_static(value));
        assert!(is_valid("Key id:secret"));
        for invalid in ["Key id", "Key id:", "Key :secret", "Key bad:key", "Bearer id:secret", "id:secret", ""] {
            assert!(!is_valid(invalid), "{invalid}");
        }
    }
}
