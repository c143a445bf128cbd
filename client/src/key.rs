//! `ApiKey`: the API key. It leaves this type only as a header value that is marked as sensitive.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use crate::{Error, ErrorKind};

/// An API key of fal, `<key id>:<key secret>`. `Debug` does not print it.
///
/// ```
/// let key = fal_client::ApiKey::new("id:secret");
/// assert_eq!(format!("{key:?}"), "ApiKey(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Arc<str>);

impl ApiKey {
    /// Creates a key from a string, without the white space around it.
    #[must_use]
    pub fn new(key: impl AsRef<str>) -> Self {
        Self(key.as_ref().trim().into())
    }

    /// Reads the key: `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET`. Empty variables count as
    /// missing.
    pub(crate) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let get = |name: &str| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        if let Some(key) = get("FAL_KEY") {
            return Ok(Self::new(key));
        }
        match (get("FAL_KEY_ID"), get("FAL_KEY_SECRET")) {
            (Some(id), Some(secret)) => Ok(Self::new(format!("{id}:{secret}"))),
            (Some(_), None) => Err(invalid("FAL_KEY_ID is set but FAL_KEY_SECRET is not: set both, or set FAL_KEY")),
            (None, Some(_)) => Err(invalid("FAL_KEY_SECRET is set but FAL_KEY_ID is not: set both, or set FAL_KEY")),
            (None, None) => Err(invalid(
                "missing fal API key: set the environment variable FAL_KEY to a key from \
                 https://fal.ai/dashboard/keys (or set FAL_KEY_ID and FAL_KEY_SECRET)",
            )),
        }
    }

    /// Checks that this is a key of fal rather than a placeholder or a key with something around it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let quoted = |char| matches!(char, '"' | '\'' | '`' | '<' | '>');
        let reason = if self.0.is_empty() {
            "it is empty"
        } else if self.0.contains(char::is_control) {
            "it contains a control character, such as a line break"
        } else if self.0.contains(char::is_whitespace) {
            "it contains white space; the key has no `Key` or `Bearer` before it"
        } else if self.0.contains(quoted) {
            "it contains quotation marks or angle brackets"
        } else if !self.0.is_ascii() {
            "it contains a character that is not ASCII"
        } else if self.0.to_ascii_lowercase().starts_with("your") {
            "it is a placeholder"
        } else if self.0.split_once(':').is_none_or(|(id, secret)| id.is_empty() || secret.is_empty()) {
            "it does not have two parts with a colon between them"
        } else {
            return Ok(());
        };
        Err(malformed(reason))
    }

    /// The value of the `Authorization` header.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        if self.0.is_empty() {
            return Err(malformed("it is empty"));
        }
        let mut value = HeaderValue::from_str(&format!("Key {}", self.0))
            .map_err(|_| malformed("it contains a character that a header cannot have"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Removes the key from a string of a server or a proxy, which may repeat it.
    pub(crate) fn redact(&self, text: String) -> String {
        let mut text = text;
        let secret = self.0.rsplit_once(':').map_or("", |(_, secret)| secret);
        for part in [&*self.0, secret] {
            // A very short part could be in any string.
            if part.len() >= 6 && text.contains(part) {
                text = text.replace(part, "[redacted]");
            }
        }
        text
    }
}

/// The key itself is not part of the message.
fn malformed(reason: &str) -> Error {
    invalid(&format!(
        "invalid fal API key: {reason}: expected <key id>:<key secret> as on https://fal.ai/dashboard/keys (in FAL_KEY)"
    ))
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::Config, message)
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(pairs: &[(&str, &str)], name: &str) -> Option<String> {
        let pair = pairs.iter().find(|(key, _)| *key == name);
        pair.map(|(_, value)| (*value).to_owned())
    }

    fn find(pairs: &[(&str, &str)]) -> Result<ApiKey, Error> {
        ApiKey::from_lookup(|name| lookup(pairs, name))
    }

    #[test]
    fn fal_key_takes_precedence_over_the_pair() {
        let key = find(&[("FAL_KEY", "a:b\n"), ("FAL_KEY_ID", "c"), ("FAL_KEY_SECRET", "d")]);
        assert_eq!(key.unwrap(), ApiKey::new("a:b"));
    }

    #[test]
    fn an_empty_fal_key_counts_as_missing() {
        let key = find(&[("FAL_KEY", " "), ("FAL_KEY_ID", "c"), ("FAL_KEY_SECRET", "d")]);
        assert_eq!(key.unwrap(), ApiKey::new("c:d"));
    }

    #[test]
    fn the_error_for_a_missing_key_names_the_variables_to_set() {
        let error = find(&[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("FAL_KEY"), "{error}");
        let error = find(&[("FAL_KEY_ID", "c")]).unwrap_err();
        assert!(error.to_string().contains("FAL_KEY_SECRET"), "{error}");
    }

    #[test]
    fn the_header_is_sensitive_and_a_key_with_a_line_break_is_refused() {
        let header = ApiKey::new("id:secret").header().unwrap();
        assert!(header.is_sensitive());
        assert_eq!(header.to_str().unwrap(), "Key id:secret");
        let error = ApiKey::new("id:sec\nret").header().unwrap_err();
        assert!(!format!("{error:?}{error}").contains("sec\n"));
    }
}
