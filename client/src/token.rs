//! `Client::token`: short-lived tokens for programs that must not see the key, such as browsers.

use std::fmt;
use std::time::Duration;

use http::Method;
use serde_json::Value;

use crate::http::exchange::JSON;
use crate::http::retry::RetryClass;
use crate::http::{fal_url, route};
use crate::{Client, Error, ErrorKind};

/// A token that replaces the key for a short time and for some apps. `Debug` does not print it.
///
/// ```no_run
/// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
/// let token = fal.token(["fal-ai/flux/dev"], std::time::Duration::from_secs(120)).await?;
/// let response = format!("{{\"token\": {:?}}}", token.as_str()); // for the browser
/// # let _ = response;
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token as a string. Whoever has it can call its apps.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The body of a request for a token.
struct TokenRequest {
    allowed_apps: Vec<String>,
    token_expiration: u64,
}

crate::object!(TokenRequest { required: [allowed_apps, token_expiration] });

impl Client {
    /// Creates a token for the given apps. An app is given by its alias, such as `flux`, or by one of its endpoint ids, such
    /// as `fal-ai/flux/dev`; the token is valid for every endpoint of that alias.
    ///
    /// The lifetime is rounded down to whole seconds, and must be at least 1 s.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
    /// let token = fal.token(["fal-ai/flux/dev"], std::time::Duration::from_secs(120)).await?;
    /// println!("a token of {} characters for the browser", token.as_str().len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If there is no app or the lifetime is too short, if the server refuses or cannot be reached.
    pub async fn token(
        &self,
        apps: impl IntoIterator<Item = impl AsRef<str>>,
        lifetime: Duration,
    ) -> Result<Token, Error> {
        let allowed_apps: Vec<String> = apps.into_iter().map(|app| alias(app.as_ref())).collect::<Result<_, _>>()?;
        if allowed_apps.is_empty() || lifetime.as_secs() == 0 {
            return Err(Error::new(
                ErrorKind::Config,
                "invalid token request: expected at least one app and a lifetime of at least 1 s",
            ));
        }
        let body = TokenRequest { allowed_apps, token_expiration: lifetime.as_secs() };
        let body = serde_json::to_vec(&body).map_err(|error| {
            Error::new(ErrorKind::Encode, format!("the apps cannot be serialized as JSON: {error}"))
        })?;
        let url = route::tokens(&self.config().hosts);
        let request = self.request(Method::POST, &url, JSON, Some(body.into()))?;
        let mut deadline = self.deadline(self.config().timeout);
        let state = deadline.attempt_state();
        let mut response = deadline.limit(self.exchange(RetryClass::IDEMPOTENT, &state, &request)).await?;
        // The response may contain a token in another form, so it is not part of the error.
        read(&self.text(&mut response)?).ok_or_else(|| {
            Error::new(ErrorKind::Decode, "the response does not contain a token").with_status(response.status.as_u16())
        })
    }
}

/// Reads a JSON string, or an object around it that other servers of the protocol send.
fn read(body: &str) -> Option<Token> {
    let value: Value = serde_json::from_str(body).ok()?;
    let wrapped = || value.get("token").or_else(|| value.get("detail")).and_then(Value::as_str);
    let text = value.as_str().or_else(wrapped).filter(|text| !text.is_empty())?;
    Some(Token(text.to_owned()))
}

fn alias(app: &str) -> Result<String, Error> {
    let invalid = || Error::new(ErrorKind::Config, format!("invalid app {app:?}: expected an alias or an endpoint id"));
    fal_url::alias(app).map(str::to_owned).ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_in_each_of_its_forms() {
        for body in [r#""t""#, r#"{"token":"t"}"#, r#"{"detail":"t"}"#] {
            assert_eq!(read(body).unwrap().as_str(), "t");
        }
        for body in ["", r#""""#, "{}", "7", r#"{"token":7}"#] {
            assert!(read(body).is_none(), "{body}");
        }
    }
}
