//! `RecordedRequest`: a request as it arrived, for tests to inspect.

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

use crate::shared::Entry;

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedRequest {
    /// Method, such as `POST`.
    pub method: String,
    /// Path with the query, such as `/run/acme/paint?x=1`.
    pub path: String,
    /// The URL at fal that the request replaces, such as `https://fal.run/acme/paint?x=1`, in every layout; empty where
    /// there is none.
    pub url: String,
    /// Headers in the order of arrival, names in lower case. Of `authorization` only the scheme is kept.
    pub headers: Vec<(String, String)>,
    /// The body; empty if it was larger than [`Options::max_body`](crate::Options::max_body), and for uploaded files.
    pub body: Bytes,
    /// Bytes of the body as it arrived, including a body that is not kept.
    pub body_size: u64,
}

impl RecordedRequest {
    /// The first header of that name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn new(method: &str, path: &str, headers: &HeaderMap) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if name == AUTHORIZATION { redacted(&value) } else { value.into_owned() };
            (name.as_str().to_owned(), value)
        });
        let (url, body) = (String::new(), Bytes::new());
        Self { method: method.to_owned(), path: path.to_owned(), url, headers: headers.collect(), body, body_size: 0 }
    }
}

impl Entry for RecordedRequest {
    const MAX_BYTES: usize = 64 << 20;

    fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len());
        headers.sum::<usize>() + self.path.len() + self.url.len() + self.body.len()
    }
}

fn redacted(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) => format!("{scheme} [redacted]"),
        None => "[redacted]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_authorization_only_the_scheme_is_kept() {
        let recorded = |value: &str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, value.parse().expect("a value"))]);
            RecordedRequest::new("GET", "/", &headers).header("authorization").map(str::to_owned)
        };
        assert_eq!(recorded("Key id:secret").as_deref(), Some("Key [redacted]"));
        assert_eq!(recorded("id:secret").as_deref(), Some("[redacted]"));
    }
}
