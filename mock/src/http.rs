//! HTTP: the address of a request, its contents, its record for tests, and its response.

mod addressing;
mod record;
mod reply;
mod request;
mod target;

pub(crate) use addressing::{Address, Host, address};
pub use record::RecordedRequest;
pub(crate) use reply::{
    Anonymous, Body, Broken, Disconnected, Events, REQUEST_ID, Reply, Reset, bytes, channel, detail, event, events,
    full, json, unknown_path, with, wrong_method,
};
pub(crate) use request::{Call, new_id};
pub(crate) use target::{CdnTarget, JobAction, JobTarget, RestTarget, app_of, stream_endpoint};
