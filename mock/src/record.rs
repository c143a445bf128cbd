//! `Recorded`: what the server was asked, for tests.
//! Written by `router`, bounded in number and bytes.

use std::collections::VecDeque;

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

/// Bytes of requests that are kept in all; the newest request is kept whatever its size.
const MAX_BYTES: usize = 64 << 20;

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Method, such as `POST`.
    pub method: String,
    /// Path with the query, such as `/run/acme/paint?x=1`.
    pub path: String,
    /// The address of fal that the request stands for, such as `https://fal.run/acme/paint?x=1`, in every layout; empty
    /// where it stands for none.
    pub url: String,
    /// Headers in the order of arrival, names in lower case. Of `authorization` only the scheme is kept.
    pub headers: Vec<(String, String)>,
    /// The body; empty when it was larger than [`Options::max_body`](crate::Options::max_body), and for uploaded files.
    pub body: Bytes,
    /// Bytes of the body as it arrived, also where it is not kept.
    pub body_size: u64,
}

impl Recorded {
    /// The first header of that name (in lower case).
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
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = if name == AUTHORIZATION { redacted(&text) } else { text.into_owned() };
            (name.as_str().to_owned(), text)
        });
        let (url, body) = (String::new(), Bytes::new());
        Self { method: method.to_owned(), path: path.to_owned(), url, headers: headers.collect(), body, body_size: 0 }
    }

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

/// The newest requests.
pub(crate) struct Ring {
    entries: VecDeque<Recorded>,
    bytes: usize,
    most: usize,
}

impl Ring {
    pub(crate) fn new(most: usize) -> Self {
        Self { entries: VecDeque::new(), bytes: 0, most }
    }

    pub(crate) fn push(&mut self, entry: Recorded) {
        self.bytes += entry.size();
        self.entries.push_back(entry);
        while self.entries.len() > self.most || (self.bytes > MAX_BYTES && self.entries.len() > 1) {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.size();
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    pub(crate) fn entries(&self) -> Vec<Recorded> {
        self.entries.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, size: usize) -> Recorded {
        let body = Bytes::from(vec![0; size]);
        Recorded { body, ..Recorded::new("POST", path, &HeaderMap::new()) }
    }

    #[test]
    fn only_the_newest_requests_are_kept() {
        let mut ring = Ring::new(2);
        ["/a", "/b", "/c"].into_iter().for_each(|path| ring.push(entry(path, 0)));
        let paths: Vec<_> = ring.entries().into_iter().map(|entry| entry.path).collect();
        assert_eq!(paths, ["/b", "/c"]);
    }

    #[test]
    fn large_bodies_push_older_ones_out() {
        let mut ring = Ring::new(100);
        (0..5).for_each(|_| ring.push(entry("/a", MAX_BYTES / 2 - 2)));
        assert_eq!(ring.entries().len(), 2);
        assert_eq!(ring.bytes, MAX_BYTES);
    }
}
