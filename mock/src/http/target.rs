//! What a path below a host names: a job and what to do with it, an upload, a service of `rest.fal.ai`.
//! This is the server's own reading of fal's URLs, independent of the client's, so that each checks the other.

use fal_schema::ir::{Catalog, Endpoint};

use crate::fault::Operation;

/// The part of an endpoint id that names the app: owner and alias, after `workflows` or `comfy` where the id starts so.
pub(crate) fn app_of(id: &str) -> &str {
    let namespace = id.starts_with("workflows/") || id.starts_with("comfy/");
    let mut slashes = id.match_indices('/').map(|(index, _)| index);
    &id[..slashes.nth(1 + usize::from(namespace)).unwrap_or(id.len())]
}

/// The endpoint that streams at `<endpoint id>/stream`.
pub(crate) fn stream_endpoint<'a>(catalog: &'a Catalog, path: &str) -> Option<&'a Endpoint> {
    let endpoint = path.strip_suffix("/stream").and_then(|id| catalog.endpoint(id));
    endpoint.filter(|endpoint| endpoint.streaming)
}

/// A path of `queue.fal.run` that names a job: `<app>/requests/<id>`, and below.
pub(crate) struct JobTarget<'a> {
    /// Owner and alias, with the namespace where there is one; never a subpath.
    pub(crate) app: &'a str,
    pub(crate) id: &'a str,
    pub(crate) action: JobAction,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum JobAction {
    Status,
    StatusStream,
    Result,
    Cancel,
}

impl<'a> JobTarget<'a> {
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let app = app_of(path);
        let rest = path.strip_prefix(app)?.strip_prefix("/requests/")?;
        let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
        let action = match action {
            "" | "response" => JobAction::Result,
            "status" => JobAction::Status,
            "status/stream" => JobAction::StatusStream,
            "cancel" => JobAction::Cancel,
            _ => return None,
        };
        Some(Self { app, id, action })
    }

    pub(crate) fn operation(&self) -> Operation {
        match self.action {
            JobAction::Status => Operation::Status,
            JobAction::StatusStream => Operation::StatusStream,
            JobAction::Result => Operation::Result,
            JobAction::Cancel => Operation::Cancel,
        }
    }
}

/// A path of `rest.fal.ai`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum RestTarget {
    /// `storage/upload/initiate` and `storage/upload/initiate-multipart`
    Initiate,
    /// `storage/auth/token`: a token for the CDN.
    CdnToken,
    /// `tokens`: a token for clients without a key.
    AppToken,
    /// `.well-known/jwks.json`
    Keys,
}

impl RestTarget {
    pub(crate) fn parse(path: &str) -> Option<Self> {
        match path {
            "storage/upload/initiate" | "storage/upload/initiate-multipart" => Some(Self::Initiate),
            "storage/auth/token" => Some(Self::CdnToken),
            "tokens" => Some(Self::AppToken),
            ".well-known/jwks.json" => Some(Self::Keys),
            _ => None,
        }
    }

    pub(crate) fn operation(self) -> Operation {
        match self {
            Self::Initiate => Operation::Initiate,
            Self::CdnToken | Self::AppToken => Operation::Token,
            Self::Keys => Operation::Keys,
        }
    }
}

/// A path of `v3.fal.media`.
#[derive(Debug, PartialEq)]
pub(crate) enum CdnTarget<'a> {
    /// `files/upload`: a whole file at once.
    Direct,
    /// `files/upload/multipart`: announces a file in parts.
    Announce,
    /// `files/<id>/<name>`
    File { id: &'a str, name: &'a str },
    /// `upload/<id>`: the whole of an announced file.
    Whole { id: &'a str },
    /// `upload/<id>/<n>` or `files/<id>/<name>/multipart/<id>/<n>`
    Part { id: &'a str, number: u32, signed: bool },
    /// The same with `complete`.
    Complete { id: &'a str, signed: bool },
}

impl<'a> CdnTarget<'a> {
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["files", "upload"] => Some(Self::Direct),
            ["files", "upload", "multipart"] => Some(Self::Announce),
            ["files", id, name] => Some(Self::File { id, name }),
            ["upload", id] => Some(Self::Whole { id }),
            ["upload", id, last] => Self::below(id, last, true),
            ["files", id, _, "multipart", again, last] if id == again => Self::below(id, last, false),
            _ => None,
        }
    }

    fn below(id: &'a str, last: &str, signed: bool) -> Option<Self> {
        match last {
            "complete" => Some(Self::Complete { id, signed }),
            number => Some(Self::Part { id, number: number.parse().ok()?, signed }),
        }
    }

    pub(crate) fn operation(&self) -> Operation {
        match self {
            Self::Direct | Self::Whole { .. } => Operation::Upload,
            Self::Announce => Operation::Initiate,
            Self::File { .. } => Operation::File,
            Self::Part { .. } => Operation::Part,
            Self::Complete { .. } => Operation::Complete,
        }
    }

    /// The allowed methods, as in the header `allow`.
    pub(crate) fn methods(&self) -> &'static str {
        match self {
            Self::Direct | Self::Announce | Self::Complete { .. } => "POST",
            Self::File { .. } => "GET, HEAD",
            Self::Whole { .. } | Self::Part { .. } => "PUT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_owner_and_alias_in_its_namespace() {
        assert_eq!(app_of("fal-ai/flux"), "fal-ai/flux");
        assert_eq!(app_of("fal-ai/imagen4/preview/fast"), "fal-ai/imagen4");
        assert_eq!(app_of("workflows/me/mine/sub"), "workflows/me/mine");
        assert_eq!(app_of("comfy/me/mine"), "comfy/me/mine");
        assert_eq!(app_of("x"), "x");
    }

    #[test]
    fn paths_of_jobs_never_have_a_subpath() {
        let target = JobTarget::parse("fal-ai/imagen4/requests/7/status/stream").expect("a job");
        assert_eq!((target.app, target.id, target.action), ("fal-ai/imagen4", "7", JobAction::StatusStream));
        for path in ["fal-ai/imagen4/preview/requests/7", "fal-ai/imagen4/requests", "fal-ai/imagen4/requests/7/x"] {
            assert!(JobTarget::parse(path).is_none(), "{path}");
        }
    }

    #[test]
    fn paths_of_both_upload_protocols_are_distinguished() {
        let cases = [
            ("files/upload", Some(CdnTarget::Direct)),
            ("files/upload/multipart", Some(CdnTarget::Announce)),
            ("files/7/x.txt", Some(CdnTarget::File { id: "7", name: "x.txt" })),
            ("upload/7", Some(CdnTarget::Whole { id: "7" })),
            ("upload/7/2", Some(CdnTarget::Part { id: "7", number: 2, signed: true })),
            ("upload/7/complete", Some(CdnTarget::Complete { id: "7", signed: true })),
            ("files/7/x.txt/multipart/7/2", Some(CdnTarget::Part { id: "7", number: 2, signed: false })),
            ("files/7/x.txt/multipart/7/complete", Some(CdnTarget::Complete { id: "7", signed: false })),
            ("files/7/x.txt/multipart/8/2", None),
            ("upload/7/x", None),
            ("upload/7/-1", None),
            ("files/7", None),
            ("", None),
        ];
        for (path, expected) in cases {
            assert_eq!(CdnTarget::parse(path), expected, "{path}");
        }
    }
}
