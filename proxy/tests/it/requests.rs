//! Rules of requests to fal: allowed endpoints and methods, with the key of the proxy and without the caller's credentials.

use std::time::Duration;

use bytes::Bytes;
use fal_proxy::{Endpoints, Proxy, everyone};
use http::{HeaderValue, Request};
use http_body_util::Full;

use crate::script::{KEY, Script, json, read, refused, request};

const RUN: &str = "https://fal.run/fal-ai/flux/dev";
const JOB: &str = "https://queue.fal.run/fal-ai/flux/requests/7";
const TOKENS: &str = "https://rest.fal.ai/tokens/";
const INITIATE: &str = "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3";

#[tokio::test]
async fn every_operation_of_the_clients_is_sent_to_its_url_with_the_key() {
    let submit = "https://queue.fal.run/fal-ai/imagen4/preview/fast";
    let multipart = "https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3";
    let token = r#"{"allowed_apps":["imagen4"],"token_expiration":120}"#;
    let status = format!("{JOB}/status?logs=1");
    let (watch, cancel) = (format!("{JOB}/status/stream?logs=1"), format!("{JOB}/cancel"));
    let cases = [
        ("POST", RUN, "{}"),
        ("GET", "https://fal.run/fal-ai/flux/dev?prompt=a+b", ""),
        ("POST", "https://fal.run/fal-ai/flux/dev/stream", "{}"),
        ("POST", submit, "{\"prompt\":\"hi\"}"),
        ("GET", &status, ""),
        ("GET", &watch, ""),
        ("GET", JOB, ""),
        ("PUT", &cancel, ""),
        ("POST", INITIATE, "{\"content_type\":\"image/png\",\"file_name\":\"a.png\"}"),
        ("POST", multipart, "{\"content_type\":\"image/png\",\"file_name\":\"a.png\"}"),
        ("POST", TOKENS, token),
    ];
    for (method, target, body) in cases {
        let script = Script::new([json(200, "{\"ok\":1}")]);
        let response = script.proxy().handle(request(method, target, body)).await;
        assert_eq!(read(response).await, (200, "{\"ok\":1}".to_owned()), "{method} {target}");
        let seen = script.seen().remove(0);
        assert_eq!((seen.line, seen.body), (format!("{method} {target}"), body.into()));
        assert_eq!(seen.headers["authorization"], format!("Key {KEY}"));
        assert_eq!(seen.headers["x-fal-client-proxy"], concat!("fal-proxy-rs/", env!("CARGO_PKG_VERSION")));
        assert!(!seen.headers.contains_key("x-fal-target-url"));
    }
}

#[tokio::test]
async fn only_allowed_headers_of_the_caller_are_sent_to_fal() {
    let script = Script::new([json(200, "{}")]);
    let mut request = request("POST", RUN, "{}");
    for (name, value) in [
        ("authorization", "Key theirs:key"),
        ("cookie", "session=1"),
        ("host", "app.example"),
        ("origin", "https://app.example"),
        ("user-agent", "browser"),
        ("x-fal-runner-hint", "h"),
        ("x-fal-client-proxy", "somebody else"),
    ] {
        request.headers_mut().append(name, HeaderValue::from_static(value));
    }
    script.proxy().handle(request).await;
    let headers = script.seen().remove(0).headers;
    let mut names: Vec<_> = headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    let expected = ["accept", "authorization", "content-type", "user-agent", "x-fal-client-proxy", "x-fal-runner-hint"];
    assert_eq!(names, expected);
    assert_eq!(headers.get_all("authorization").iter().collect::<Vec<_>>(), [&format!("Key {KEY}")]);
    assert_eq!(headers["user-agent"], "browser");
}

