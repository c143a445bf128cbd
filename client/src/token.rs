//! Short-lived tokens: for clients that must not see the key, such as browsers. Made by `Client::token`.

use std::fmt;
use std::time::Duration;

use http::Method;
use serde_json::Value;

use crate::http::exchange::JSON;
use crate::http::retry::Repeat;
use crate::{Client, Error, ErrorKind};

/// A token that stands for the key for a short time and for some apps. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself. Whoever has it can call the apps it was made for.
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

/// What the server is asked for.
struct Wanted {
    allowed_apps: Vec<String>,
    token_expiration: u64,
}

crate::object!(Wanted { allowed_apps, token_expiration } {} {});

impl Client {
    /// Makes a token for the given apps. An app is named by its alias, such as `flux`, or by an endpoint id of it, such
    /// as `fal-ai/flux/dev`: the token is then good for every endpoint of that alias.
    ///
    /// The lifetime is counted in whole seconds, at least 1.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
    /// let token = fal.token(["fal-ai/flux/dev"], std::time::Duration::from_secs(120)).await?;
    /// println!("hand {} characters to the browser", token.as_str().len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When no app is named or the lifetime is too short, when the server refuses or cannot be reached.
    pub async fn token(
        &self,
        apps: impl IntoIterator<Item = impl AsRef<str>>,
        lifetime: Duration,
    ) -> Result<Token, Error> {
        let allowed_apps: Vec<String> = apps.into_iter().map(|app| alias(app.as_ref())).collect::<Result<_, _>>()?;
        if allowed_apps.is_empty() || lifetime.as_secs() == 0 {
            return Err(Error::new(ErrorKind::Config, "a token needs at least one app and one second"));
        }
        let wanted = Wanted { allowed_apps, token_expiration: lifetime.as_secs() };
        let body = serde_json::to_vec(&wanted)
            .map_err(|error| Error::new(ErrorKind::Encode, format!("the apps have no JSON form: {error}")))?;
        let url = format!("{}/tokens/", self.config().hosts.rest);
        let request = self.request(Method::POST, &url, JSON, Some(body.into()))?;
        let mut deadline = self.deadline(self.config().timeout);
        let trail = deadline.trail();
        let answer = deadline.limit(self.exchange(Repeat::SAFE, &trail, &request)).await?;
        // The answer may hold a token in another form, so it is not put into the error.
        read(&self.text(&answer)?).ok_or_else(|| {
            Error::new(ErrorKind::Decode, "the server gave no token").with_status(answer.status.as_u16())
        })
    }
}

/// A JSON string; other servers of the same protocol wrap it.
fn read(body: &str) -> Option<Token> {
    let value: Value = serde_json::from_str(body).ok()?;
    let wrapped = || value.get("token").or_else(|| value.get("detail")).and_then(Value::as_str);
    let text = value.as_str().or_else(wrapped).filter(|text| !text.is_empty())?;
    Some(Token(text.to_owned()))
}

/// The alias of an app: the part of an endpoint id after its owner.
fn alias(app: &str) -> Result<String, Error> {
    let mut parts: Vec<&str> = app.split('/').collect();
    if parts.len() > 2 && crate::http::route::NAMESPACES.contains(&parts[0]) {
        parts.remove(0);
    }
    let alias = if parts.len() == 1 { parts[0] } else { parts[1] };
    if parts.contains(&"") {
        return Err(Error::new(ErrorKind::Config, format!("{app:?} is neither an alias nor an endpoint id")));
    }
    Ok(alias.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_named_by_alias_or_endpoint_id() {
        for (app, expected) in
            [("flux", "flux"), ("fal-ai/flux", "flux"), ("fal-ai/flux/dev", "flux"), ("workflows/me/flow/x", "flow")]
        {
            assert_eq!(alias(app).unwrap(), expected);
        }
        for app in ["", "/", "fal-ai/", "/flux"] {
            assert!(alias(app).is_err(), "{app}");
        }
    }

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
