//! `Client::download_to`: downloads an output file to disk, chunk by chunk. The file is created as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::Method;

use super::data_uri;
use crate::http::attempts::AttemptState;
use crate::http::exchange::unauthenticated_request;
use crate::http::headers::request_id;
use crate::http::retry::RetryClass;
use crate::http::route;
use crate::{Client, Error, ErrorKind};

/// The number of bytes that are collected before they are written.
const BLOCK: usize = 256 << 10;

impl Client {
    /// Like [`download`](Self::download), to a file, with no more than a chunk of it in memory: for videos and
    /// archives. Returns its size in bytes. The size limit is [`Config::file_limit`](crate::Config::file_limit). As long as
    /// data arrives, the overall time limit is the only one.
    ///
    /// The content is written to a temporary file beside `path`, which then replaces `path`. A download that fails or is
    /// dropped leaves no file behind. It is written on the runtime's
    /// threads for blocking work.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
    /// let size = fal.download_to("https://v3.fal.media/files/cat.mp4", "cat.mp4").await?;
    /// println!("{size} bytes");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`download`](Self::download), and of kind [`File`](ErrorKind::File) if the file cannot be written or is
    /// larger than the limit.
    pub async fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let file = Arc::new(TemporaryFile::beside(&path));
        let mut deadline = self.deadline(self.config().timeout);
        let state = deadline.attempt_state();
        let size = deadline.limit(Box::pin(self.download_into(url, &file, &state))).await?;
        self.run_blocking(move || file.persist(&path)).await??;
        Ok(size)
    }

    async fn download_into(&self, url: &str, file: &Arc<TemporaryFile>, state: &AttemptState) -> Result<u64, Error> {
        if data_uri::is_data_uri(url) {
            let content = self.download(url).await?;
            return Ok(self.create(file).await?.write(self, content).await?.size);
        }
        let url = route::download(url)?;
        self.with_retries(RetryClass::IDEMPOTENT, state, || Box::pin(self.download_once(url, file))).await
    }

    /// Writes a response to the file, from the beginning.
    async fn download_once(&self, url: &str, file: &Arc<TemporaryFile>) -> Result<u64, Error> {
        let limit = self.config().request_timeout;
        let request = unauthenticated_request(Method::GET, url, None, None, Bytes::new())?;
        let response = self.within(limit, self.open(request)).await?;
        if !response.status().is_success() {
            let response = self.within(limit, self.read(response)).await?;
            return Err(self.status_error(&response, false));
        }
        let (head, mut chunks) = response.into_parts();
        let mut writer = self.create(file).await?;
        let mut block = BytesMut::new();
        let mut next = async || match chunks.next().await.transpose() {
            Ok(chunk) => Ok(chunk),
            Err(error) => Err(self.interrupted(&error, head.status.as_u16(), request_id(&head.headers))),
        };
        while let Some(chunk) = self.within(limit, next()).await? {
            block.extend_from_slice(&chunk);
            if block.len() >= BLOCK {
                writer = writer.write(self, block.split().freeze()).await?;
            }
        }
        Ok(writer.write(self, block.freeze()).await?.size)
    }

    async fn create(&self, file: &Arc<TemporaryFile>) -> Result<Writer, Error> {
        let temporary = Arc::clone(file);
        let create = move || File::create(&temporary.0).map_err(|error| unwritable(&temporary.0, error));
        let open = self.run_blocking(create).await??;
        Ok(Writer { file: open, temporary: Arc::clone(file), size: 0 })
    }
}

/// An incomplete file. It is removed unless it is persisted, when nothing writes to it.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    /// A unique name beside a path.
    fn beside(path: &Path) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self(path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id())))
    }

    fn persist(&self, path: &Path) -> Result<(), Error> {
        fs::rename(&self.0, path).map_err(|error| unwritable(path, error))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // If the file is persisted or was never created, there is nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}

struct Writer {
    file: File,
    temporary: Arc<TemporaryFile>,
    size: u64,
}

impl Writer {
    /// Writes a block. Returns the writer for the next one.
    async fn write(mut self, client: &Client, block: Bytes) -> Result<Self, Error> {
        let limit = client.config().file_limit;
        self.size = self.size.saturating_add(block.len() as u64);
        if self.size > limit {
            let message = format!("the file is larger than the limit of {limit} bytes: raise Config::file_limit");
            return Err(Error::new(ErrorKind::File, message));
        }
        let work = move || {
            self.file.write_all(&block).map_err(|error| unwritable(&self.temporary.0, error))?;
            Ok(self)
        };
        client.run_blocking(work).await?
    }
}

fn unwritable(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot write the file {}: {error}", path.display())).with_source(error)
}
