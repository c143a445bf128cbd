//! `Driver`: the thread that moves the bytes of a client's blocking calls. Made by the first of them; the callers' own
//! threads do everything else.

use std::future::Future;
use std::sync::{Arc, OnceLock, PoisonError};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::{Client, Error, ErrorKind};

/// Where a client keeps its driver. A driver that could not be made is tried again by the next call.
#[derive(Default)]
pub(crate) struct Slot {
    made: OnceLock<Arc<Driver>>,
    making: std::sync::Mutex<()>,
}

/// A runtime whose sockets and clock are served by a thread of their own, and a client whose connections live there: the
/// async twin of the caller's may have connections that only its own runtime moves.
#[derive(Debug)]
pub(crate) struct Driver {
    client: Client,
    handle: Handle,
    /// Ends the thread when it is dropped. The runtime ends there, so a driver can be dropped anywhere.
    _stop: oneshot::Sender<()>,
}

impl Driver {
    /// The driver of a client, made if there is none yet.
    pub(crate) fn of(client: &Client) -> Result<Arc<Self>, Error> {
        let slot = client.driver_slot();
        let made = || slot.made.get().map(Arc::clone);
        if let Some(driver) = made() {
            return Ok(driver);
        }
        let _making = slot.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = made() {
            return Ok(driver);
        }
        let driver = Arc::new(Self::start(client)?);
        Ok(Arc::clone(slot.made.get_or_init(|| driver)))
    }

    fn start(client: &Client) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            let message = format!("cannot start the thread of the blocking calls: {error}");
            Error::new(ErrorKind::Config, message).with_source(error)
        };
        let client = client.twin()?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = move || {
            // Ends with an error, when the sender is dropped.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        };
        std::thread::Builder::new().name("fal-client".to_owned()).spawn(serve).map_err(failed)?;
        Ok(Self { client, handle, _stop: stop })
    }

    /// The client to make blocking calls with.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for a future on this thread.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        refuse_async()?;
        self.handle.block_on(future)
    }
}

/// Refuses to wait on a thread of an async runtime.
fn refuse_async() -> Result<(), Error> {
    match Handle::try_current() {
        Err(_) => Ok(()),
        Ok(_) => Err(Error::new(
            ErrorKind::Config,
            "a blocking call was made on a thread of an async runtime, which it would stall: await the call itself, or \
             make it on a thread of its own",
        )),
    }
}
