//! The grammar of fal's URLs: hosts, endpoint ids, jobs, uploads and tokens. All of this crate and `fal-proxy` take it from
//! here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The host of direct runs and streams.
pub const RUN_HOST: &str = "https://fal.run";
/// The host of the queue.
pub const QUEUE_HOST: &str = "https://queue.fal.run";
/// The host of the storage API, the token API and the webhook keys.
pub const REST_HOST: &str = "https://rest.fal.ai";
/// The host that serves uploaded files.
pub const CDN_HOST: &str = "https://v3.fal.media";

/// The hosts that have a failover host, each with it.
pub const FAILOVER_HOSTS: [(&str, &str); 2] =
    [(RUN_HOST, "https://falrun.com"), (QUEUE_HOST, "https://queue.falrun.com")];

/// The path segment between an app and a request id.
pub const REQUESTS: &str = "requests";
/// The path segment after the endpoint id of a stream.
pub const STREAM: &str = "stream";
/// The path of the token API.
pub const TOKENS: &str = "tokens";
/// The path of the public keys of webhooks.
pub const WEBHOOK_KEYS: &str = ".well-known/jwks.json";
/// The query of every request to the storage API: the storage that uploads go to.
pub const UPLOAD_QUERY: &str = "storage_type=fal-cdn-v3";
/// The query parameter with the URL of a webhook.
pub const WEBHOOK_PARAMETER: &str = "fal_webhook";

const STORAGE_UPLOAD: &str = "storage/upload";

/// Path segments that can precede the owner of an app.
const NAMESPACES: [&str; 2] = ["workflows", "comfy"];

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a URL below `requests/<id>` does with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobAction {
    /// Fetches the result.
    Result,
    /// Fetches the status.
    Status,
    /// Streams the status.
    StatusStream,
    /// Cancels the job.
    Cancel,
}

impl JobAction {
    /// The path after the request id, with its leading slash.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Result => "",
            Self::Status => "/status",
            Self::StatusStream => "/status/stream",
            Self::Cancel => "/cancel",
        }
    }

    /// Reads the segments after the request id.
    #[must_use]
    pub fn from_segments(segments: &[&str]) -> Option<Self> {
        match segments {
            [] | ["response"] => Some(Self::Result),
            ["status"] => Some(Self::Status),
            ["status", "stream"] => Some(Self::StatusStream),
            ["cancel"] => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// A step of an upload by the storage API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadStep {
    /// Begins an upload in one request.
    Initiate,
    /// Begins an upload in parts.
    InitiateMultipart,
    /// Completes an upload in parts.
    CompleteMultipart,
}

impl UploadStep {
    const ALL: [Self; 3] = [Self::Initiate, Self::InitiateMultipart, Self::CompleteMultipart];

    /// The path of this step.
    #[must_use]
    pub fn path(self) -> String {
        let step = match self {
            Self::Initiate => "initiate",
            Self::InitiateMultipart => "initiate-multipart",
            Self::CompleteMultipart => "complete-multipart",
        };
        format!("{STORAGE_UPLOAD}/{step}")
    }

    /// Reads a path.
    #[must_use]
    pub fn from_segments(segments: &[&str]) -> Option<Self> {
        let path = segments.join("/");
        Self::ALL.into_iter().find(|step| step.path() == path)
    }
}

/// The segments of an endpoint id. The legacy form `<number>-<alias>` has two.
#[must_use]
pub fn endpoint_segments(id: &str) -> Vec<&str> {
    let is_number = |owner: &str| !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_digit());
    match id.split_once('-') {
        Some((owner, alias)) if !id.contains('/') && is_number(owner) => vec![owner, alias],
        _ => id.split('/').collect(),
    }
}

/// The number of segments that name the app: the owner and the alias, after a namespace if there is one. `None` if there are
/// fewer segments.
#[must_use]
pub fn app_length(segments: &[&str]) -> Option<usize> {
    let length = if NAMESPACES.contains(segments.first()?) { 3 } else { 2 };
    (segments.len() >= length).then_some(length)
}

/// The alias in an alias, an app or an endpoint id. `None` if a segment is empty.
#[must_use]
pub fn alias(app: &str) -> Option<&str> {
    let segments: Vec<&str> = app.split('/').collect();
    let length = app_length(&segments).unwrap_or(2).min(segments.len());
    segments.get(length - 1).copied().filter(|_| !segments.contains(&""))
}

/// Whether a string is a path segment that no reader decodes, removes or splits.
#[must_use]
pub fn is_plain_segment(segment: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !is_special_segment(segment) && segment.bytes().all(unreserved)
}

/// Whether a path segment changes the path that it is in.
pub(crate) fn is_special_segment(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}

/// Percent-encodes a path segment or a value of a query.
pub(crate) fn encode(value: &str) -> String {
    utf8_percent_encode(value, &RESERVED).to_string()
}

/// Whether a URL from outside stays under a base URL, however it is normalized later.
pub(crate) fn is_under(url: &str, base: &str) -> bool {
    let Some(path) = url.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')) else {
        return false;
    };
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
    plain && !path.contains("..") && !path.to_ascii_lowercase().contains("%2e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_read_from_an_alias_an_app_or_an_endpoint_id() {
        for (app, expected) in [
            ("flux", "flux"),
            ("fal-ai/flux", "flux"),
            ("fal-ai/flux/dev", "flux"),
            ("workflows/me", "me"),
            ("workflows/me/flow/x", "flow"),
        ] {
            assert_eq!(alias(app), Some(expected));
        }
        for app in ["", "/", "fal-ai/", "/flux"] {
            assert_eq!(alias(app), None, "{app}");
        }
    }

    #[test]
    fn a_value_keeps_only_its_unreserved_characters() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("a/b?c=d&e#f g+h%ä"), "a%2Fb%3Fc%3Dd%26e%23f%20g%2Bh%25%C3%A4");
    }

    #[test]
    fn every_path_of_a_job_and_of_an_upload_is_read_as_what_it_was_made_of() {
        for action in [JobAction::Result, JobAction::Status, JobAction::StatusStream, JobAction::Cancel] {
            let segments: Vec<&str> = action.path().split('/').skip(1).collect();
            assert_eq!(JobAction::from_segments(&segments), Some(action));
        }
        for step in UploadStep::ALL {
            assert_eq!(UploadStep::from_segments(&step.path().split('/').collect::<Vec<_>>()), Some(step));
        }
        assert_eq!(JobAction::from_segments(&["logs"]), None);
        assert_eq!(UploadStep::from_segments(&["storage", "auth", "token"]), None);
    }
}
