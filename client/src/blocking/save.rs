//! Saving the files of an output, blocking.

use crate::{Error, SavedFile};

/// Saving the files of an output, for programs without async. Made by [`Save::blocking`](crate::Save::blocking).
#[derive(Debug)]
#[must_use = "does nothing until run is called"]
pub struct Save<'a>(crate::Save<'a>);

impl<'a> crate::Save<'a> {
    /// For programs without async, see [`blocking`](crate::blocking).
    pub fn blocking(self) -> Save<'a> {
        Save(self)
    }
}

impl Save<'_> {
    /// Like awaiting [`Client::save`](crate::Client::save). The callback runs on this thread.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn run(self) -> Result<Vec<SavedFile>, Error> {
        let driver = self.0.client().driver()?;
        driver.wait(self.0.with_client(driver.client()).into_future())
    }
}
