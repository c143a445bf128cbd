//! `Client::download_to`: downloads an output file to disk, chunk by chunk. The file is created as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind as IoErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method};

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
        let (file, size) = self.download_aside(url, &path, &mut |_, _| {}).await?;
        self.run_blocking(move || file.persist(&path)).await??;
        Ok(size)
    }

    /// Downloads a file to a temporary one beside `path`, and returns it with its size.
    pub(super) async fn download_aside(
        &self,
        url: &str,
        path: &Path,
        on_chunk: &mut (dyn FnMut(u64, Option<u64>) + Send),
    ) -> Result<(Arc<TemporaryFile>, u64), Error> {
        let file = Arc::new(TemporaryFile::beside(path));
        let mut deadline = self.deadline(self.config().timeout);
        let state = deadline.attempt_state();
        let on_chunk = Mutex::new(on_chunk);
        let size = deadline.limit(Box::pin(self.download_into(url, &file, &state, &on_chunk))).await?;
        Ok((file, size))
    }

    async fn download_into(
        &self,
        url: &str,
        file: &Arc<TemporaryFile>,
        state: &AttemptState,
        on_chunk: &OnChunk<'_>,
    ) -> Result<u64, Error> {
        if data_uri::is_data_uri(url) {
            let content = self.download(url).await?;
            let size = self.create(file).await?.write(self, content).await?.size;
            report(on_chunk, size, Some(size));
            return Ok(size);
        }
        let url = route::download(url)?;
        self.with_retries(RetryClass::IDEMPOTENT, state, || Box::pin(self.download_once(url, file, on_chunk))).await
    }

    /// Writes a response to the file, from the beginning.
    async fn download_once(&self, url: &str, file: &Arc<TemporaryFile>, on_chunk: &OnChunk<'_>) -> Result<u64, Error> {
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
        let whole = content_length(&head.headers);
        report(on_chunk, 0, whole);
        let mut next = async || match chunks.next().await.transpose() {
            Ok(chunk) => Ok(chunk),
            Err(error) => Err(self.interrupted(&error, head.status.as_u16(), request_id(&head.headers))),
        };
        while let Some(chunk) = self.within(limit, next()).await? {
            block.extend_from_slice(&chunk);
            if block.len() >= BLOCK {
                writer = writer.write(self, block.split().freeze()).await?;
            }
            report(on_chunk, writer.size + block.len() as u64, whole);
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

/// Called with the number of bytes that have arrived, and the size of the file if it is known.
type OnChunk<'a> = Mutex<&'a mut (dyn FnMut(u64, Option<u64>) + Send)>;

fn report(on_chunk: &OnChunk<'_>, arrived: u64, whole: Option<u64>) {
    // A callback that has panicked is not called again.
    if let Ok(mut on_chunk) = on_chunk.lock() {
        on_chunk(arrived, whole);
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// How many names are tried for a new file.
const MOST_NAMES: u32 = 10_000;

/// An incomplete file. It is removed unless it is persisted, when nothing writes to it.
pub(super) struct TemporaryFile(PathBuf);

impl TemporaryFile {
    /// A unique name beside a path.
    fn beside(path: &Path) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self(path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id())))
    }

    /// Gives the file the first of several names that is free. Creating the name exclusively reserves it.
    pub(super) fn persist_new(&self, name: impl Fn(u32) -> PathBuf) -> Result<PathBuf, Error> {
        for number in 1..=MOST_NAMES {
            let path = name(number);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(reserved) => {
                    drop(reserved);
                    if let Err(error) = self.persist(&path) {
                        // It is empty and ours.
                        let _ = fs::remove_file(&path);
                        return Err(error);
                    }
                    return Ok(path);
                }
                Err(error) if error.kind() == IoErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritable(&path, error)),
            }
        }
        let message = format!("cannot write the file {}: {MOST_NAMES} files have its name", name(1).display());
        Err(Error::new(ErrorKind::File, message))
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

pub(super) fn unwritable(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot write the file {}: {error}", path.display())).with_source(error)
}
