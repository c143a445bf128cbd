//! `Target`: the URL in the header `x-fal-target-url`. It is parsed by a grammar of the URLs of fal's API in the form that its
//! clients write, so that no two readers can parse it differently.

use fal_client::protocol::fal_url::{
    JobAction, QUEUE_HOST, REQUESTS, REST_HOST, RUN_HOST, STREAM, TOKENS, UPLOAD_QUERY, UploadStep, app_length,
    is_plain_segment,
};
use fal_client::protocol::headers::TARGET_URL;
use http::HeaderMap;

use crate::{Operation, Refusal};

/// The servers of a target, which must be spelled exactly so, in lower case and without a port.
const SERVERS: [(&str, Server); 3] = [(RUN_HOST, Server::Run), (QUEUE_HOST, Server::Queue), (REST_HOST, Server::Rest)];

/// The maximum length of a target in bytes.
const MAX_LENGTH: usize = 16 << 10;

#[derive(Clone, Copy)]
enum Server {
    Run,
    Queue,
    Rest,
}

/// A parsed URL of the API.
#[derive(Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) operation: Operation,
    /// The endpoint id; for requests about a job, its app. Empty for uploads and tokens.
    pub(crate) endpoint: String,
    pub(crate) request_id: Option<String>,
    /// The path without its leading slash.
    path: String,
    pub(crate) query: String,
}

