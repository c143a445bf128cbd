//! The headers that are forwarded in each direction. All others are dropped.

use fal_client::protocol::headers::{CDN_TOKEN, CLIENT_PROXY, PREFIX, TARGET_URL};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, HeaderValue};

/// The headers of a caller that fal needs, besides fal's own.
const TO_FAL: [HeaderName; 3] = [ACCEPT, CONTENT_TYPE, USER_AGENT];

/// Headers for the proxy, or set by it.
const NOT_TO_FAL: [&str; 2] = [TARGET_URL, CLIENT_PROXY];

/// The headers of a response that a caller needs, besides fal's own.
const TO_CALLER: [HeaderName; 3] = [CONTENT_TYPE, CONTENT_ENCODING, RETRY_AFTER];

/// A credential of the key's owner.
const NOT_TO_CALLER: [&str; 1] = [CDN_TOKEN];

/// The name of this proxy.
const NAME: &str = concat!("fal-proxy-rs/", env!("CARGO_PKG_VERSION"));

/// The headers of a request to fal. The caller's `Authorization` and cookies are never included.
pub(crate) fn to_fal(received: &HeaderMap) -> HeaderMap {
    let mut headers = pick(received, &TO_FAL, &NOT_TO_FAL);
    headers.insert(CLIENT_PROXY, HeaderValue::from_static(NAME));
    headers
}

/// The headers of a response to the caller. fal's cookies, `access-control-*` and similar headers must not apply to the
/// application's host.
pub(crate) fn to_caller(received: &HeaderMap) -> HeaderMap {
    let mut headers = pick(received, &TO_CALLER, &NOT_TO_CALLER);
    // All responses have the same URL, so none may be cached for another request.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    if is_event_stream(&headers) {
        // nginx would otherwise buffer events.
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    }
    headers
}

fn pick(received: &HeaderMap, allowed: &[HeaderName], excluded: &[&str]) -> HeaderMap {
    let passes = |name: &HeaderName| {
        allowed.contains(name) || (name.as_str().starts_with(PREFIX) && !excluded.contains(&name.as_str()))
    };
    let passing = received.iter().filter(|(name, _)| passes(name));
    let mut headers = HeaderMap::new();
    for (name, value) in passing {
        headers.append(name, value.clone());
    }
    headers
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| content_type.starts_with("text/event-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        })
    }

    fn names(headers: &HeaderMap) -> Vec<&str> {
        let mut names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn only_allowed_headers_are_sent_to_fal() {
        let sent = to_fal(&map(&[
            ("authorization", "Key theirs:key"),
            ("cookie", "session=1"),
            ("proxy-authorization", "Basic eA=="),
            ("host", "app.example"),
            ("connection", "keep-alive, x-fal-queue-priority"),
            ("transfer-encoding", "chunked"),
            ("content-length", "2"),
            ("accept-encoding", "gzip"),
            ("x-forwarded-for", "10.0.0.1"),
            ("forwarded", "for=10.0.0.1"),
            ("origin", "https://app.example"),
            ("referer", "https://app.example/"),
            ("x-custom", "v"),
            ("x-app-fal-disable-fallback", "1"),
            ("x-fal-target-url", "https://fal.run/a/b"),
            ("x-fal-client-proxy", "another proxy"),
            ("accept", "application/json"),
            ("accept", "text/event-stream"),
            ("content-type", "application/json"),
            ("user-agent", "@fal-ai/client/1.10.1"),
            ("x-fal-queue-priority", "low"),
        ]));
        let expected = ["accept", "content-type", "user-agent", "x-fal-client-proxy", "x-fal-queue-priority"];
        assert_eq!(names(&sent), expected);
        assert_eq!(sent.get_all("accept").iter().count(), 2);
        assert_eq!(sent["x-fal-client-proxy"], NAME);
    }

    #[test]
    fn only_allowed_headers_are_returned_to_the_caller() {
        let sent = to_caller(&map(&[
            ("set-cookie", "a=b"),
            ("access-control-allow-origin", "*"),
            ("strict-transport-security", "max-age=1"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("content-length", "2"),
            ("location", "https://evil.example"),
            ("www-authenticate", "Key"),
            ("server", "nginx"),
            ("cache-control", "public, max-age=3600"),
            ("x-fal-cdn-token", "secret"),
            ("content-type", "text/event-stream; charset=utf-8"),
            ("content-encoding", "gzip"),
            ("retry-after", "7"),
            ("x-fal-request-id", "7"),
        ]));
        let expected = [
            "cache-control",
            "content-encoding",
            "content-type",
            "retry-after",
            "x-accel-buffering",
            "x-content-type-options",
            "x-fal-request-id",
        ];
        assert_eq!(names(&sent), expected);
        assert_eq!(sent[CACHE_CONTROL], "no-store");
        assert!(!names(&to_caller(&map(&[("content-type", "application/json")]))).contains(&"x-accel-buffering"));
    }
}
