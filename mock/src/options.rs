//! `Options` and `Pace`: where the server listens, how fast jobs move on, what goes wrong, and how much it keeps.
//! Given to `Server::start`; read everywhere.

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
    /// How jobs move on. Default: [`Pace::default`].
    pub pace: Pace,
    /// Largest request body in bytes; larger ones are answered with 413. Default: 32 MiB.
    pub max_body: usize,
    /// How many jobs are kept; the oldest finished one goes first. Default: 4096.
    pub max_jobs: usize,
    /// How many result files, and how many uploaded ones, stay reachable; the oldest goes first. Default: 16384.
    pub max_files: usize,
    /// Bytes of uploaded files that are kept, on disk; the oldest goes first, and a larger file is answered with 413.
    /// Default: 1 GiB.
    pub max_upload_bytes: u64,
    /// How many requests [`Server::requests`](crate::Server::requests) remembers. Default: 1024.
    pub max_requests: usize,
    /// What goes wrong on purpose. Default: nothing.
    pub faults: Vec<Fault>,
    /// Where webhooks may go. Default: [`Webhooks::Loopback`].
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

/// Where webhooks may go. All of them are plain http.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Webhooks {
    /// To this machine only, whatever name the URL has.
    #[default]
    Loopback,
    /// To any address.
    Anywhere,
    /// Nowhere.
    Off,
}

/// How a job gets from `IN_QUEUE` over `IN_PROGRESS` to `COMPLETED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Every status request moves the job on; runs and streams answer at once. Nothing depends on time.
    Polls {
        /// How many status requests are answered with `IN_QUEUE`.
        queued: u32,
        /// How many status requests after that are answered with `IN_PROGRESS`.
        running: u32,
    },
    /// Jobs, runs and streams take real time.
    Clock {
        /// How long a job waits.
        queued: Duration,
        /// How long the model takes.
        running: Duration,
    },
}

impl Default for Pace {
    /// One status request finds the job `IN_QUEUE`, two find it `IN_PROGRESS`.
    fn default() -> Self {
        Self::Polls { queued: 1, running: 2 }
    }
}

impl Pace {
    /// How long the model takes outside the queue.
    pub(crate) fn running_time(self) -> Duration {
        match self {
            Self::Polls { .. } => Duration::ZERO,
            Self::Clock { running, .. } => running,
        }
    }
}
