//! `Driver`: the thread that drives the connections of a client's blocking calls. The first call starts it; everything else
//! runs on the threads of the callers.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::{Error, ErrorKind};

/// The driver of a client `C`, once it is started. If the start fails, the next call tries again.
pub(crate) struct Slot<C> {
    started: OnceLock<Arc<Driver<C>>>,
    starting: Mutex<()>,
}

/// A runtime whose sockets and clock are driven by its own thread, and a client whose connections belong to it: the
/// connections of the async client may belong to a runtime that is not running.
#[derive(Debug)]
pub(crate) struct Driver<C> {
    client: C,
    handle: Handle,
    /// Ends the thread when it is dropped. The runtime ends there, so a driver can be dropped anywhere.
    _stop: oneshot::Sender<()>,
}

impl<C> Default for Slot<C> {
    fn default() -> Self {
        Self { started: OnceLock::new(), starting: Mutex::new(()) }
    }
}

impl<C> Slot<C> {
    /// The driver. If there is none, starts one with the client that `connect` returns.
    pub(crate) fn get_or_start(&self, connect: impl FnOnce() -> Result<C, Error>) -> Result<Arc<Driver<C>>, Error> {
        let started = || self.started.get().map(Arc::clone);
        if let Some(driver) = started() {
            return Ok(driver);
        }
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = started() {
            return Ok(driver);
        }
        let driver = Arc::new(Driver::start(connect()?)?);
        Ok(Arc::clone(self.started.get_or_init(|| driver)))
    }
}

impl<C> Driver<C> {
    fn start(client: C) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            let message = format!("cannot start the thread for blocking calls: {error}");
            Error::new(ErrorKind::Config, message).with_source(error)
        };
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = move || {
            // Ends with an error when the sender is dropped.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        };
        std::thread::Builder::new().name("fal-client".to_owned()).spawn(serve).map_err(failed)?;
        Ok(Self { client, handle, _stop: stop })
    }

    /// The client of the blocking calls.
    pub(crate) fn client(&self) -> &C {
        &self.client
    }

    /// Waits for a future on this thread.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        check_not_async()?;
        self.handle.block_on(future)
    }
}

/// Returns an error on a thread of an async runtime.
fn check_not_async() -> Result<(), Error> {
    match Handle::try_current() {
        Err(_) => Ok(()),
        Ok(_) => Err(Error::new(
            ErrorKind::Config,
            "a blocking call on a thread of an async runtime would block that runtime: await the call itself, or make it \
             on another thread",
        )),
    }
}