impl Target {
    /// The target of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut values = headers.get_all(TARGET_URL).iter();
        let Some(value) = values.next() else {
            return Err(Refusal::bad_request(format!("Missing header {TARGET_URL}: expected the URL of fal's API")));
        };
        let text = value.to_str().ok().filter(|_| values.next().is_none());
        text.and_then(Self::parse).ok_or_else(|| {
            Refusal::bad_request(format!(
                "Invalid header {TARGET_URL}: expected a URL of fal's API that this proxy forwards to"
            ))
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let (server, rest) =
            SERVERS.iter().find_map(|(base, server)| Some((*server, text.strip_prefix(base)?.strip_prefix('/')?)))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let segments: Vec<&str> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        let plain = text.len() <= MAX_LENGTH
            && query.bytes().all(is_query)
            && segments.iter().all(|part| is_plain_segment(part));
        if !plain {
            return None;
        }
        let (operation, endpoint, request_id) = match server {
            Server::Run => run(&segments)?,
            Server::Queue => queue(&segments)?,
            Server::Rest => (rest_api(&segments, query)?, String::new(), None),
        };
        Some(Self { operation, endpoint, request_id, path: path.to_owned(), query: query.to_owned() })
    }

    /// The path and the query, as they are sent.
    pub(crate) fn path_and_query(&self) -> String {
        if self.query.is_empty() { format!("/{}", self.path) } else { format!("/{}?{}", self.path, self.query) }
    }
}

type Meaning = (Operation, String, Option<String>);

fn run(segments: &[&str]) -> Option<Meaning> {
    let app = app_length(segments)?;
    Some(match segments.split_last() {
        Some((&STREAM, id)) if id.len() >= app => (Operation::Stream, id.join("/"), None),
        _ => (Operation::Run, segments.join("/"), None),
    })
}

fn queue(segments: &[&str]) -> Option<Meaning> {
    let app = app_length(segments)?;
    let (id, tail) = match &segments[app..] {
        [REQUESTS, id, tail @ ..] => (*id, tail),
        [REQUESTS] => return None,
        _ => return Some((Operation::Submit, segments.join("/"), None)),
    };
    let operation = match JobAction::from_segments(tail)? {
        JobAction::Result => Operation::Result,
        JobAction::Status => Operation::Status,
        JobAction::StatusStream => Operation::StatusStream,
        JobAction::Cancel => Operation::Cancel,
    };
    Some((operation, segments[..app].join("/"), Some(id.to_owned())))
}

fn rest_api(segments: &[&str], query: &str) -> Option<Operation> {
    match (segments, query) {
        ([TOKENS], "") => Some(Operation::Token),
        (_, UPLOAD_QUERY) => UploadStep::from_segments(segments).map(|_| Operation::Upload),
        _ => None,
    }
}

/// Some readers separate pairs by `;`, so it must be encoded.
fn is_query(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,:@/?=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_clients_is_understood() {
        use Operation as O;
        let job = "https://queue.fal.run/fal-ai/flux/requests/0-1";
        let cases = [
            ("https://fal.run/fal-ai/flux/dev", O::Run, "fal-ai/flux/dev", None),
            ("https://fal.run/fal-ai/flux/dev?prompt=a+b%26c", O::Run, "fal-ai/flux/dev", None),
            ("https://fal.run/fal-ai/flux/dev/stream", O::Stream, "fal-ai/flux/dev", None),
            ("https://fal.run/me/stream", O::Run, "me/stream", None),
            ("https://fal.run/workflows/me/stream", O::Run, "workflows/me/stream", None),
            ("https://fal.run/110602490/lora/", O::Run, "110602490/lora", None),
            ("https://queue.fal.run/fal-ai/flux/dev?fal_webhook=http%3A%2F%2Fa", O::Submit, "fal-ai/flux/dev", None),
            (job, O::Result, "fal-ai/flux", Some("0-1")),
            (&format!("{job}/response"), O::Result, "fal-ai/flux", Some("0-1")),
            (&format!("{job}/status?logs=1"), O::Status, "fal-ai/flux", Some("0-1")),
            (&format!("{job}/status/stream?logs=0"), O::StatusStream, "fal-ai/flux", Some("0-1")),
            (&format!("{job}/cancel/"), O::Cancel, "fal-ai/flux", Some("0-1")),
            ("https://queue.fal.run/comfy/me/flow/requests/7", O::Result, "comfy/me/flow", Some("7")),
            ("https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3", O::Upload, "", None),
            ("https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3", O::Upload, "", None),
            ("https://rest.fal.ai/storage/upload/complete-multipart?storage_type=fal-cdn-v3", O::Upload, "", None),
            ("https://rest.fal.ai/tokens/", O::Token, "", None),
        ];
        for (text, operation, endpoint, request_id) in cases {
            let target = Target::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((target.operation, target.endpoint.as_str()), (operation, endpoint), "{text}");
            assert_eq!(target.request_id.as_deref(), request_id, "{text}");
            assert!(text.ends_with(&target.path_and_query()), "{text}: {}", target.path_and_query());
        }
    }

    fn assert_refused(hostile: &[&str]) {
        for text in hostile {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_server_that_is_not_exactly_one_of_fal_is_refused() {
        assert_refused(&[
            "https://evil.example/fal-ai/flux",
            "https://fal.run.evil.example/fal-ai/flux",
            "https://evilfal.run/fal-ai/flux",
            "https://fal.run@evil.example/fal-ai/flux",
            "https://evil.example#@fal.run/fal-ai/flux",
            "https://evil.example\\@fal.run/fal-ai/flux",
            "https://user@fal.run/fal-ai/flux",
            "https://user:pass@fal.run/fal-ai/flux",
            "https://fal.run:443/fal-ai/flux",
            "https://fal.run:8443/fal-ai/flux",
            "https://fal.run./fal-ai/flux",
            "https://FAL.run/fal-ai/flux",
            "HTTPS://fal.run/fal-ai/flux",
            "https://f\u{430}l.run/fal-ai/flux",
            "https://xn--fl-8ka.run/fal-ai/flux",
            "https://fal%2Erun/fal-ai/flux",
            "https:\\\\fal.run\\fal-ai\\flux",
            "https:///fal.run/fal-ai/flux",
            "https:fal.run/fal-ai/flux",
            "//fal.run/fal-ai/flux",
            "http://fal.run/fal-ai/flux",
            "ftp://fal.run/fal-ai/flux",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data",
            "https://v3.fal.media/files/upload",
            "https://fal.ai/api/keys",
            "https://api.fal.ai/v1/models",
            "https://rest.alpha.fal.ai/tokens/",
        ]);
    }

    #[test]
    fn a_path_that_is_not_one_of_the_api_or_is_ambiguous_is_refused() {
        assert_refused(&[
            "",
            "/fal-ai/flux",
            "https://fal.run",
            "https://fal.run/",
            "https://fal.run/fal-ai",
            "https://fal.run/workflows/me",
            "https://fal.run//fal-ai/flux",
            "https://fal.run/fal-ai//flux",
            "https://fal.run/fal-ai/flux//",
            "https://fal.run/fal-ai/./flux",
            "https://fal.run/fal-ai/../other/flux",
            "https://fal.run/fal-ai/%2e%2e/other/flux",
            "https://fal.run/fal-ai/.%2E/other/flux",
            "https://fal.run/fal-ai%2Fflux/dev",
            "https://fal.run/fal-ai\\flux/dev",
            "https://fal.run/fal-ai/flux;x=1/dev",
            "https://fal.run/fal-ai/flux#/dev",
            "https://fal.run/fal-ai/flux?a#b",
            "https://fal.run/fal-ai/flux?a=1;fal_webhook=x",
            "https://fal.run/fal-ai/flux?a b",
            "https://fal.run/fal-ai/flux dev",
            " https://fal.run/fal-ai/flux",
            "https://fal.run/fal-ai/flux, https://fal.run/fal-ai/flux",
            "https://fal.run/fal-ai/flu\u{445}",
            "https://queue.fal.run/fal-ai/flux/requests",
            "https://queue.fal.run/fal-ai/flux/requests/",
            "https://queue.fal.run/fal-ai/flux/requests/7/logs",
            "https://queue.fal.run/fal-ai/flux/requests/../../other/app/requests/7",
            // the other parts of the REST API
            "https://rest.fal.ai/storage/upload/initiate",
            "https://rest.fal.ai/storage/upload/initiate?storage_type=gcs",
            "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3&x=1",
            "https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3",
            "https://rest.fal.ai/tokens/?x=1",
            "https://rest.fal.ai/tokens/realtime",
            "https://rest.fal.ai/billing",
            "https://rest.fal.ai/",
        ]);
        assert_eq!(Target::parse(&format!("https://fal.run/fal-ai/{}", "x".repeat(MAX_LENGTH))), None);
    }

    #[test]
    fn a_request_has_exactly_one_target() {
        let mut headers = HeaderMap::new();
        assert_eq!(Target::of(&headers).unwrap_err().status(), 400);
        headers.append("x-fal-target-url", "https://fal.run/a/b".parse().unwrap());
        assert!(Target::of(&headers).is_ok());
        headers.append("x-fal-target-url", "https://fal.run/a/b".parse().unwrap());
        assert_eq!(Target::of(&headers).unwrap_err().status(), 400);
    }
}
