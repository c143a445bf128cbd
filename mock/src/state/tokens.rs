//! `Tokens`: short-lived tokens for clients without a key, each for some apps.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::schema_io::Violation;

/// Lifetime in seconds of a token whose request gives none.
const DEFAULT_LIFETIME: u64 = 120;

/// Most tokens that are kept; the oldest is removed first.
const MAX_TOKENS: usize = 1024;

#[derive(Default)]
pub(crate) struct Tokens(VecDeque<Issued>);

struct Issued {
    token: String,
    request: TokenRequest,
    expires: Instant,
}

/// The request for a token.
#[derive(Debug, PartialEq)]
pub(crate) struct TokenRequest {
    /// Apps as aliases, or as owners with aliases.
    apps: Vec<String>,
    lifetime: Duration,
}

/// What a token permits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Access {
    Granted,
    /// The token is for other apps.
    OtherApp,
    /// The token is unknown or has expired.
    InvalidToken,
}

impl TokenRequest {
    pub(crate) fn read(body: &Value) -> Result<Self, Violation> {
        let apps = body["allowed_apps"].as_array().into_iter().flatten();
        let apps: Option<Vec<_>> = apps.map(|app| app.as_str().map(str::to_owned)).collect();
        let apps = apps.filter(|apps| !apps.is_empty());
        let seconds = body.get("token_expiration").map_or(Some(DEFAULT_LIFETIME), Value::as_u64);
        let invalid = |field: &str, kind, message: &str| {
            Violation::new(kind, message, body[field].clone()).at(&[json!("body"), json!(field)])
        };
        let apps =
            apps.ok_or_else(|| invalid("allowed_apps", "list_type", "Input should be a list of applications"))?;
        let seconds =
            seconds.ok_or_else(|| invalid("token_expiration", "int_type", "Input should be a positive integer"))?;
        Ok(Self { apps, lifetime: Duration::from_secs(seconds) })
    }
}

impl Tokens {
    pub(crate) fn issue(&mut self, token: String, request: TokenRequest) {
        // A token whose expiration cannot be represented expires at once.
        let now = Instant::now();
        let expires = now.checked_add(request.lifetime).unwrap_or(now);
        self.0.push_back(Issued { token, request, expires });
        if self.0.len() > MAX_TOKENS {
            self.0.pop_front();
        }
    }

    /// What a token permits at that time, for an app given as owner and alias.
    pub(crate) fn check(&self, token: &str, app: &str, now: Instant) -> Access {
        let issued = self.0.iter().find(|issued| issued.token == token && now < issued.expires);
        let alias = app.rsplit('/').next().unwrap_or_default();
        match issued {
            Some(issued) if issued.request.apps.iter().any(|named| named == app || named == alias) => Access::Granted,
            Some(_) => Access::OtherApp,
            None => Access::InvalidToken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_for_its_apps_until_it_expires() {
        let mut tokens = Tokens::default();
        let body = json!({"allowed_apps": ["paint", "me/flow"], "token_expiration": 60});
        tokens.issue("t".to_owned(), TokenRequest::read(&body).expect("a token"));
        let now = Instant::now();
        let check = |token, app| tokens.check(token, app, now);
        assert_eq!([check("t", "acme/paint"), check("t", "me/flow")], [Access::Granted; 2]);
        assert_eq!([check("t", "acme/other"), check("t", "paint/x")], [Access::OtherApp; 2]);
        assert_eq!(check("other", "acme/paint"), Access::InvalidToken);
        assert_eq!(tokens.check("t", "acme/paint", now + Duration::from_secs(61)), Access::InvalidToken);
    }

    #[test]
    fn the_oldest_token_is_removed_first() {
        let mut tokens = Tokens::default();
        let request = || TokenRequest::read(&json!({"allowed_apps": ["paint"]})).expect("a token");
        (0..=MAX_TOKENS).for_each(|index| tokens.issue(index.to_string(), request()));
        let check = |token| tokens.check(token, "acme/paint", Instant::now());
        assert_eq!((check("0"), check("1")), (Access::InvalidToken, Access::Granted));
    }
}
