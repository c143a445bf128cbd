//! `Lifecycle`: how long files are kept and who may read them, as the JSON of a header. Calls set it for the files that the
//! model generates, uploads for the uploaded file.

use http::HeaderValue;
use serde_json::{Map, Value, json};

use crate::{Error, ErrorKind};

/// How long the server keeps files, and who may read them. Values that are not set are the server's defaults.
///
/// ```
/// use fal_client::{Access, Expiration, Lifecycle};
///
/// let week = Lifecycle::new().expires(Expiration::Week).access(Access::Forbid);
/// let ninety_seconds = Lifecycle::new().expires(Expiration::Seconds(90));
/// # let _ = (week, ninety_seconds);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use]
pub struct Lifecycle {
    expiration: Option<Expiration>,
    access: Option<Access>,
    rules: Vec<(String, Access)>,
}

/// The time after which a file is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expiration {
    /// No time is sent: the server's default applies.
    Never,
    /// 60 seconds, the shortest of the server's presets.
    Immediate,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 365 days.
    Year,
    /// A number of seconds, at least 1.
    Seconds(u32),
}

/// Whether a user may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Access {
    /// The user may read the file.
    Allow,
    /// The server refuses to return the file.
    Forbid,
    /// The server responds as if the file did not exist.
    Hide,
}

impl Expiration {
    fn seconds(self) -> Option<u32> {
        const DAY: u32 = 24 * 3600;
        match self {
            Self::Never => None,
            Self::Immediate => Some(60),
            Self::Hour => Some(3600),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Month => Some(30 * DAY),
            Self::Year => Some(365 * DAY),
            Self::Seconds(seconds) => Some(seconds),
        }
    }
}

impl Access {
    fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Forbid => "forbid",
            Self::Hide => "hide",
        }
    }
}

impl Lifecycle {
    /// Creates a lifecycle of the server's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time after which files are deleted.
    pub fn expires(mut self, after: Expiration) -> Self {
        self.expiration = Some(after);
        self
    }

    /// The access of all users without a [`rule`](Self::rule).
    pub fn access(mut self, access: Access) -> Self {
        self.access = Some(access);
        self
    }

    /// The access of one user.
    pub fn rule(mut self, user: impl Into<String>, access: Access) -> Self {
        self.rules.push((user.into(), access));
        self
    }

    /// The value of the header; `None` if no value is set.
    pub(crate) fn header(&self) -> Result<Option<HeaderValue>, Error> {
        let mut object = Map::new();
        if let Some(seconds) = self.expiration.and_then(Expiration::seconds) {
            if seconds == 0 {
                return Err(Error::new(ErrorKind::Config, "invalid expiration: expected at least 1 second"));
            }
            object.insert("expiration_duration_seconds".into(), seconds.into());
        }
        let mut list = Map::new();
        if let Some(access) = self.access {
            list.insert("default".into(), access.as_str().into());
        }
        if !self.rules.is_empty() {
            let rules = self.rules.iter().map(|(user, access)| json!({"user": user, "decision": access.as_str()}));
            list.insert("rules".into(), rules.collect::<Vec<Value>>().into());
        }
        if !list.is_empty() {
            object.insert("initial_acl".into(), list.into());
        }
        if object.is_empty() {
            return Ok(None);
        }
        let header = HeaderValue::from_str(&Value::Object(object).to_string());
        header.map(Some).map_err(|_| {
            Error::new(
                ErrorKind::Config,
                "invalid user of a lifecycle rule: it contains a character that a header cannot have",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lifecycle: &Lifecycle) -> String {
        lifecycle.header().unwrap().map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn the_presets_are_the_documented_seconds() {
        let seconds = |expiration| text(&Lifecycle::new().expires(expiration));
        for (expiration, expected) in [
            (Expiration::Immediate, 60),
            (Expiration::Hour, 3600),
            (Expiration::Day, 86400),
            (Expiration::Week, 604_800),
            (Expiration::Month, 2_592_000),
            (Expiration::Year, 31_536_000),
            (Expiration::Seconds(7200), 7200),
        ] {
            assert_eq!(seconds(expiration), format!("{{\"expiration_duration_seconds\":{expected}}}"));
        }
    }

    #[test]
    fn a_lifecycle_without_values_has_no_header_and_zero_seconds_are_refused() {
        assert_eq!(text(&Lifecycle::new()), "");
        assert_eq!(text(&Lifecycle::new().expires(Expiration::Never)), "");
        let error = Lifecycle::new().expires(Expiration::Seconds(0)).header().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
    }

    #[test]
    fn access_has_a_default_and_rules() {
        let lifecycle = Lifecycle::new().access(Access::Hide).rule("me", Access::Allow).rule("you", Access::Forbid);
        assert_eq!(
            text(&lifecycle),
            r#"{"initial_acl":{"default":"hide","rules":[{"decision":"allow","user":"me"},{"decision":"forbid","user":"you"}]}}"#
        );
        assert!(Lifecycle::new().rule("a\nb\u{7f}", Access::Allow).header().is_err());
    }
}
