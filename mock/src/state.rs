//! `State`: the data that all handlers share. It holds no handler.

mod delivery;
mod job;
mod jobs;
mod secrets;
mod submissions;
mod tokens;

use std::io;
use std::sync::Arc;

use fal_schema::ir::Catalog;
use tokio::sync::Semaphore;

use crate::fault::{Rules, Stalled};
use crate::http::RecordedRequest;
use crate::options::Options;
use crate::shared::{Log, Shared};
use crate::storage::{Pictures, Spool, Uploads};
pub use delivery::Delivery;
pub(crate) use job::{CANCELLED, Job, Phase, StallPoint};
pub(crate) use jobs::Jobs;
pub(crate) use secrets::Secrets;
pub use submissions::Submission;
pub(crate) use submissions::SubmissionLog;
pub(crate) use tokens::{Access, TokenRequest, Tokens};

/// How many webhooks are delivered at a time.
const MAX_DELIVERING: usize = 64;

pub(crate) struct State {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) options: Options,
    /// `http://host:port`, without a slash at the end.
    pub(crate) base_url: String,
    pub(crate) jobs: Shared<Jobs>,
    /// The pictures of outputs.
    pub(crate) pictures: Pictures,
    pub(crate) requests: Log<RecordedRequest>,
    pub(crate) submissions: SubmissionLog,
    /// Requests that a fault rule stalls.
    pub(crate) stalled: Stalled,
    pub(crate) uploads: Shared<Uploads>,
    pub(crate) spool: Arc<Spool>,
    pub(crate) faults: Shared<Rules>,
    pub(crate) deliveries: Log<Delivery>,
    /// Permits to deliver a webhook.
    pub(crate) delivering: Semaphore,
    pub(crate) secrets: Secrets,
    /// Tokens for clients without a key.
    pub(crate) tokens: Shared<Tokens>,
}

impl State {
    pub(crate) fn new(catalog: Arc<Catalog>, options: Options, base_url: String) -> io::Result<Self> {
        Ok(Self {
            catalog,
            jobs: Shared::new(Jobs::new(options.max_jobs)),
            pictures: Pictures::new(&base_url, options.max_files),
            requests: Log::new(options.max_requests),
            submissions: SubmissionLog::new(options.max_requests),
            stalled: Stalled::default(),
            uploads: Shared::new(Uploads::new(options.max_files)),
            spool: Spool::new(options.max_upload_bytes),
            faults: Shared::new(Rules::new(&options.faults)),
            deliveries: Log::new(options.max_requests),
            delivering: Semaphore::new(MAX_DELIVERING),
            secrets: Secrets::new()?,
            tokens: Shared::new(Tokens::default()),
            base_url,
            options,
        })
    }
}
