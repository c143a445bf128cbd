//! The request for a short-lived token. It is checked and serialized again, so that fal reads exactly what was checked.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::{Endpoints, Refusal};

/// The maximum number of apps of a token.
const MAX_APPS: usize = 16;

/// Checks the body of a request for a token and returns the body to send.
pub(crate) fn checked_body(body: &[u8], endpoints: &Endpoints, maximum: Duration) -> Result<Bytes, Refusal> {
    let (apps, seconds) = read(body).ok_or_else(|| {
        Refusal::bad_request(
            "Invalid request for a token: expected {\"allowed_apps\": [\"<alias>\"], \"token_expiration\": <seconds>}",
        )
    })?;
    if let Some(app) = apps.iter().find(|app| !endpoints.whole_app(app)) {
        let app: String = app.chars().take(100).collect();
        return Err(Refusal::forbidden(format!(
            "This proxy creates no tokens for {app:?}: not all of its endpoints are allowed"
        )));
    }
    if seconds > maximum.as_secs() {
        let maximum = maximum.as_secs();
        return Err(Refusal::forbidden(format!("A token of this proxy is valid for at most {maximum} seconds")));
    }
    Ok(json!({ "allowed_apps": apps, "token_expiration": seconds }).to_string().into())
}

fn read(body: &[u8]) -> Option<(Vec<String>, u64)> {
    let Value::Object(mut fields) = serde_json::from_slice(body).ok()? else { return None };
    let apps = fields.remove("allowed_apps")?;
    let apps: Vec<String> =
        apps.as_array()?.iter().map(|app| app.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    let seconds = fields.remove("token_expiration")?.as_u64()?;
    let valid = fields.is_empty() && (1..=MAX_APPS).contains(&apps.len()) && seconds > 0;
    valid.then_some((apps, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str) -> Result<String, u16> {
        let endpoints = Endpoints::only(["fal-ai/flux/**", "fal-ai/imagen4/preview"]).unwrap();
        let checked = checked_body(body.as_bytes(), &endpoints, Duration::from_secs(120));
        checked.map(|body| String::from_utf8(body.to_vec()).unwrap()).map_err(|refusal| refusal.status().as_u16())
    }

    #[test]
    fn a_token_is_for_allowed_apps_and_for_a_limited_time() {
        let good = r#"{"allowed_apps":["flux"],"token_expiration":120}"#;
        assert_eq!(check(good).as_deref(), Ok(good));
        for refused in [
            r#"{"allowed_apps":["imagen4"],"token_expiration":120}"#,
            r#"{"allowed_apps":["flux","veo3"],"token_expiration":120}"#,
            r#"{"allowed_apps":["*"],"token_expiration":120}"#,
            r#"{"allowed_apps":[""],"token_expiration":120}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":121}"#,
        ] {
            assert_eq!(check(refused), Err(403), "{refused}");
        }
    }

    #[test]
    fn only_the_documented_form_is_forwarded() {
        for malformed in [
            "",
            "[]",
            r#"{"allowed_apps":[],"token_expiration":120}"#,
            r#"{"allowed_apps":"flux","token_expiration":120}"#,
            r#"{"allowed_apps":["flux",7],"token_expiration":120}"#,
            r#"{"allowed_apps":["flux"]}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":0}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":-1}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":1e9}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":120,"scopes":["all"]}"#,
        ] {
            assert_eq!(check(malformed), Err(400), "{malformed}");
        }
        // Readers differ on duplicate keys; only one of the values is sent.
        let twice = r#"{"allowed_apps":["veo3"],"allowed_apps":["flux"],"token_expiration":60}"#;
        assert_eq!(check(twice).as_deref(), Ok(r#"{"allowed_apps":["flux"],"token_expiration":60}"#));
    }
}
