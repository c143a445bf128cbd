//! Rules of errors: the error for each kind of response, and what it contains.

use std::time::Duration;

use bytes::Bytes;
use fal_client::{Client, Config, Error, ErrorCode, ErrorKind, Hosts, JobRef, Loc, TransportError, TransportErrorKind};

use crate::model::{Input, OUTPUT};
use crate::script::{KEY, Reply, Script, json, response};

async fn run(reply: Reply) -> Error {
    let script = Script::new([reply]);
    let result = script.once().call(Input::new("a cat")).run().await;
    assert_eq!(script.seen().len(), 1, "nothing is sent twice");
    result.unwrap_err()
}

#[tokio::test]
async fn a_refused_key_is_unauthorized_and_the_error_names_what_to_check() {
    let error = run(json(401, r#"{"detail":"No user found for Key ID and Secret"}"#)).await;
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let text = error.to_string();
    assert!(text.contains("FAL_KEY") && text.contains("No user found"), "{text}");
    assert!(text.starts_with("acme/painter/fast: ") && text.contains("request header-id"), "{text}");
}

#[tokio::test]
async fn a_detail_list_becomes_a_list_of_fields() {
    let body = r#"{"detail":[
        {"loc":["body","loras",0,"scale"],"msg":"Too large","type":"less_than_equal","ctx":{"le":4},"input":9},
        {"loc":["body","prompt"],"msg":"Field required","type":"missing"}, "odd"]}"#;
    let error = run(json(422, body)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Validation, Some(422)));
    let [first, second, odd] = error.fields() else { panic!("{error:?}") };
    assert_eq!(first.path(), "loras[0].scale");
    assert_eq!(first.loc[2], Loc::Index(0));
    assert_eq!(first.error_type, "less_than_equal");
    assert_eq!(first.ctx, Some(serde_json::json!({"le": 4})));
    assert_eq!(second.to_string(), "prompt: Field required");
    assert_eq!(odd.msg, "\"odd\"");
    assert_eq!(error.body(), Some(body));
    assert!(error.to_string().contains("loras[0].scale: Too large"), "{error}");
}

