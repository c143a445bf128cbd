//! The last methods of a call, waited for by the calling thread. Made by `Call::blocking`.

use std::fmt;

use super::{Driver, Events, Job};
use crate::{Endpoint, Error, Response, StreamingEndpoint};

/// A call that is put together, see [`Call::blocking`](crate::Call::blocking).
#[must_use = "a call does nothing until run, submit, subscribe or stream is called"]
pub struct Call<E: Endpoint>(crate::Call<E>);

impl<E: Endpoint> crate::Call<E> {
    /// Makes the last method wait, for programs without async: `call.blocking().subscribe()?`. See
    /// [`blocking`](crate::blocking).
    pub fn blocking(self) -> Call<E> {
        Call(self)
    }
}

impl<E: Endpoint> Call<E> {
    /// Like [`Call::run`](crate::Call::run).
    ///
    /// # Errors
    /// Those of the method it is like, and when it is called on a thread of an async runtime.
    pub fn run(self) -> Result<Response<E::Output>, Error> {
        let driver = Driver::of(self.0.client())?;
        driver.wait(self.0.by(driver.client()).run())
    }

    /// Like [`Call::submit`](crate::Call::submit).
    ///
    /// # Errors
    /// Those of the method it is like, and when it is called on a thread of an async runtime.
    pub fn submit(self) -> Result<Job<E>, Error> {
        let driver = Driver::of(self.0.client())?;
        let client = self.0.client().clone();
        let job = driver.wait(self.0.by(driver.client()).submit())?;
        Ok(Job(job.by(&client)))
    }

    /// Like [`Call::subscribe`](crate::Call::subscribe). The callbacks run on this thread.
    ///
    /// # Errors
    /// Those of the method it is like, and when it is called on a thread of an async runtime.
    pub fn subscribe(self) -> Result<Response<E::Output>, Error> {
        let driver = Driver::of(self.0.client())?;
        driver.wait(self.0.by(driver.client()).subscribe())
    }
}

impl<E: StreamingEndpoint> Call<E> {
    /// Like [`Call::stream`](crate::Call::stream): an iterator of partial outputs.
    ///
    /// # Errors
    /// Those of the method it is like, and when it is called on a thread of an async runtime.
    pub fn stream(self) -> Result<Events<E::Output>, Error> {
        let driver = Driver::of(self.0.client())?;
        let events = driver.wait(self.0.by(driver.client()).stream())?;
        Ok(Events::new(events, driver))
    }
}

impl<E: Endpoint> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &E::ID).finish_non_exhaustive()
    }
}
