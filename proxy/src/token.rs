//! The request for a short-lived token: checked and written anew, so that fal reads what was checked.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::{Endpoints, Refusal};

/// Most apps of one token.
const MOST_APPS: usize = 16;

/// The body to send for a body that was asked with.
pub(crate) fn wanted(body: &[u8], endpoints: &Endpoints, longest: Duration) -> Result<Bytes, Refusal> {
    let (apps, seconds) = read(body).ok_or_else(|| {
        Refusal::bad_request(
            "A token is asked for by {\"allowed_apps\": [\"<alias>\"], \"token_expiration\": <seconds>}",
        )
    })?;
    if let Some(app) = apps.iter().find(|app| !endpoints.whole_app(app)) {
        let app: String = app.chars().take(100).collect();
        return Err(Refusal::forbidden(format!("This proxy gives no token for {app:?}: not all of it is allowed")));
    }
    if seconds > longest.as_secs() {
        let most = longest.as_secs();
        return Err(Refusal::forbidden(format!("A token of this proxy lasts at most {most} seconds")));
    }
    Ok(json!({ "allowed_apps": apps, "token_expiration": seconds }).to_string().into())
}

fn read(body: &[u8]) -> Option<(Vec<String>, u64)> {
    let Value::Object(mut fields) = serde_json::from_slice(body).ok()? else { return None };
    let apps = fields.remove("allowed_apps")?;
    let apps: Vec<String> =
        apps.as_array()?.iter().map(|app| app.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    let seconds = fields.remove("token_expiration")?.as_u64()?;
    let good = fields.is_empty() && (1..=MOST_APPS).contains(&apps.len()) && seconds > 0;
    good.then_some((apps, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(body: &str) -> Result<String, u16> {
        let endpoints = Endpoints::only(["fal-ai/flux/**", "fal-ai/imagen4/preview"]).unwrap();
        let wanted = wanted(body.as_bytes(), &endpoints, Duration::from_secs(120));
        wanted.map(|body| String::from_utf8(body.to_vec()).unwrap()).map_err(|refusal| refusal.status().as_u16())
    }

    #[test]
    fn a_token_is_for_allowed_apps_and_for_a_short_time() {
        let good = r#"{"allowed_apps":["flux"],"token_expiration":120}"#;
        assert_eq!(ask(good).as_deref(), Ok(good));
        for refused in [
            r#"{"allowed_apps":["imagen4"],"token_expiration":120}"#,
            r#"{"allowed_apps":["flux","veo3"],"token_expiration":120}"#,
            r#"{"allowed_apps":["*"],"token_expiration":120}"#,
            r#"{"allowed_apps":[""],"token_expiration":120}"#,
            r#"{"allowed_apps":["flux"],"token_expiration":121}"#,
        ] {
            assert_eq!(ask(refused), Err(403), "{refused}");
        }
    }

    #[test]
    fn only_the_known_form_is_passed_on() {
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
            assert_eq!(ask(malformed), Err(400), "{malformed}");
        }
        // Readers differ on a key that is there twice; only one of its values is sent.
        let twice = r#"{"allowed_apps":["veo3"],"allowed_apps":["flux"],"token_expiration":60}"#;
        assert_eq!(ask(twice).as_deref(), Ok(r#"{"allowed_apps":["flux"],"token_expiration":60}"#));
    }
}
