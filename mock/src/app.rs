//! `App`: everything that the handlers share.
//! Made by `server`; read by `router` and `hosts`.

use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fal_schema::ir::Catalog;
use tokio::sync::Semaphore;

use crate::accepted::Ledger;
use crate::fault::Rules;
use crate::files::FileStore;
use crate::held::Held;
use crate::jobs::Jobs;
use crate::lifecycle::Lifecycle;
use crate::options::Options;
use crate::picture::Recipe;
use crate::record::Ring;
use crate::secrets::Secrets;
use crate::storage::{Spool, Uploads};
use crate::tokens::Tokens;
use crate::webhook::Deliveries;

/// How many pictures are drawn at a time: each may take 50 MB while it is drawn.
const MAX_DRAWING: usize = 2;

/// How many webhooks are delivered at a time.
const MAX_DELIVERING: usize = 64;

pub(crate) struct App {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) options: Options,
    /// `http://host:port`, without a slash at the end.
    pub(crate) base: String,
    pub(crate) jobs: Shared<Jobs>,
    pub(crate) files: Shared<FileStore>,
    pub(crate) requests: Shared<Ring>,
    pub(crate) accepted: Shared<Ledger>,
    /// Requests that are held back on purpose.
    pub(crate) held: Held,
    pub(crate) uploads: Shared<Uploads>,
    pub(crate) spool: Arc<Spool>,
    pub(crate) faults: Shared<Rules>,
    pub(crate) deliveries: Shared<Deliveries>,
    /// Turns to deliver a webhook.
    pub(crate) delivering: Semaphore,
    pub(crate) secrets: Secrets,
    /// Tokens for clients without a key.
    pub(crate) tokens: Shared<Tokens>,
    /// Turns to draw a picture.
    drawing: Semaphore,
    ids: (RandomState, AtomicU64),
}

impl App {
    pub(crate) fn new(catalog: Arc<Catalog>, options: Options, base: String) -> io::Result<Self> {
        Ok(Self {
            catalog,
            base,
            jobs: Shared::new(Jobs::new(options.max_jobs)),
            files: Shared::new(FileStore::new(options.max_files)),
            requests: Shared::new(Ring::new(options.max_requests)),
            accepted: Shared::new(Ledger::new(options.max_requests)),
            held: Held::default(),
            uploads: Shared::new(Uploads::new(options.max_files)),
            spool: Spool::new(options.max_upload_bytes),
            faults: Shared::new(Rules::new(&options.faults)),
            deliveries: Shared::new(Deliveries::new(options.max_requests)),
            delivering: Semaphore::new(MAX_DELIVERING),
            secrets: Secrets::new()?,
            tokens: Shared::new(Tokens::default()),
            drawing: Semaphore::new(MAX_DRAWING),
            ids: (RandomState::new(), AtomicU64::new(0)),
            options,
        })
    }

    /// A new request id in the form of a random UUID.
    pub(crate) fn new_id(&self) -> String {
        let count = self.ids.1.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (self.ids.0.hash_one((count, 'h')), self.ids.0.hash_one((count, 'l')));
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        let (d, e) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
    }

    /// Keeps a picture to be drawn on demand, and gives its URL.
    pub(crate) fn publish(&self, recipe: Recipe, lifecycle: Lifecycle) -> String {
        format!("{}/files/{}", self.base, self.files.lock().put(recipe, lifecycle))
    }

    /// Draws a picture outside the thread that serves requests. `None` only when the server is stopping.
    pub(crate) async fn draw(&self, recipe: Recipe) -> Option<Vec<u8>> {
        let _turn = self.drawing.acquire().await.ok()?;
        tokio::task::spawn_blocking(move || recipe.draw()).await.ok()
    }
}

/// A mutex that goes on after a panic elsewhere: every change here is a single step.
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
