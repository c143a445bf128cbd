//! `Lifecycle`: how long a file can be downloaded, and by whom. It is read from headers of uploads and calls.

use std::time::{Duration, Instant};

use hyper::StatusCode;
use hyper::header::HeaderMap;
use serde_json::Value;

/// Header of an upload.
const UPLOAD_HEADER: &str = "x-fal-object-lifecycle";

/// Header of a call, for the files of its output.
const OUTPUT_HEADER: &str = "x-fal-object-lifecycle-preference";

/// Default: everyone can download the file as long as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Lifecycle {
    expires: Option<Instant>,
    access: Access,
}

/// The access of everyone but the owner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Access {
    #[default]
    Allow,
    Forbid,
    Hide,
}

impl Lifecycle {
    /// The lifecycle of an uploaded file.
    pub(crate) fn of_upload(headers: &HeaderMap) -> Self {
        Self::read(headers, UPLOAD_HEADER)
    }

    /// The lifecycle of the files of an output.
    pub(crate) fn of_output(headers: &HeaderMap) -> Self {
        Self::read(headers, OUTPUT_HEADER)
    }

    /// The lifecycle in a header, from now on. Invalid parts are ignored.
    fn read(headers: &HeaderMap, name: &str) -> Self {
        let json = headers.get(name).map_or(b"".as_slice(), |value| value.as_bytes());
        let value: Value = serde_json::from_slice(json).unwrap_or_default();
        let seconds = value["expiration_duration_seconds"].as_u64();
        let expires = seconds.and_then(|seconds| Instant::now().checked_add(Duration::from_secs(seconds)));
        let access = match value["initial_acl"]["default"].as_str() {
            Some("forbid") => Access::Forbid,
            Some("hide") => Access::Hide,
            _ => Access::Allow,
        };
        Self { expires, access }
    }

    /// The status of the response if the file cannot be downloaded at that time. A local server has one user, who owns
    /// everything, so the rules for single users are ignored.
    pub(crate) fn refusal(&self, now: Instant, is_owner: bool) -> Option<StatusCode> {
        let expired = self.expires.is_some_and(|expires| now >= expires);
        match self.access {
            _ if expired => Some(StatusCode::NOT_FOUND),
            Access::Hide if !is_owner => Some(StatusCode::NOT_FOUND),
            Access::Forbid if !is_owner => Some(StatusCode::FORBIDDEN),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Lifecycle {
        let headers = [(UPLOAD_HEADER, text)].into_iter();
        let headers = headers.map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        Lifecycle::of_upload(&headers.collect())
    }

    #[test]
    fn a_file_expires_for_everyone() {
        let now = Instant::now();
        let minute = read("{\"expiration_duration_seconds\": 60}");
        assert_eq!(minute.refusal(now, false), None);
        let later = now + Duration::from_secs(61);
        assert_eq!([false, true].map(|owner| minute.refusal(later, owner)), [Some(StatusCode::NOT_FOUND); 2]);
    }

    #[test]
    fn a_hidden_or_forbidden_file_is_available_to_its_owner() {
        let now = Instant::now();
        for (default, status) in [("hide", 404), ("forbid", 403)] {
            let file = read(&format!("{{\"initial_acl\": {{\"default\": \"{default}\"}}}}"));
            assert_eq!(file.refusal(now, false).map(|status| status.as_u16()), Some(status));
            assert_eq!(file.refusal(now, true), None);
        }
    }

    #[test]
    fn invalid_lifecycles_are_ignored() {
        for text in ["", "{", "[]", "7", "{\"expiration_duration_seconds\": -1, \"initial_acl\": \"hide\"}"] {
            assert_eq!(read(text), Lifecycle::default(), "{text}");
        }
        let unlimited = format!("{{\"expiration_duration_seconds\": {}}}", u64::MAX);
        assert_eq!(read(&unlimited).refusal(Instant::now(), false), None);
    }
}
