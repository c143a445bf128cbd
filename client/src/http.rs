//! HTTP as fal speaks it: the URLs, headers and retries of requests, and the transport that sends them.

pub(crate) mod exchange;
mod failover;
pub(crate) mod retry;
pub(crate) mod route;
pub(crate) mod transport;
