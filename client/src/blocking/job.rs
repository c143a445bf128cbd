//! A job and waiting for it, for programs without async.

use std::fmt;

use serde::{Serialize, Serializer};

use super::streams::Statuses;
use crate::{Cancellation, Error, JobRef, ModelInput, Response, Status};

/// A request that the queue has accepted, for programs without async. Its JSON is that of the async
/// [`Job`](crate::Job).
pub struct Job<E>(pub(super) crate::Job<E>);

impl<E: ModelInput> crate::Job<E> {
    /// The same job for programs without async: `fal.resume::<E>(saved)?.blocking().result()?`. See
    /// [`blocking`](crate::blocking).
    #[must_use]
    pub fn blocking(self) -> Job<E> {
        Job(self)
    }
}

impl<E: ModelInput> Job<E> {
    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.0.request_id()
    }

    /// The job without its client and its type, in the form that is saved.
    #[must_use]
    pub fn job_ref(&self) -> &JobRef {
        self.0.job_ref()
    }

    /// Like [`Job::status`](crate::Job::status).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn status(&self) -> Result<Status, Error> {
        self.block_on(async |job| job.status().await)
    }

    /// Like [`Job::status_with_logs`](crate::Job::status_with_logs).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn status_with_logs(&self) -> Result<Status, Error> {
        self.block_on(async |job| job.status_with_logs().await)
    }

    /// Like [`Job::status_stream`](crate::Job::status_stream): an iterator of statuses.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn status_stream(&self) -> Result<Statuses, Error> {
        let statuses = self.block_on(async |job| job.status_stream().await)?;
        Ok(Statuses::new(statuses, self.0.client().driver()?))
    }

    /// Like [`Job::status_stream_with_logs`](crate::Job::status_stream_with_logs): an iterator of statuses.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn status_stream_with_logs(&self) -> Result<Statuses, Error> {
        let statuses = self.block_on(async |job| job.status_stream_with_logs().await)?;
        Ok(Statuses::new(statuses, self.0.client().driver()?))
    }

    /// Like [`Job::result`](crate::Job::result). For options, use
    /// `job.into_async().wait().timeout(..).blocking().result()`.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn result(&self) -> Result<Response<E::Output>, Error> {
        self.block_on(async |job| job.result().await)
    }

    /// Like [`Job::cancel`](crate::Job::cancel).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn cancel(&self) -> Result<Cancellation, Error> {
        self.block_on(async |job| job.cancel().await)
    }

    /// The same job for async code, and for [`Job::wait`](crate::Job::wait).
    #[must_use]
    pub fn into_async(self) -> crate::Job<E> {
        self.0
    }

    fn block_on<T>(&self, request: impl AsyncFnOnce(&crate::Job<E>) -> Result<T, Error>) -> Result<T, Error> {
        let driver = self.0.client().driver()?;
        let job = self.0.clone().with_client(driver.client());
        driver.wait(request(&job))
    }
}

/// Waiting for a job, for programs without async. Made by [`Wait::blocking`](crate::Wait::blocking).
#[derive(Debug)]
#[must_use = "does nothing until result is called"]
pub struct Wait<E>(crate::Wait<E>);

impl<E: ModelInput> crate::Wait<E> {
    /// Makes `result` block, for programs without async, see [`blocking`](crate::blocking).
    pub fn blocking(self) -> Wait<E> {
        Wait(self)
    }
}

impl<E: ModelInput> Wait<E> {
    /// Like [`Wait::result`](crate::Wait::result). The callbacks run on this thread.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn result(self) -> Result<Response<E::Output>, Error> {
        let driver = self.0.client().driver()?;
        driver.wait(self.0.with_client(driver.client()).result())
    }
}

impl<E> Clone for Job<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> fmt::Debug for Job<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<E> Serialize for Job<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
