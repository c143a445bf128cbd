//! Who may call: any `Key <id>:<secret>` that does not start with `bad`, and tokens that this server gave.
//! Reads the headers; feeds `hosts`.

use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::{StatusCode, http::HeaderValue};

use crate::app::App;
use crate::reply::{Reply, detail};

/// Nothing, or the 401 answer.
pub(crate) fn refusal(app: &App, headers: &HeaderMap, query: &str) -> Option<Reply> {
    let token = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "fal_jwt_token");
    if token.is_some_and(|(_, token)| *token == app.secrets.jwt) {
        return None;
    }
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Some(detail(StatusCode::UNAUTHORIZED, "Authentication is required to access this application."));
    };
    (!accepted(value)).then(|| detail(StatusCode::UNAUTHORIZED, "No user found for Key ID and Secret"))
}

/// The same for the CDN, which takes its own token too.
pub(crate) fn cdn_refusal(app: &App, headers: &HeaderMap) -> Option<Reply> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if bearer == Some(app.secrets.cdn.as_str()) { None } else { refusal(app, headers, "") }
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
