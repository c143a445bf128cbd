//! Rules of tokens: what is requested, what is refused, and that a token is never printed.

use std::time::Duration;

use fal_client::{Config, ErrorKind, Retry, TransportErrorKind};

use crate::script::{KEY, Reply, Script, json};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_token_is_requested_by_alias_and_seconds() {
    let script = Script::new([json(200, r#""the-token""#)]);
    let token = script.client().token(["fal-ai/flux/dev", "lora"], MINUTE).await.unwrap();
    assert_eq!(token.as_str(), "the-token");
    assert!(!format!("{token:?}").contains("the-token"));
    let seen = &script.seen()[0];
    assert_eq!(seen.line(), "POST http://fal.test/rest/tokens/");
    assert_eq!(seen.body, r#"{"allowed_apps":["flux","lora"],"token_expiration":60}"#);
    assert!(seen.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_response_of_another_form_is_an_error_that_does_not_repeat_it() {
    let script = Script::new([json(200, r#"{"jwt":"the-token"}"#)]);
    let error = script.client().token(["flux"], MINUTE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!format!("{error:?}{error}").contains("the-token"));
}

#[tokio::test]
async fn a_token_without_apps_or_a_lifetime_is_not_requested() {
    let client = Script::new([]).client();
    let nothing: [&str; 0] = [];
    assert_eq!(client.token(nothing, MINUTE).await.unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(client.token(["flux"], Duration::from_millis(999)).await.unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn the_error_of_a_request_that_runs_no_model_is_unambiguous() {
    let script = Script::new([Reply::Hang, Reply::Fail(TransportErrorKind::Other)]);
    let config = Config::new(KEY).request_timeout(Duration::from_secs(1)).retry(Retry::never());
    let client = script.client_with(config);
    for kind in [ErrorKind::Timeout, ErrorKind::Transport] {
        let error = client.token(["flux"], MINUTE).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_accepted()), (kind, false), "{error}");
    }
}
