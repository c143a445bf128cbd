//! Rules of authorization: the application decides about every request before it is read or sent, with all of its data.

use std::sync::{Arc, Mutex};

use fal_proxy::{AccessRequest, Operation, Proxy, Refusal};
use http::{HeaderValue, StatusCode};

use crate::script::{KEY, Script, endpoints, json, read, refused, request};

const JOB: &str = "https://queue.fal.run/fal-ai/flux/requests/7/status?logs=0";

/// Authorizes callers whose session is in the extensions, from a layer before the proxy.
async fn signed_in(request: AccessRequest) -> Result<(), Refusal> {
    match request.head.extensions.get::<Session>() {
        Some(Session("ann")) => Ok(()),
        Some(_) => Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "That is enough for today")),
        None => Err(Refusal::unauthorized("Sign in first")),
    }
}

#[derive(Clone)]
struct Session(&'static str);

#[tokio::test]
async fn the_application_decides_before_anything_is_sent() {
    let script = Script::new([json(200, "{}")]);
    let proxy = Proxy::new(script.client(), endpoints(), signed_in);
    let request = |session: Option<Session>| {
        let mut request = request("POST", "https://fal.run/fal-ai/flux/dev", "{}");
        session.map(|session| request.extensions_mut().insert(session));
        proxy.handle(request)
    };
    assert_eq!(refused(request(None).await).await, (401, "Sign in first".to_owned()));
    assert_eq!(refused(request(Some(Session("bob"))).await).await, (429, "That is enough for today".to_owned()));
    assert!(script.seen().is_empty());
    assert_eq!(read(request(Some(Session("ann"))).await).await.0, 200);
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn the_application_receives_the_operation_the_endpoint_and_the_request_id() {
    let script = Script::new([]);
    let requested = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&requested);
    let proxy = Proxy::new(script.client(), endpoints(), move |request: AccessRequest| {
        let seen = (
            request.operation,
            request.endpoint.clone(),
            request.request_id.clone(),
            request.header("cookie").map(str::to_owned),
        );
        kept.lock().unwrap().push(seen);
        async { Err(Refusal::forbidden("no")) }
    });
    let targets =
        [("POST", "https://queue.fal.run/fal-ai/flux/dev"), ("GET", JOB), ("POST", "https://rest.fal.ai/tokens/")];
    for (method, target) in targets {
        let mut request = request(method, target, "{}");
        request.headers_mut().insert("cookie", HeaderValue::from_static("session=1"));
        assert_eq!(refused(proxy.handle(request).await).await.0, 403);
    }
    let cookie = Some("session=1".to_owned());
    let expected = [
        (Operation::Submit, Some("fal-ai/flux/dev".to_owned()), None, cookie.clone()),
        (Operation::Status, Some("fal-ai/flux".to_owned()), Some("7".to_owned()), cookie.clone()),
        (Operation::Token, None, None, cookie),
    ];
    assert_eq!(*requested.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_duplicate_header_is_not_returned() {
    let script = Script::new([]);
    let proxy = Proxy::new(script.client(), endpoints(), async |request: AccessRequest| {
        match request.header("authorization") {
            Some(_) => Ok(()),
            None => Err(Refusal::unauthorized("Who is it?")),
        }
    });
    let mut request = request("GET", JOB, "");
    for value in ["Bearer a", "Bearer b"] {
        request.headers_mut().append("authorization", HeaderValue::from_static(value));
    }
    assert_eq!(refused(proxy.handle(request).await).await.0, 401);
}

#[tokio::test]
async fn no_secret_is_printed() {
    let script = Script::new([]);
    let printed = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&printed);
    let proxy = Proxy::new(script.client(), endpoints(), move |request: AccessRequest| {
        *kept.lock().unwrap() = format!("{request:?}");
        async { Err(Refusal::unauthorized("no")) }
    });
    let mut request = request("GET", JOB, "");
    request.headers_mut().insert("cookie", HeaderValue::from_static("session=the-session"));
    let response = proxy.handle(request).await;
    let all = format!("{proxy:?}{response:?}{}", printed.lock().unwrap());
    assert!(all.contains("fal-ai/flux"), "{all}");
    let (id, secret) = KEY.split_once(':').unwrap();
    for secret in [id, secret, "the-session"] {
        assert!(!all.contains(secret), "{all}");
    }
}
