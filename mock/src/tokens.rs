//! `Tokens`: short-lived tokens for clients that have no key, each for some apps.
//! Given by `hosts::rest`, looked up by `auth`.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::validate::Violation;

/// How long a token lasts that was asked for without a time.
const LIFETIME: u64 = 120;

/// Most tokens that are kept; the oldest goes first.
const MOST: usize = 1024;

#[derive(Default)]
pub(crate) struct Tokens(VecDeque<Given>);

struct Given {
    token: String,
    wanted: Wanted,
    expires: Instant,
}

/// What a token is asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Wanted {
    /// Aliases, or owners with aliases.
    apps: Vec<String>,
    lifetime: Duration,
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Good {
    Yes,
    /// It is for other apps.
    Elsewhere,
    /// It is unknown, or over.
    No,
}

impl Wanted {
    pub(crate) fn read(body: &Value) -> Result<Self, Violation> {
        let apps = body["allowed_apps"].as_array().into_iter().flatten();
        let apps: Option<Vec<_>> = apps.map(|app| app.as_str().map(str::to_owned)).collect();
        let apps = apps.filter(|apps| !apps.is_empty());
        let seconds = body.get("token_expiration").map_or(Some(LIFETIME), Value::as_u64);
        let wrong = |field: &str, kind, text: &str| {
            Violation::new(kind, text, body[field].clone()).at(&[json!("body"), json!(field)])
        };
        let apps = apps.ok_or_else(|| wrong("allowed_apps", "list_type", "Input should be a list of applications"))?;
        let seconds =
            seconds.ok_or_else(|| wrong("token_expiration", "int_type", "Input should be a positive integer"))?;
        Ok(Self { apps, lifetime: Duration::from_secs(seconds) })
    }
}

impl Tokens {
    pub(crate) fn give(&mut self, token: String, wanted: Wanted) {
        // A time that no clock has is as good as none.
        let now = Instant::now();
        let expires = now.checked_add(wanted.lifetime).unwrap_or(now);
        self.0.push_back(Given { token, wanted, expires });
        if self.0.len() > MOST {
            self.0.pop_front();
        }
    }

    /// Whether a token is good for an app, which is an owner and an alias, at that time.
    pub(crate) fn check(&self, token: &str, app: &str, now: Instant) -> Good {
        let known = self.0.iter().find(|given| given.token == token && now < given.expires);
        let alias = app.rsplit('/').next().unwrap_or_default();
        match known {
            Some(given) if given.wanted.apps.iter().any(|named| named == app || named == alias) => Good::Yes,
            Some(_) => Good::Elsewhere,
            None => Good::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_some_apps_and_for_a_time() {
        let mut tokens = Tokens::default();
        let wanted = json!({"allowed_apps": ["paint", "me/flow"], "token_expiration": 60});
        tokens.give("t".to_owned(), Wanted::read(&wanted).expect("a token"));
        let now = Instant::now();
        let check = |token, app| tokens.check(token, app, now);
        assert_eq!([check("t", "acme/paint"), check("t", "me/flow")], [Good::Yes; 2]);
        assert_eq!([check("t", "acme/other"), check("t", "paint/x")], [Good::Elsewhere; 2]);
        assert_eq!(check("other", "acme/paint"), Good::No);
        assert_eq!(tokens.check("t", "acme/paint", now + Duration::from_secs(61)), Good::No);
    }

    #[test]
    fn the_oldest_token_makes_room() {
        let mut tokens = Tokens::default();
        let wanted = || Wanted::read(&json!({"allowed_apps": ["paint"]})).expect("a token");
        (0..=MOST).for_each(|index| tokens.give(index.to_string(), wanted()));
        let check = |token| tokens.check(token, "acme/paint", Instant::now());
        assert_eq!((check("0"), check("1")), (Good::No, Good::Yes));
    }
}
