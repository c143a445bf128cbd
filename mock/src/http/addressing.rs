//! Which host of fal a request is for, by any of the layouts in which clients reach a local server.
//!
//! * prefix: the first segment of the path is the host: `/run`, `/queue`, `/rest` or `/cdn`.
//! * proxy: `x-fal-target-url` names the whole address, as for the proxies of fal's clients.
//! * flat: the path is the one at fal, whose host `x-forwarded-host` names; without that header, the path itself decides.

use hyper::Uri;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;

use super::target::JobTarget;

/// A host, and the path below it without slashes at both ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address {
    pub(crate) host: Host,
    pub(crate) path: String,
    pub(crate) query: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// The front page.
    Index,
    Run,
    Queue,
    Rest,
    Cdn,
    /// The pictures of outputs.
    Files,
    /// `fal.run` or `queue.fal.run`: a flat path does not distinguish them.
    RunOrQueue,
}

/// The hosts of fal, and older names of them.
const HOSTS: [(&str, Host); 5] = [
    ("fal.run", Host::Run),
    ("queue.fal.run", Host::Queue),
    ("rest.fal.ai", Host::Rest),
    ("rest.alpha.fal.ai", Host::Rest),
    ("v3.fal.media", Host::Cdn),
];

impl Host {
    fn named(name: &str) -> Option<Self> {
        HOSTS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, host)| *host)
    }

    /// The address of the host that this one replaces.
    fn origin(self) -> Option<&'static str> {
        match self {
            Self::Run => Some("https://fal.run"),
            Self::Queue => Some("https://queue.fal.run"),
            Self::Rest => Some("https://rest.fal.ai"),
            Self::Cdn => Some("https://v3.fal.media"),
            Self::Index | Self::Files | Self::RunOrQueue => None,
        }
    }
}

impl Address {
    fn new(host: Host, path: &str, uri: &Uri) -> Self {
        Self { host, path: path.trim_matches('/').to_owned(), query: uri.query().unwrap_or_default().to_owned() }
    }

    /// The URL at fal that the request replaces; `None` if the host is ambiguous or not one of fal's.
    pub(crate) fn url(&self) -> Option<String> {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        Some(format!("{}/{}{query}", self.host.origin()?, self.path))
    }
}

/// The address of a request. `None` for a proxy target that is not a host of fal: nothing is ever fetched from elsewhere.
pub(crate) fn address(head: &Parts) -> Option<Address> {
    if let Some(target) = head.headers.get("x-fal-target-url") {
        let target: Uri = target.to_str().ok()?.parse().ok()?;
        let authority = target.authority()?.as_str();
        let host = Host::named(authority).filter(|_| matches!(target.scheme_str(), Some("https")))?;
        return Some(Address::new(host, target.path(), &target));
    }
    let path = head.uri.path();
    if let Some(host) = forwarded(&head.headers) {
        return Some(Address::new(host, path, &head.uri));
    }
    let inside = path.trim_start_matches('/');
    let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
    let (host, path) = match first {
        "" => (Host::Index, rest),
        "run" => (Host::Run, rest),
        "queue" => (Host::Queue, rest),
        "rest" => (Host::Rest, rest),
        "cdn" => (Host::Cdn, rest),
        "storage" | "tokens" | ".well-known" => (Host::Rest, inside),
        "files" if is_upload(rest) => (Host::Cdn, inside),
        "files" => (Host::Files, rest),
        _ if JobTarget::parse(inside.trim_matches('/')).is_some() => (Host::Queue, inside),
        _ => (Host::RunOrQueue, inside),
    };
    Some(Address::new(host, path, &head.uri))
}

fn forwarded(headers: &HeaderMap) -> Option<Host> {
    Host::named(headers.get("x-forwarded-host")?.to_str().ok()?)
}

fn is_upload(path: &str) -> bool {
    matches!(path.trim_matches('/'), "upload" | "upload/multipart")
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn parsed(uri: &str, headers: &[(&str, &str)]) -> Option<(Host, String, String)> {
        let request = headers.iter().fold(Request::get(uri), |request, (name, value)| request.header(*name, *value));
        let address = address(&request.body(()).expect("a request").into_parts().0)?;
        Some((address.host, address.path, address.query))
    }

    fn host(host: Host, path: &str, query: &str) -> Option<(Host, String, String)> {
        Some((host, path.to_owned(), query.to_owned()))
    }

    #[test]
    fn the_first_segment_is_the_host() {
        assert_eq!(parsed("/", &[]), host(Host::Index, "", ""));
        assert_eq!(parsed("/run/a/b/?x=1", &[]), host(Host::Run, "a/b", "x=1"));
        assert_eq!(parsed("/queue/a/b/requests/1/status", &[]), host(Host::Queue, "a/b/requests/1/status", ""));
        assert_eq!(parsed("/rest/tokens/", &[]), host(Host::Rest, "tokens", ""));
        assert_eq!(parsed("/cdn/files/upload", &[]), host(Host::Cdn, "files/upload", ""));
        assert_eq!(parsed("/files/x.png", &[]), host(Host::Files, "x.png", ""));
    }

    #[test]
    fn a_flat_path_decides_the_host_as_far_as_it_can() {
        assert_eq!(parsed("/a/b/requests/1/", &[]), host(Host::Queue, "a/b/requests/1", ""));
        assert_eq!(parsed("/storage/upload/initiate?t=1", &[]), host(Host::Rest, "storage/upload/initiate", "t=1"));
        assert_eq!(parsed("/.well-known/jwks.json", &[]), host(Host::Rest, ".well-known/jwks.json", ""));
        assert_eq!(parsed("/files/upload/multipart", &[]), host(Host::Cdn, "files/upload/multipart", ""));
        assert_eq!(parsed("/a/b", &[]), host(Host::RunOrQueue, "a/b", ""));
    }

    #[test]
    fn a_forwarded_host_of_fal_decides_and_other_hosts_are_ignored() {
        let queue = [("x-forwarded-host", "queue.fal.run")];
        assert_eq!(parsed("/a/b", &queue), host(Host::Queue, "a/b", ""));
        assert_eq!(parsed("/run/a/b", &queue), host(Host::Queue, "run/a/b", ""));
        assert_eq!(parsed("/run/a/b", &[("x-forwarded-host", "example.com")]), host(Host::Run, "a/b", ""));
    }

    #[test]
    fn only_hosts_of_fal_are_proxy_targets() {
        let to = |target: &str| parsed("/", &[("x-fal-target-url", target)]);
        assert_eq!(to("https://queue.fal.run/a/b?x=1"), host(Host::Queue, "a/b", "x=1"));
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
