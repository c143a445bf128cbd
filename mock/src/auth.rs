//! Who may call: any `Key <id>:<secret>` that does not start with `bad`.
//! Reads the headers; feeds `hosts`.

use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::{StatusCode, http::HeaderValue};

use crate::reply::{Reply, detail};

/// Nothing, or the 401 answer.
pub(crate) fn refusal(headers: &HeaderMap) -> Option<Reply> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Some(detail(StatusCode::UNAUTHORIZED, "Authentication is required to access this application."));
    };
    (!accepted(value)).then(|| detail(StatusCode::UNAUTHORIZED, "No user found for Key ID and Secret"))
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
