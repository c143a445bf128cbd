//! Which host of fal a request is for, by any of the layouts in which clients reach a local server.
//! Reads the head of a request; feeds `router`.
//!
//! * prefix: `/run`, `/queue`, `/rest` and `/cdn` stand for the hosts.
//! * proxy: `x-fal-target-url` names the whole address, as for the proxies of fal's clients.
//! * flat: the path is that of the host, which `x-forwarded-host` names; without it, the path itself tells.

use hyper::Uri;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;

use crate::hosts::queue::Target;

/// A host, and the path below it without slashes at both ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) site: Site,
    pub(crate) path: String,
    pub(crate) query: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// The page for people.
    Index,
    Run,
    Queue,
    Rest,
    Cdn,
    /// The pictures of answers.
    Files,
    /// `fal.run` or `queue.fal.run`: the path of a flat layout does not tell.
    Either,
}

/// The hosts of fal, and older names of them.
const HOSTS: [(&str, Site); 5] = [
    ("fal.run", Site::Run),
    ("queue.fal.run", Site::Queue),
    ("rest.fal.ai", Site::Rest),
    ("rest.alpha.fal.ai", Site::Rest),
    ("v3.fal.media", Site::Cdn),
];

impl Site {
    fn of_host(host: &str) -> Option<Self> {
        HOSTS.iter().find(|(name, _)| host.eq_ignore_ascii_case(name)).map(|(_, site)| *site)
    }

    /// The address of fal that stands behind.
    pub(crate) fn origin(self) -> Option<&'static str> {
        match self {
            Self::Run => Some("https://fal.run"),
            Self::Queue => Some("https://queue.fal.run"),
            Self::Rest => Some("https://rest.fal.ai"),
            Self::Cdn => Some("https://v3.fal.media"),
            Self::Index | Self::Files | Self::Either => None,
        }
    }
}

/// Where a request goes. `None` for a proxy target that is no host of fal: nothing is ever fetched from elsewhere.
pub(crate) fn place(head: &Parts) -> Option<Place> {
    if let Some(target) = head.headers.get("x-fal-target-url") {
        let target: Uri = target.to_str().ok()?.parse().ok()?;
        let authority = target.authority()?.as_str();
        let site = Site::of_host(authority).filter(|_| matches!(target.scheme_str(), Some("https")))?;
        return Some(at(site, target.path(), &target));
    }
    let path = head.uri.path();
    if let Some(site) = forwarded(&head.headers) {
        return Some(at(site, path, &head.uri));
    }
    let inside = path.trim_start_matches('/');
    let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
    Some(match first {
        "" => at(Site::Index, rest, &head.uri),
        "run" => at(Site::Run, rest, &head.uri),
        "queue" => at(Site::Queue, rest, &head.uri),
        "rest" => at(Site::Rest, rest, &head.uri),
        "cdn" => at(Site::Cdn, rest, &head.uri),
        "storage" | "tokens" | ".well-known" => at(Site::Rest, inside, &head.uri),
        "files" if is_upload(rest) => at(Site::Cdn, inside, &head.uri),
        "files" => at(Site::Files, rest, &head.uri),
        _ if Target::parse(inside.trim_matches('/')).is_some() => at(Site::Queue, inside, &head.uri),
        _ => at(Site::Either, inside, &head.uri),
    })
}

fn forwarded(headers: &HeaderMap) -> Option<Site> {
    Site::of_host(headers.get("x-forwarded-host")?.to_str().ok()?)
}

fn is_upload(path: &str) -> bool {
    matches!(path.trim_matches('/'), "upload" | "upload/multipart")
}

fn at(site: Site, path: &str, uri: &Uri) -> Place {
    Place { site, path: path.trim_matches('/').to_owned(), query: uri.query().unwrap_or_default().to_owned() }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn placed(uri: &str, headers: &[(&str, &str)]) -> Option<(Site, String, String)> {
        let request = headers.iter().fold(Request::get(uri), |request, (name, value)| request.header(*name, *value));
        let place = place(&request.body(()).expect("a request").into_parts().0)?;
        Some((place.site, place.path, place.query))
    }

    fn is(site: Site, path: &str, query: &str) -> Option<(Site, String, String)> {
        Some((site, path.to_owned(), query.to_owned()))
    }

    #[test]
    fn the_first_segment_is_the_host() {
        assert_eq!(placed("/", &[]), is(Site::Index, "", ""));
        assert_eq!(placed("/run/a/b/?x=1", &[]), is(Site::Run, "a/b", "x=1"));
        assert_eq!(placed("/queue/a/b/requests/1/status", &[]), is(Site::Queue, "a/b/requests/1/status", ""));
        assert_eq!(placed("/rest/tokens/", &[]), is(Site::Rest, "tokens", ""));
        assert_eq!(placed("/cdn/files/upload", &[]), is(Site::Cdn, "files/upload", ""));
        assert_eq!(placed("/files/x.png", &[]), is(Site::Files, "x.png", ""));
    }

    #[test]
    fn a_flat_path_tells_the_host_as_far_as_it_can() {
        assert_eq!(placed("/a/b/requests/1/", &[]), is(Site::Queue, "a/b/requests/1", ""));
        assert_eq!(placed("/storage/upload/initiate?t=1", &[]), is(Site::Rest, "storage/upload/initiate", "t=1"));
        assert_eq!(placed("/.well-known/jwks.json", &[]), is(Site::Rest, ".well-known/jwks.json", ""));
        assert_eq!(placed("/files/upload/multipart", &[]), is(Site::Cdn, "files/upload/multipart", ""));
        assert_eq!(placed("/a/b", &[]), is(Site::Either, "a/b", ""));
    }

    #[test]
    fn a_forwarded_host_of_fal_decides_and_others_are_ignored() {
        let queue = [("x-forwarded-host", "queue.fal.run")];
        assert_eq!(placed("/a/b", &queue), is(Site::Queue, "a/b", ""));
        assert_eq!(placed("/run/a/b", &queue), is(Site::Queue, "run/a/b", ""));
        assert_eq!(placed("/run/a/b", &[("x-forwarded-host", "example.com")]), is(Site::Run, "a/b", ""));
    }

    #[test]
    fn only_hosts_of_fal_are_proxy_targets() {
        let to = |target: &str| placed("/", &[("x-fal-target-url", target)]);
        assert_eq!(to("https://queue.fal.run/a/b?x=1"), is(Site::Queue, "a/b", "x=1"));
        let refused = [
            "https://example.com/a",
            "https://fal.run.example.com/a",
            "https://fal.run@example.com/a",
            "https://user@fal.run/a",
            "https://fal.run:8080/a",
            "http://127.0.0.1:9/fal.run",
            "http://fal.run/a",
            "file:///etc/passwd",
            "/a/b",
            "",
        ];
        for target in refused {
            assert_eq!(to(target), None, "{target}");
        }
    }
}
