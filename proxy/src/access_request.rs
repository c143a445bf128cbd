//! `AccessRequest`: what a caller requests, for the application to authorize.

use std::fmt;

use fal_client::Api;
use http::Method;
use http::request::Parts;

use crate::Refusal;

/// An operation of fal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// A direct run of a model. Billed.
    Run,
    /// A direct run with partial outputs. Billed.
    Stream,
    /// A job for the queue. Billed.
    Submit,
    /// The status of a job.
    Status,
    /// The status of a job as a stream.
    StatusStream,
    /// The output of a job.
    Result,
    /// The cancellation of a job.
    Cancel,
    /// A URL to upload a file to. The content does not pass through the proxy.
    Upload,
    /// A short-lived token, for requests to fal without the proxy.
    Token,
}

impl Operation {
    /// Whether the response is that of the model itself.
    pub(crate) fn is_direct(self) -> bool {
        matches!(self, Self::Run | Self::Stream)
    }

    pub(crate) fn api(self) -> Api {
        match self {
            Self::Run | Self::Stream => Api::Run,
            Self::Submit | Self::Status | Self::StatusStream | Self::Result | Self::Cancel => Api::Queue,
            Self::Upload | Self::Token => Api::Rest,
        }
    }

    /// The methods that the clients of fal use.
    pub(crate) fn methods(self) -> &'static [Method] {
        match self {
            Self::Run | Self::Stream | Self::Submit => &[Method::POST, Method::GET],
            Self::Upload | Self::Token => &[Method::POST],
            Self::Status | Self::StatusStream | Self::Result => &[Method::GET],
            Self::Cancel => &[Method::PUT],
        }
    }
}

/// A request that the settings allow, before anything is sent: the application decides whether this caller may make it.
///
/// `Debug` does not print headers: they contain the caller's secrets.
#[non_exhaustive]
pub struct AccessRequest {
    /// The requested operation.
    pub operation: Operation,
    /// The endpoint id for runs, streams and submissions; its app (`fal-ai/flux` for `fal-ai/flux/dev`) for requests about
    /// a job; `None` for uploads and tokens.
    pub endpoint: Option<String>,
    /// The id of the job. Whoever knows the id has access: if that is not sufficient, store the ids of a caller's
    /// submissions, which are in the responses as `x-fal-request-id`.
    pub request_id: Option<String>,
    /// The head of the request: headers, and extensions that a layer before the proxy has set. Only its headers `Accept`,
    /// `Content-Type`, `User-Agent` and `x-fal-*` are sent to fal.
    pub head: Parts,
}

impl AccessRequest {
    /// The value of a header of the request, if there is exactly one. Over HTTP/2, cookies may be in several headers, for
    /// which there is `head.headers`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.head.headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        value.to_str().ok()
    }
}

impl fmt::Debug for AccessRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("AccessRequest");
        debug.field("operation", &self.operation).field("endpoint", &self.endpoint);
        debug.field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// Authorizes every request, for [`Proxy::new`](crate::Proxy::new): everyone who can reach the proxy can then spend
/// money of the key's account on the allowed endpoints. Only for a proxy behind a layer that authorizes callers, or
/// on a developer's machine.
///
/// # Errors
/// Never.
pub async fn everyone(_: AccessRequest) -> Result<(), Refusal> {
    Ok(())
}
