//! Tokens for clients without a key.

use serde_json::{Value, json};

use crate::common::{post, send, server};

#[test]
fn a_token_is_a_json_string_that_replaces_a_key() {
    let server = server();
    let response = post(&server, "/rest/tokens/", &json!({"allowed_apps": ["paint"], "token_expiration": 120}));
    let Value::String(token) = response.json() else { panic!("{}", response.text()) };
    let run = |token: &str| {
        let path = format!("/run/acme/paint/stream?fal_jwt_token={token}");
        send(&server, "POST", &path, &[], b"{\"prompt\":\"a cat\"}").status
    };
    assert_eq!((run(&token), run("other"), run("")), (200, 401, 401));
}

#[test]
fn a_token_is_valid_for_the_apps_of_its_request_only() {
    let server = server();
    let response = post(&server, "/rest/tokens/", &json!({"allowed_apps": ["flow"], "token_expiration": 120}));
    let Value::String(token) = response.json() else { panic!("{}", response.text()) };
    let to =
        |path: &str| send(&server, "POST", &format!("{path}?fal_jwt_token={token}"), &[], b"{\"prompt\":\"a cat\"}");
    assert_eq!(to("/run/workflows/acme/flow").status, 200);
    assert_eq!(to("/queue/workflows/acme/flow").status, 200);
    assert_eq!(
        to("/run/acme/paint").status_and_json(),
        (403, json!({"detail": "The token is not for this application"}))
    );
    // A token permits neither more tokens nor uploads.
    assert_eq!(to("/rest/tokens/").status, 401);
    assert_eq!(to("/rest/storage/upload/initiate").status, 401);
}

#[test]
fn a_token_expires() {
    let server = server();
    let token = post(&server, "/rest/tokens/", &json!({"allowed_apps": ["paint"], "token_expiration": 0})).json();
    let path = format!("/run/acme/paint?fal_jwt_token={}", token.as_str().expect("a token"));
    assert_eq!(send(&server, "POST", &path, &[], b"{\"prompt\":\"a cat\"}").status, 401);
}

#[test]
fn an_invalid_token_request_is_refused_by_field() {
    let server = server();
    for (body, field) in [
        (json!({}), "allowed_apps"),
        (json!({"allowed_apps": []}), "allowed_apps"),
        (json!({"allowed_apps": ["paint"], "token_expiration": "1"}), "token_expiration"),
    ] {
        let response = post(&server, "/rest/tokens/", &body);
        assert_eq!((response.status, &response.json()["detail"][0]["loc"]), (422, &json!(["body", field])), "{body}");
    }
}

#[test]
fn tokens_need_a_key() {
    let server = server();
    for path in ["/rest/tokens/", "/rest/storage/auth/token"] {
        assert_eq!(send(&server, "POST", path, &[], b"{}").status, 401);
        assert_eq!(send(&server, "POST", path, &[("authorization", "Key bad:key")], b"{}").status, 401);
    }
}
