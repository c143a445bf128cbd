//! The API for programs without async: the same calls, jobs and uploads, as functions that block the calling thread.
//!
//! A call is built as usual. `blocking()` before its last method makes that method block:
//!
//! ```no_run
//! # use fal_client::{Client, Endpoint, Error, StreamingEndpoint, Upload};
//! # fn example<E: Endpoint + StreamingEndpoint + Clone>(fal: Client, input: E) -> Result<(), Error> {
//! let output = fal.call(input.clone()).logs(|line| eprintln!("{}", line.message)).blocking().subscribe()?;
//! let job = fal.call(input.clone()).blocking().submit()?;
//! println!("{} {}", job.request_id(), job.status()?.state);
//! for partial in fal.call(input).blocking().stream()? {
//!     println!("{}", partial?.raw());
//! }
//! let url = fal.blocking().upload(Upload::path("cat.png"))?;
//! # let _ = (output, url);
//! # Ok(()) }
//! ```
//!
//! The first blocking call of a client starts one thread, which drives the connections of all its blocking calls until the
//! client and everything made from it are dropped. Any number of threads may call concurrently.
//!
//! A transport that was passed to [`Client::with_transport`](crate::Client::with_transport) is used by async and blocking
//! calls, so it must not depend on one runtime.
//!
//! On a thread of an async runtime, a blocking call returns an error of kind
//! [`Config`](crate::ErrorKind::Config), because it would block the runtime. Await the call itself there.

mod call;
pub(crate) mod driver;
mod job;
mod save;
mod streams;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::{Error, OutputFiles, SavedFile, Token, Upload};
pub use call::Call;
use driver::Driver;
pub use job::{Job, Wait};
pub use save::Save;
pub use streams::{Events, Statuses};

/// The methods of a client besides calls, for programs without async. Made by
/// [`Client::blocking`](crate::Client::blocking).
#[derive(Clone, Debug)]
pub struct Client(crate::Client);

impl Client {
    /// Like [`Client::upload`](crate::Client::upload).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn upload(&self, file: impl Into<Upload>) -> Result<String, Error> {
        let driver = self.driver()?;
        driver.wait(driver.client().upload(file))
    }

    /// Like [`Client::download`](crate::Client::download).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn download(&self, url: &str) -> Result<Bytes, Error> {
        let driver = self.driver()?;
        driver.wait(driver.client().download(url))
    }

    /// Like [`Client::download_to`](crate::Client::download_to).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        let driver = self.driver()?;
        driver.wait(driver.client().download_to(url, path))
    }

    /// Like [`Client::save`](crate::Client::save). For options, use `fal.save(..).names(..).blocking().run()`.
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn save(&self, output: &impl OutputFiles, folder: impl Into<PathBuf>) -> Result<Vec<SavedFile>, Error> {
        self.0.save(output, folder).blocking().run()
    }

    /// Like [`Client::token`](crate::Client::token).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    pub fn token(&self, apps: impl IntoIterator<Item = impl AsRef<str>>, lifetime: Duration) -> Result<Token, Error> {
        let driver = self.driver()?;
        driver.wait(driver.client().token(apps, lifetime))
    }

    /// Like [`Client::webhook`](crate::Client::webhook).
    ///
    /// # Errors
    /// Those of the async method, and on a thread of an async runtime.
    #[cfg(feature = "webhook")]
    pub fn webhook<E: crate::ModelInput>(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
    ) -> Result<crate::webhook::Delivery<E::Output>, Error> {
        let driver = self.driver()?;
        driver.wait(driver.client().webhook::<E>(headers, body))
    }

    fn driver(&self) -> Result<Arc<Driver<crate::Client>>, Error> {
        self.0.driver()
    }
}

impl crate::Client {
    /// Uploads, downloads, tokens and webhooks for programs without async, see [`blocking`](crate::blocking).
    #[must_use]
    pub fn blocking(&self) -> Client {
        Client(self.clone())
    }
}
