//! HTTP as fal uses it: the URLs, headers, time limits and retries of requests, and the transport that sends them.

pub(crate) mod attempts;
pub(crate) mod budget;
pub(crate) mod deadline;
pub(crate) mod exchange;
mod failover;
pub mod fal_url;
pub mod headers;
pub(crate) mod retry;
pub(crate) mod retry_policy;
pub(crate) mod route;
pub(crate) mod transport;
