//! Lets browser applications on this machine call the server from their own origin, as fal does for every origin.
//! Pages from other machines get no access: a local server must not open this machine to them.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};
use hyper::{Method, Request, Response, StatusCode, Uri};

use crate::http::{self, Reply, Reset};
use crate::router;
use crate::state::State;

pub(crate) async fn respond(state: Arc<State>, request: Request<Incoming>) -> Result<Reply, Reset> {
    let Some(origin) = request.headers().get(ORIGIN).filter(|origin| is_local(origin)).cloned() else {
        return router::route(state, request).await;
    };
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut reply = if is_preflight { preflight(request.headers()) } else { router::route(state, request).await? };
    let headers = reply.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
    headers.append(VARY, HeaderValue::from_static("origin"));
    Ok(reply)
}

/// The response to a preflight request of a browser.
fn preflight(request: &HeaderMap) -> Reply {
    let mut reply = Response::new(http::full(""));
    *reply.status_mut() = StatusCode::NO_CONTENT;
    let headers = reply.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT"));
    if let Some(names) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    reply
}

/// Whether an origin is on this machine.
fn is_local(origin: &HeaderValue) -> bool {
    let uri = origin.to_str().ok().and_then(|text| text.parse::<Uri>().ok());
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_machine_are_local() {
        let local = |text: &'static str| is_local(&HeaderValue::from_static(text));
        for origin in ["http://localhost:3000", "https://127.0.0.1", "http://[::1]:5173", "http://app.localhost"] {
            assert!(local(origin), "{origin}");
        }
        for origin in [
            "null",
            "",
            "https://example.com",
            "https://localhost.example.com",
            "https://evillocalhost",
            "https://localhost@example.com",
            "http://192.168.0.2",
        ] {
            assert!(!local(origin), "{origin}");
        }
    }
}
