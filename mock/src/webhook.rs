//! Webhooks: the end of a job is sent to a URL, signed, until the receiver accepts it or all attempts have failed.

mod follow;
mod message;
mod post;

pub(crate) use follow::follow;
