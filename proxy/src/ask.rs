//! `Ask`: what a caller wants, for the application to decide about. Made of a request and its target.

use std::fmt;

use fal_client::Api;
use http::Method;
use http::request::Parts;

use crate::Refusal;

/// What a caller wants of fal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// A direct call of a model. Costs money.
    Run,
    /// The same with partial outputs. Costs money.
    Stream,
    /// A job for the queue. Costs money.
    Submit,
    /// How far a job is.
    Status,
    /// The same as a stream.
    StatusStream,
    /// The output of a job.
    Result,
    /// The end of a job that is not wanted any more.
    Cancel,
    /// An address to upload a file to. The content does not pass through the proxy.
    Upload,
    /// A short-lived token, with which the caller goes to fal without the proxy.
    Token,
}

impl Operation {
    /// Whether the model itself is waited for.
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

/// A request that the allow-list permits, before anything is sent: the application says whether this caller may.
///
/// `Debug` does not print headers: they hold the caller's secrets.
#[non_exhaustive]
pub struct Ask {
    /// What is wanted.
    pub operation: Operation,
    /// The endpoint id for runs, streams and submissions; its app (`fal-ai/flux` for `fal-ai/flux/dev`) for what is
    /// asked of a job; nothing for uploads and tokens.
    pub endpoint: Option<String>,
    /// The job that is asked for. Whoever knows the id can ask: where that is not enough, keep the ids of a caller's
    /// submissions, which are in the answers as `x-fal-request-id`.
    pub request_id: Option<String>,
    /// The head of the request: headers, and extensions that a layer before the proxy has set. No header of it goes to
    /// fal but `Accept`, `Content-Type`, `User-Agent` and `x-fal-*`.
    pub head: Parts,
}

impl Ask {
    /// The text of a header of the request, if it is there once. Cookies may come in several headers over HTTP/2, for
    /// which `head.headers` is the place to look.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.head.headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        value.to_str().ok()
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Ask");
        shown.field("operation", &self.operation).field("endpoint", &self.endpoint);
        shown.field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// Lets every request through, for [`Proxy::new`](crate::Proxy::new): everyone who can reach the proxy can then spend
/// the key's money on the allowed endpoints. Only for a proxy behind a layer that has already turned strangers away, or
/// on one's own machine.
///
/// # Errors
/// Never.
pub async fn everyone(_: Ask) -> Result<(), Refusal> {
    Ok(())
}
