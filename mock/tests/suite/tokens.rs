//! Tokens for clients that have no key.
//! Asks a server over the fixture schemas.

use serde_json::{Value, json};

use crate::common::{ask, post, server};

#[test]
fn a_token_is_a_bare_string_that_stands_for_a_key() {
    let server = server();
    let answer = post(&server, "/rest/tokens/", &json!({"allowed_apps": ["paint"], "token_expiration": 120}));
    let Value::String(token) = answer.json() else { panic!("{}", answer.text()) };
    let run = |token: &str| {
        let path = format!("/run/acme/paint/stream?fal_jwt_token={token}");
        ask(&server, "POST", &path, &[], b"{\"prompt\":\"a cat\"}").status
    };
    assert_eq!((run(&token), run("other"), run("")), (200, 401, 401));
}

#[test]
fn tokens_need_a_key() {
    let server = server();
    for path in ["/rest/tokens/", "/rest/storage/auth/token"] {
        assert_eq!(ask(&server, "POST", path, &[], b"{}").status, 401);
        assert_eq!(ask(&server, "POST", path, &[("authorization", "Key bad:key")], b"{}").status, 401);
    }
}