#[tokio::test]
async fn nothing_is_sent_for_what_is_not_allowed() {
    let cases = [
        ("POST", "https://evil.example/fal-ai/flux/dev", 400),
        ("POST", "https://fal.run@evil.example/fal-ai/flux/dev", 400),
        ("POST", "https://fal.run/fal-ai/flux/dev/../../other/app", 400),
        ("POST", "https://rest.fal.ai/billing", 400),
        ("POST", "https://fal.run/fal-ai/flux/pro", 403),
        ("POST", "https://fal.run/fal-ai/flux/dev/image-to-image", 403),
        ("POST", "https://fal.run/fal-ai/veo3/stream", 403),
        ("GET", "https://fal.run/fal-ai/veo3?prompt=x", 403),
        ("POST", "https://queue.fal.run/fal-ai/flux", 403),
        ("GET", "https://queue.fal.run/fal-ai/veo3/requests/7/status", 403),
        ("GET", "https://queue.fal.run/fal-ai/veo3/requests/7", 403),
        ("PUT", "https://queue.fal.run/fal-ai/veo3/requests/7/cancel", 403),
        ("POST", "https://queue.fal.run/fal-ai/flux/dev?fal_webhook=https%3A%2F%2Fevil.example%2F", 403),
        ("DELETE", RUN, 405),
        ("OPTIONS", RUN, 405),
        ("POST", JOB, 405),
        ("PUT", JOB, 405),
        ("POST", "https://queue.fal.run/fal-ai/flux/requests/7/cancel", 405),
        ("GET", TOKENS, 405),
        ("GET", INITIATE, 405),
    ];
    let script = Script::new([]);
    for (method, target, status) in cases {
        let response = script.proxy().handle(request(method, target, "{}")).await;
        assert_eq!(refused(response).await.0, status, "{method} {target}");
    }
    let bare = Request::post("/api/fal/proxy").body(Full::new(Bytes::new())).unwrap();
    let (status, detail) = refused(script.proxy().handle(bare).await).await;
    assert_eq!(status, 400);
    assert!(detail.contains("x-fal-target-url"), "{detail}");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_refused_method_has_a_response_with_the_allowed_ones() {
    let response = Script::new([]).proxy().handle(request("DELETE", RUN, "")).await;
    assert_eq!(response.headers()["allow"], "POST, GET");
}

#[tokio::test]
async fn a_token_is_for_a_whole_allowed_app_only() {
    let script = Script::new([]);
    let request = async |proxy: Proxy, body| refused(proxy.handle(request("POST", TOKENS, body)).await).await.0;
    let flux = r#"{"allowed_apps":["flux"],"token_expiration":120}"#;
    let long = r#"{"allowed_apps":["imagen4"],"token_expiration":121}"#;
    assert_eq!(request(script.proxy(), flux).await, 403);
    assert_eq!(request(script.proxy(), long).await, 403);
    assert_eq!(request(script.proxy(), "{}").await, 400);
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn tokens_can_be_disabled() {
    let script = Script::new([]);
    let response = script.proxy().token_lifetime(Duration::ZERO).handle(request("POST", TOKENS, "{}")).await;
    assert_eq!(refused(response).await, (403, "This proxy does not allow tokens".to_owned()));
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn uploads_can_be_disabled() {
    let script = Script::new([]);
    let response = script.proxy().uploads(false).handle(request("POST", INITIATE, "{}")).await;
    assert_eq!(refused(response).await, (403, "This proxy does not allow uploads".to_owned()));
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_webhook_to_an_allowed_origin_is_forwarded() {
    let script = Script::new([json(200, "{}")]);
    let target = "https://queue.fal.run/fal-ai/flux/dev?fal_webhook=https%3A%2F%2Fapp.example%2Fhook%3Fx%3D1";
    let proxy = script.proxy().webhooks_to(["https://app.example"]).unwrap();
    assert_eq!(read(proxy.handle(request("POST", target, "{}")).await).await.0, 200);
    assert_eq!(script.lines(), [format!("POST {target}")]);
}

#[tokio::test]
async fn all_endpoints_are_allowed_only_explicitly() {
    let script = Script::new([json(200, "{}")]);
    let proxy = Proxy::new(script.client(), Endpoints::all(), everyone);
    let response = proxy.handle(request("POST", "https://fal.run/any/thing", "{}")).await;
    assert_eq!(read(response).await.0, 200);
}
