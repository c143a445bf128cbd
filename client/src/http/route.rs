//! The URLs of requests. Builds them from the configured hosts and ids, and makes sure that a request with the key goes to a
//! configured host only.

use super::fal_url::{self, JobAction, REQUESTS, STREAM, TOKENS, UPLOAD_QUERY, UploadStep};
use crate::{Error, ErrorKind, Hosts};

/// The maximum length of an endpoint id that is not part of a type, in bytes.
const MAX_ID: usize = 1000;

/// The URL of a direct run.
pub(crate) fn run(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", hosts.run, segments(endpoint)?.join("/")))
}

/// The URL of a stream.
pub(crate) fn stream(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    let run = run(hosts, endpoint)?;
    if run.rsplit('/').next() == Some(STREAM) {
        return Ok(run);
    }
    Ok(format!("{run}/{STREAM}"))
}

/// The URL to submit a job to.
pub(crate) fn submit(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", hosts.queue, segments(endpoint)?.join("/")))
}

/// The URL of a job: `returned` if it is on the configured queue host, else the documented one.
pub(crate) fn job(
    hosts: &Hosts,
    endpoint: &str,
    request_id: &str,
    returned: Option<&str>,
    action: JobAction,
) -> Result<String, Error> {
    if let Some(url) = returned.filter(|url| fal_url::is_under(url, &hosts.queue)) {
        return Ok(url.to_owned());
    }
    let mut app = segments(endpoint)?;
    // The queue identifies a job by its app; the rest of an endpoint id is not part of the URL.
    let names: Vec<&str> = app.iter().map(String::as_str).collect();
    app.truncate(fal_url::app_length(&names).unwrap_or(2));
    let request = segment(request_id)?;
    Ok(format!("{}/{}/{REQUESTS}/{request}{}", hosts.queue, app.join("/"), action.path()))
}

/// The URL of a step of an upload.
pub(crate) fn upload(hosts: &Hosts, step: UploadStep) -> String {
    format!("{}/{}?{UPLOAD_QUERY}", hosts.rest, step.path())
}

/// The URL of the token API.
pub(crate) fn tokens(hosts: &Hosts) -> String {
    format!("{}/{TOKENS}/", hosts.rest)
}

/// The URL of the public keys of webhooks.
#[cfg(feature = "webhook")]
pub(crate) fn webhook_keys(hosts: &Hosts) -> String {
    format!("{}/{}", hosts.rest, fal_url::WEBHOOK_KEYS)
}

/// Returns the URL of a file if it can be downloaded.
pub(crate) fn download(url: &str) -> Result<&str, Error> {
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(url);
    }
    Err(Error::new(ErrorKind::Config, "invalid URL of a file: expected one that begins with https:, http: or data:"))
}

/// Refuses a string that is not an endpoint id, before it becomes part of a URL.
pub(crate) fn check_endpoint(id: &str) -> Result<(), Error> {
    let segments = fal_url::endpoint_segments(id);
    let plain = id.len() <= MAX_ID && segments.iter().all(|segment| fal_url::is_plain_segment(segment));
    // Below the app, `requests` begins the path of a job.
    let app = fal_url::app_length(&segments).filter(|app| segments.get(*app) != Some(&REQUESTS));
    if plain && app.is_some() {
        return Ok(());
    }
    let excerpt: String = id.chars().take(100).collect();
    let message = format!(
        "invalid endpoint id {excerpt:?}: expected one such as fal-ai/flux/dev, as the page of the model states it, without \
         a host and without `requests`; segments consist of letters, digits, `-`, `.`, `_` and `~`"
    );
    Err(Error::new(ErrorKind::Config, message))
}

/// The encoded segments of an endpoint id; at least an owner and an alias.
fn segments(endpoint: &str) -> Result<Vec<String>, Error> {
    let segments = fal_url::endpoint_segments(endpoint);
    if fal_url::app_length(&segments).is_none() {
        return Err(Error::new(
            ErrorKind::Config,
            format!("invalid endpoint id {endpoint:?}: expected one such as fal-ai/flux/dev"),
        ));
    }
    segments.into_iter().map(segment).collect()
}

/// A percent-encoded path segment. Empty segments and dots would change the path, so they are refused.
fn segment(segment: &str) -> Result<String, Error> {
    if fal_url::is_special_segment(segment) {
        return Err(Error::new(
            ErrorKind::Config,
            format!("invalid segment {segment:?} of an endpoint id or a request id"),
        ));
    }
    Ok(fal_url::encode(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(endpoint: &str, returned: Option<&str>) -> String {
        job(&Hosts::default(), endpoint, "r-1", returned, JobAction::Status).unwrap()
    }

    #[test]
    fn a_run_keeps_the_subpath_and_the_queue_drops_it() {
        let hosts = Hosts::default();
        let id = "fal-ai/imagen4/preview/fast";
        assert_eq!(run(&hosts, id).unwrap(), "https://fal.run/fal-ai/imagen4/preview/fast");
        assert_eq!(submit(&hosts, id).unwrap(), "https://queue.fal.run/fal-ai/imagen4/preview/fast");
        assert_eq!(stream(&hosts, id).unwrap(), "https://fal.run/fal-ai/imagen4/preview/fast/stream");
        assert_eq!(stream(&hosts, "a/b/stream").unwrap(), "https://fal.run/a/b/stream");
        assert_eq!(status(id, None), "https://queue.fal.run/fal-ai/imagen4/requests/r-1/status");
    }

    #[test]
    fn a_namespace_keeps_three_segments_and_a_legacy_id_gets_its_slash() {
        assert_eq!(status("workflows/me/flow/x", None), "https://queue.fal.run/workflows/me/flow/requests/r-1/status");
        assert_eq!(status("110602490-lora", None), "https://queue.fal.run/110602490/lora/requests/r-1/status");
    }

    #[test]
    fn a_returned_url_is_used_only_under_the_configured_queue_host() {
        let own = "https://queue.fal.run/a/b/requests/r-1/status";
        let good = "https://queue.fal.run/other/path/requests/r-1/status";
        assert_eq!(status("a/b", Some(good)), good);
        for bad in [
            "https://evil.example/a/b/requests/r-1/status",
            "http://queue.fal.run/a/b/requests/r-1/status",
            "https://queue.fal.run.evil.example/a",
            "https://queue.fal.run@evil.example/a",
            "https://queue.fal.run:8443/a",
            "https://queue.fal.run/../a",
            "https://queue.fal.run/%2E%2e/a",
            "https://queue.fal.run/a\\..\\b",
            "https://queue.fal.run/a b",
            "https://queue.fal.run/a#b",
            "",
        ] {
            assert_eq!(status("a/b", Some(bad)), own, "{bad}");
        }
    }

    #[test]
    fn ids_cannot_leave_their_path_segment() {
        let hosts = Hosts::default();
        let url = job(&hosts, "a/b", "x/../y?z#", None, JobAction::Result).unwrap();
        assert_eq!(url, "https://queue.fal.run/a/b/requests/x%2F..%2Fy%3Fz%23");
        for id in ["a", "a//b", "../b", "", "workflows/me"] {
            assert_eq!(run(&hosts, id).unwrap_err().kind(), ErrorKind::Config, "{id}");
        }
        assert!(job(&hosts, "a/b", "", None, JobAction::Result).is_err());
    }
}