#[tokio::test]
async fn field_errors_are_found_by_path_and_matched_by_code() {
    let entry = |loc: &str, code: &str| format!(r#"{{"loc":{loc},"msg":"no","type":"{code}"}}"#);
    let entries = [
        entry(r#"["body","loras",0,"scale"]"#, "less_than_equal"),
        entry(r#"["body","loras"]"#, "sequence_too_long"),
        entry(r#"["body","loras_2"]"#, "brand_new"),
        entry(r#"["body"]"#, "value_error"),
    ];
    // Some responses are the list itself.
    for body in [format!(r#"{{"detail":[{}]}}"#, entries.join(",")), format!("[{}]", entries.join(","))] {
        let error = run(json(422, &body)).await;
        let codes = |path: &str| -> Vec<ErrorCode> { error.fields_at(path).map(|field| field.code()).collect() };
        assert_eq!(codes("loras"), [ErrorCode::LessThanEqual, ErrorCode::SequenceTooLong]);
        assert_eq!(codes("loras[0]"), [ErrorCode::LessThanEqual]);
        assert_eq!(codes("input"), [ErrorCode::ValueError]);
        assert!(matches!(&codes("loras_2")[..], [ErrorCode::Unknown(code)] if code.as_str() == "brand_new"));
        assert_eq!(codes("lora"), []);
        assert_eq!(error.code(), Some(ErrorCode::LessThanEqual));
    }
}

#[tokio::test]
async fn the_response_has_its_billable_units_and_its_runner() {
    let headers = [("x-fal-billable-units", "2.50000000"), ("x-fal-runner-hints", "a, b,,")];
    let script =
        Script::new([response(200, &headers, OUTPUT), response(200, &[], OUTPUT), response(500, &headers, "{}")]);
    let run = || script.once().call(Input::new("a")).run();
    let output = run().await.unwrap();
    assert_eq!((output.billable_units(), output.runner_hints()), (Some(2.5), &["a".to_owned(), "b".to_owned()][..]));
    let output = run().await.unwrap();
    assert_eq!((output.billable_units(), output.runner_hints().len()), (None, 0));
    assert_eq!(run().await.unwrap_err().billable_units(), Some(2.5));
}

#[tokio::test]
async fn a_detail_text_of_422_is_one_field_error() {
    let error = run(json(422, r#"{"detail":"bad image"}"#)).await;
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(error.fields()[0].msg, "bad image");
    assert_eq!(error.fields()[0].path(), "input");
}

#[tokio::test]
async fn errors_of_other_statuses_have_status_type_and_body() {
    let error = run(json(503, r#"{"detail":"gone","error_type":"runner_disconnected"}"#)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(503)));
    assert_eq!(error.error_type(), Some("runner_disconnected"));
    assert_eq!(run(json(403, "{}")).await.kind(), ErrorKind::Forbidden);
    let html = "<html><head><title>502 Bad Gateway</title></head> <body>nginx</body></html>";
    let error = run(json(502, html)).await;
    assert_eq!(error.body(), Some(html));
    assert!(error.to_string().contains("502 Bad Gateway"), "{error}");
    let error = run(json(500, "")).await;
    assert!(error.to_string().contains("500 Internal Server Error"), "{error}");
}

#[tokio::test]
async fn the_error_type_is_also_read_from_the_header() {
    let headers = vec![("x-fal-error-type", "startup_timeout".into())];
    let error = run(Reply::Response(504, headers, Vec::new())).await;
    assert_eq!(error.error_type(), Some("startup_timeout"));
}

#[tokio::test]
async fn a_redirect_is_an_error_and_not_followed() {
    let headers = vec![("location", "http://evil.test/".into())];
    let error = run(Reply::Response(307, headers, Vec::new())).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(307)));
    assert!(error.to_string().contains("redirect"), "{error}");
}

#[tokio::test]
async fn the_error_for_an_invalid_output_has_its_body() {
    let error = run(json(200, r#"{"images":[{"uri":"x"}]}"#)).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.body(), Some(r#"{"images":[{"uri":"x"}]}"#));
    assert!(error.to_string().contains("`images[0].url`: missing field"), "{error}");
    assert_eq!(error.request_id(), Some("header-id"));
    let error = run(Reply::Response(200, Vec::new(), vec![Ok(Bytes::from_static(b"\xFF"))])).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(run(json(204, "")).await.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn only_a_failed_connection_is_unambiguous() {
    let error = run(Reply::Fail(TransportErrorKind::Connect)).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.may_have_been_accepted());
    let error = run(Reply::Fail(TransportErrorKind::Other)).await;
    assert!(error.may_have_been_accepted());
    assert!(error.to_string().contains("may have been accepted"), "{error}");
    assert_eq!(run(Reply::Fail(TransportErrorKind::Timeout)).await.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn an_interrupted_response_is_a_transport_error_but_an_interrupted_error_page_has_its_status() {
    let cut = || vec![Ok(Bytes::from_static(b"{")), Err(TransportError::new(TransportErrorKind::Other, "cut"))];
    let error = run(Reply::Response(200, Vec::new(), cut())).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, Some(200)));
    let error = run(Reply::Response(500, Vec::new(), cut())).await;
    assert_eq!((error.kind(), error.body()), (ErrorKind::Status, Some("{")));
}

#[tokio::test]
async fn a_response_over_the_limit_is_refused_and_an_error_page_is_cut() {
    let limit = OUTPUT.len() as u64;
    let client = |script: &std::sync::Arc<Script>, limit| script.client_with(Config::new(KEY).response_limit(limit));
    let script = Script::new([json(200, OUTPUT), json(200, OUTPUT), json(500, "0123456789")]);
    client(&script, limit).call(Input::new("a")).run().await.unwrap();
    let error = client(&script, limit - 1).call(Input::new("a")).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let error = client(&script, 4).call(Input::new("a")).run().await.unwrap_err();
    assert_eq!((error.status(), error.body()), (Some(500), Some("0123")));
}

#[test]
fn a_malformed_host_or_key_is_refused_when_the_client_is_created() {
    let hosts = ["fal.run", "ftp://fal.run", "https://", "https://me@fal.run", "https://fal.run?x", "https://a b"];
    for host in hosts {
        let config = Config::new(KEY).hosts(Hosts::default().queue(host));
        let error = Client::with_transport(config, Script::new([])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{host}");
    }
    let keys =
        ["", " ", "a\nb", "YOUR_FAL_KEY", "your-id:your-secret", "Key a:b", "Bearer a:b", "\"a:b\"", "'a:b'", "a: b"];
    for key in keys.into_iter().chain(["a:", ":b", "a:b\u{7}", "<id>:<secret>", "a:\u{e9}", "a\t:b"]) {
        let error = Client::with_transport(Config::new(key), Script::new([])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = format!("{error} {error:?}");
        assert!(text.contains("invalid fal API key") && text.contains("<key id>:<key secret>"), "{text}");
        assert!(key.trim().len() < 2 || !text.contains(key), "{text}");
    }
    for key in ["a:b\r\n", " 0b-1:f0 "] {
        Client::with_transport(Config::new(key), Script::new([])).unwrap();
    }
    // What a proxy accepts is not known.
    Client::with_transport(Config::new("session").proxy("https://a.test"), Script::new([])).unwrap();
}

#[tokio::test]
async fn the_error_of_a_time_limit_has_a_request_id_that_arrived_before() {
    let second = Duration::from_secs(1);
    let script = Script::new([Reply::Open(Bytes::new()), Reply::Open(Bytes::new())]);
    let each = script.client_with(Config::new(KEY).request_timeout(second));
    let error = each.call(Input::new("a")).submit().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, Some("stream-id")), "{error}");
    assert_eq!(error.job().map(JobRef::request_id), Some("stream-id"));
    let error = script.client().call(Input::new("a")).timeout(second).run().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, Some("stream-id")), "{error}");
}

#[tokio::test]
async fn an_error_by_a_gateway_is_ambiguous_and_one_by_a_model_is_not() {
    for (status, open) in [(408, true), (500, true), (502, true), (503, true), (504, true), (501, false), (400, false)]
    {
        assert_eq!(run(response(status, &[], "<html>")).await.may_have_been_accepted(), open, "{status}");
        assert!(!run(json(status, "{}")).await.may_have_been_accepted(), "{status}");
    }
    let unharmed = [
        response(503, &[], "<center>nginx</center>"),
        response(504, &[("x-fal-request-timeout-type", "user")], ""),
        response(500, &[("x-fal-retryable", "true"), ("x-fal-billable-units", "0")], ""),
    ];
    for reply in unharmed {
        let error = run(reply).await;
        assert!(!error.may_have_been_accepted(), "{error}");
    }
}
