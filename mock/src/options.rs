//! `Options`: where the server listens, how fast jobs advance, which faults it injects, and how much it keeps.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::fault::Fault;

/// Settings of a server.
///
/// ```
/// use std::time::Duration;
/// use fal_mock::{Options, Pace};
///
/// let pace = Pace::Clock { queued: Duration::from_secs(1), running: Duration::from_secs(3) };
/// let options = Options { pace, ..Options::default() };
/// # let _ = options;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Address to listen on. Default: `127.0.0.1`, any free port.
    pub listen: SocketAddr,
    /// How jobs advance. Default: [`Pace::default`].
    pub pace: Pace,
    /// Largest request body in bytes. The response to a larger one has status 413. Default: 32 MiB.
    pub max_body: usize,
    /// Most jobs that are kept. The oldest finished job is removed first. Default: 4096.
    pub max_jobs: usize,
    /// Most pictures, and most uploaded files, that are kept. The oldest is removed first. Default: 16384.
    pub max_files: usize,
    /// Most bytes of uploaded files that are kept, on disk. The oldest file is removed first. The response to a file that is
    /// larger by itself has status 413. Default: 1 GiB.
    pub max_upload_bytes: u64,
    /// Most requests that [`Server::requests`](crate::Server::requests) records. Default: 1024.
    pub max_requests: usize,
    /// What goes wrong on purpose. Default: nothing.
    pub faults: Vec<Fault>,
    /// Where webhooks may be sent. Default: [`Webhooks::Loopback`].
    pub webhooks: Webhooks,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            pace: Pace::default(),
            max_body: 32 << 20,
            max_jobs: 4096,
            max_files: 16384,
            max_upload_bytes: 1 << 30,
            max_requests: 1024,
            faults: Vec::new(),
            webhooks: Webhooks::default(),
        }
    }
}

/// Where webhooks may be sent. All of them use plain HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Webhooks {
    /// To this machine only, whatever the host name in the URL.
    #[default]
    Loopback,
    /// To any address.
    Anywhere,
    /// Nowhere.
    Off,
}

/// How a job advances from `IN_QUEUE` through `IN_PROGRESS` to `COMPLETED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Every status request advances the job; runs and streams respond at once. Nothing depends on time.
    Polls {
        /// How many status requests return `IN_QUEUE`.
        queued: u32,
        /// How many status requests after that return `IN_PROGRESS`.
        running: u32,
    },
    /// Jobs, runs and streams take real time.
    Clock {
        /// How long a job is queued.
        queued: Duration,
        /// How long the model runs.
        running: Duration,
    },
}

impl Default for Pace {
    /// One status request returns `IN_QUEUE`, the next two return `IN_PROGRESS`.
    fn default() -> Self {
        Self::Polls { queued: 1, running: 2 }
    }
}

impl Pace {
    /// How long the model runs outside the queue.
    pub(crate) fn running_time(self) -> Duration {
        match self {
            Self::Polls { .. } => Duration::ZERO,
            Self::Clock { running, .. } => running,
        }
    }
}
