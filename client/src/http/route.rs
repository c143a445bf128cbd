//! The URLs of the protocol. Reads endpoint ids, request ids and the addresses of a submit answer;
//! makes sure that a request with the key goes to a configured host only.

use crate::{Error, ErrorKind, Hosts};

/// Path segments that stand in front of the owner.
pub(crate) const NAMESPACES: [&str; 2] = ["workflows", "comfy"];

/// The address of a direct run.
pub(crate) fn run(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", hosts.run, segments(endpoint)?.join("/")))
}

/// The address of a stream.
pub(crate) fn stream(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    let run = run(hosts, endpoint)?;
    if run.ends_with("/stream") {
        return Ok(run);
    }
    Ok(format!("{run}/stream"))
}

/// The address to submit a job to.
pub(crate) fn submit(hosts: &Hosts, endpoint: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", hosts.queue, segments(endpoint)?.join("/")))
}

/// The address of a job: `returned` if it lies on the configured queue host, else the documented one.
/// `tail` is empty for the result, else `/status` or `/cancel`.
pub(crate) fn job(
    hosts: &Hosts,
    endpoint: &str,
    request_id: &str,
    returned: Option<&str>,
    tail: &str,
) -> Result<String, Error> {
    if let Some(url) = returned.filter(|url| lies_under(url, &hosts.queue)) {
        return Ok(url.to_owned());
    }
    let mut app = segments(endpoint)?;
    // The queue knows a job by its app; the rest of an endpoint id is not part of the address.
    let namespaced = NAMESPACES.contains(&app[0].as_str());
    app.truncate(if namespaced { 3 } else { 2 });
    let request = segment(request_id)?;
    Ok(format!("{}/{}/requests/{request}{tail}", hosts.queue, app.join("/")))
}

/// Whether a URL from outside stays under a configured base, however it is normalized later.
pub(crate) fn lies_under(url: &str, base: &str) -> bool {
    let Some(path) = url.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
    plain && !path.contains("..") && !path.to_ascii_lowercase().contains("%2e")
}

/// The encoded segments of an endpoint id; at least owner and alias.
fn segments(endpoint: &str) -> Result<Vec<String>, Error> {
    let mut parts: Vec<&str> = endpoint.split('/').collect();
    if let [only] = parts[..]
        && let Some((owner, alias)) = only.split_once('-')
        && !owner.is_empty()
        && owner.bytes().all(|byte| byte.is_ascii_digit())
    {
        parts = vec![owner, alias];
    }
    let least = if NAMESPACES.contains(&parts[0]) { 3 } else { 2 };
    if parts.len() < least {
        return Err(Error::new(
            ErrorKind::Config,
            format!("{endpoint:?} is no endpoint id: it must look like fal-ai/flux/dev"),
        ));
    }
    parts.into_iter().map(segment).collect()
}

/// One path segment, percent-encoded. Empty ones and dots would change the path, so they are refused.
fn segment(text: &str) -> Result<String, Error> {
    if matches!(text, "" | "." | "..") {
        return Err(Error::new(
            ErrorKind::Config,
            format!("{text:?} cannot be part of an endpoint id or be a request id"),
        ));
    }
    Ok(encode(text))
}

/// Text for one path segment or one value of a query, percent-encoded.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(endpoint: &str, returned: Option<&str>) -> String {
        job(&Hosts::default(), endpoint, "r-1", returned, "/status").unwrap()
    }

    #[test]
    fn the_subpath_is_kept_by_run_and_dropped_by_the_queue() {
        let hosts = Hosts::default();
        let id = "fal-ai/imagen4/preview/fast";
        assert_eq!(run(&hosts, id).unwrap(), "https://fal.run/fal-ai/imagen4/preview/fast");
        assert_eq!(submit(&hosts, id).unwrap(), "https://queue.fal.run/fal-ai/imagen4/preview/fast");
        assert_eq!(stream(&hosts, id).unwrap(), "https://fal.run/fal-ai/imagen4/preview/fast/stream");
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
        let url = job(&hosts, "a/b", "x/../y?z#", None, "").unwrap();
        assert_eq!(url, "https://queue.fal.run/a/b/requests/x%2F..%2Fy%3Fz%23");
        for id in ["a", "a//b", "../b", "", "workflows/me"] {
            assert_eq!(run(&hosts, id).unwrap_err().kind(), ErrorKind::Config, "{id}");
        }
        assert!(job(&hosts, "a/b", "", None, "").is_err());
    }
}
