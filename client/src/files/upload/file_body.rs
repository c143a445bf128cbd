//! A local file as the body of a request: it is read while it is sent, and from its beginning for another attempt, so that no
//! more than a chunk of it is in memory.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream;

use crate::files::local_file::{open, too_large, unreadable};
use crate::{Body, Client, Error, ErrorKind, TransportError, TransportErrorKind};

/// The size of a chunk in bytes.
const CHUNK: u64 = 128 << 10;

/// A local file whose size is known. It is not open.
pub(super) struct LocalFile {
    path: PathBuf,
    size: u64,
}

impl LocalFile {
    pub(super) fn find(path: PathBuf, limit: u64) -> Result<Self, Error> {
        let (_, size) = open(&path)?;
        if size > limit {
            return Err(too_large(&format!("the file {}", path.display()), limit));
        }
        Ok(Self { path, size })
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn name(&self) -> String {
        format!("the file {}", self.path.display())
    }

    pub(super) async fn open(&self, client: &Client) -> Result<File, Error> {
        let path = self.path.clone();
        client.run_blocking(move || open(&path)).await?.map(|(file, _)| file)
    }

    /// The content, and the error if it cannot be read to its end.
    pub(super) async fn body(&self, client: &Client) -> Result<(Body, ReadError), Error> {
        let error = ReadError::default();
        let file = self.open(client).await?;
        let chunks = Chunks { file, path: self.path.clone(), remaining: self.size, error: error.clone() };
        let client = client.clone();
        Ok((Body::new(stream::try_unfold(chunks, move |chunks| chunks.next(client.clone()))), error))
    }
}

/// The error of reading a file while it is sent. The transport would report only that the body failed.
#[derive(Clone, Default)]
pub(super) struct ReadError(Arc<Mutex<Option<Error>>>);

impl ReadError {
    pub(super) fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, error: Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

struct Chunks {
    file: File,
    path: PathBuf,
    remaining: u64,
    error: ReadError,
}

impl Chunks {
    fn read(&mut self) -> Result<Bytes, Error> {
        let size = self.remaining.min(CHUNK);
        let mut chunk = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        self.file.by_ref().take(size).read_to_end(&mut chunk).map_err(|error| unreadable(&self.path, error))?;
        if chunk.is_empty() {
            let message = format!("the file {} became shorter while it was sent", self.path.display());
            return Err(Error::new(ErrorKind::File, message));
        }
        Ok(chunk.into())
    }

    /// The next chunk, and what remains; `None` at the end.
    async fn next(mut self, client: Client) -> Result<Option<(Bytes, Self)>, TransportError> {
        if self.remaining == 0 {
            return Ok(None);
        }
        let error = self.error.clone();
        let read = client.run_blocking(move || self.read().map(|chunk| (chunk, self))).await;
        match read.and_then(|read| read) {
            Ok((chunk, mut rest)) => {
                rest.remaining = rest.remaining.saturating_sub(chunk.len() as u64);
                Ok(Some((chunk, rest)))
            }
            Err(cause) => {
                let failure = TransportError::new(TransportErrorKind::Other, cause.message());
                error.set(cause);
                Err(failure)
            }
        }
    }
}
