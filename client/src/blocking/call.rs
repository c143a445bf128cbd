//! The last methods of a call, for programs without async.

use std::fmt;

use super::job::Job;
use super::streams::Events;
use crate::{Error, ModelInput, Response, StreamingEndpoint};

/// A call, see [`Call::blocking`](crate::Call::blocking).
#[must_use = "a call does nothing until run, submit, subscribe or stream is called"]
pub struct Call<E: ModelInput>(crate::Call<E>);

impl<E: ModelInput> crate::Call<E> {
    /// Makes the last method block, for programs without async: `call.blocking().subscribe()?`. See
    /// [`blocking`](crate::blocking).
    pub fn blocking(self) -> Call<E> {
        Call(self)
    }
}

impl<E: ModelInput> Call<E> {
    /// Like [`Call::run`](crate::Call::run).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn run(self) -> Result<Response<E::Output>, Error> {
        let driver = self.0.client().driver()?;
        driver.wait(self.0.with_client(driver.client()).run())
    }

    /// Like [`Call::submit`](crate::Call::submit).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn submit(self) -> Result<Job<E>, Error> {
        let driver = self.0.client().driver()?;
        let client = self.0.client().clone();
        let job = driver.wait(self.0.with_client(driver.client()).submit())?;
        Ok(Job(job.with_client(&client)))
    }

    /// Like [`Call::subscribe`](crate::Call::subscribe). The callbacks run on this thread.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn subscribe(self) -> Result<Response<E::Output>, Error> {
        let driver = self.0.client().driver()?;
        driver.wait(self.0.with_client(driver.client()).subscribe())
    }

    /// Like [`Call::stream`](crate::Call::stream): an iterator of partial outputs.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn stream(self) -> Result<Events<E::Output>, Error>
    where
        E: StreamingEndpoint,
    {
        let driver = self.0.client().driver()?;
        let events = driver.wait(self.0.with_client(driver.client()).stream())?;
        Ok(Events::new(events, driver))
    }
}

impl<E: ModelInput> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &self.0.endpoint()).finish_non_exhaustive()
    }
}
