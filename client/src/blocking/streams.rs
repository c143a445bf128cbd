//! Streams as iterators: partial outputs and statuses.

use std::sync::Arc;

use super::driver::Driver;
use crate::{Client, Error, EventStream, ModelOutput, Response, Status, StatusStream};

/// The partial outputs of a model, in order; the last one is the whole output. An [`EventStream`] as an iterator.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is read"]
pub struct Events<O> {
    // Dropped before the driver, which drives its connection.
    events: EventStream<O>,
    driver: Arc<Driver<Client>>,
    ended: bool,
}

impl<O> Events<O> {
    pub(super) fn new(events: EventStream<O>, driver: Arc<Driver<Client>>) -> Self {
        Self { events, driver, ended: false }
    }

    /// The id of the request, if the server returned one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.events.request_id()
    }
}

impl<O: ModelOutput> Iterator for Events<O> {
    type Item = Result<Response<O>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&self.driver, &mut self.ended, self.events.next())
    }
}

/// The statuses of a job as they change, until it is completed. A [`StatusStream`] as an iterator.
#[derive(Debug)]
#[must_use = "a stream does nothing unless it is read"]
pub struct Statuses {
    statuses: StatusStream,
    driver: Arc<Driver<Client>>,
    ended: bool,
}

impl Statuses {
    pub(super) fn new(statuses: StatusStream, driver: Arc<Driver<Client>>) -> Self {
        Self { statuses, driver, ended: false }
    }
}

impl Iterator for Statuses {
    type Item = Result<Status, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&self.driver, &mut self.ended, self.statuses.next())
    }
}

/// Waits for the next item. The error on a thread of an async runtime is the last item.
fn next<T>(
    driver: &Driver<Client>,
    ended: &mut bool,
    item: impl Future<Output = Option<Result<T, Error>>>,
) -> Option<Result<T, Error>> {
    if *ended {
        return None;
    }
    driver.wait(async { Ok(item.await) }).unwrap_or_else(|error| {
        *ended = true;
        Some(Err(error))
    })
}
