//! Streams as iterators: partial outputs and statuses, each waited for by the calling thread.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::Driver;
use crate::{Error, EventStream, Response, Status, StatusStream};

/// The partial outputs of a model, in order; the last one is the whole output. An [`EventStream`] as an iterator.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is read"]
pub struct Events<O> {
    // Before the driver, which moves its connection.
    events: EventStream<O>,
    driver: Arc<Driver>,
    over: bool,
}

impl<O> Events<O> {
    pub(super) fn new(events: EventStream<O>, driver: Arc<Driver>) -> Self {
        Self { events, driver, over: false }
    }

    /// The id of the request, if the server named one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.events.request_id()
    }
}

impl<O: DeserializeOwned> Iterator for Events<O> {
    type Item = Result<Response<O>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&self.driver, &mut self.over, self.events.next())
    }
}

/// The statuses of a job as they change, until it is over. A [`StatusStream`] as an iterator.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is read"]
pub struct Statuses {
    statuses: StatusStream,
    driver: Arc<Driver>,
    over: bool,
}

impl Statuses {
    pub(super) fn new(statuses: StatusStream, driver: Arc<Driver>) -> Self {
        Self { statuses, driver, over: false }
    }
}

impl Iterator for Statuses {
    type Item = Result<Status, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&self.driver, &mut self.over, self.statuses.next())
    }
}

/// Waits for the next item. An error of waiting itself, on a thread of an async runtime, is the last.
fn next<T>(
    driver: &Driver,
    over: &mut bool,
    item: impl Future<Output = Option<Result<T, Error>>>,
) -> Option<Result<T, Error>> {
    if *over {
        return None;
    }
    driver.wait(async { Ok(item.await) }).unwrap_or_else(|error| {
        *over = true;
        Some(Err(error))
    })
}
