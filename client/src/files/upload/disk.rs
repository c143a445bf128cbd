//! A file on disk as the body of a request: read while it goes out, and from its beginning again for another attempt.
//! Feeds the uploads of whole files, so that no more than a piece of one is in memory.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::stream;

use crate::files::file_ref::{open, too_large, unreadable};
use crate::{Body, Error, ErrorKind, TransportError, TransportErrorKind};

/// The size of a piece in bytes.
const PIECE: u64 = 128 << 10;

/// A file that was looked at, but is not open.
pub(super) struct OnDisk {
    path: PathBuf,
    size: u64,
}

impl OnDisk {
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

    pub(super) fn open(&self) -> Result<File, Error> {
        open(&self.path).map(|(file, _)| file)
    }

    /// The content, and the place where it is told why it could not be read to its end.
    pub(super) fn body(&self) -> Result<(Body, Trouble), Error> {
        let trouble = Trouble::default();
        let pieces = Pieces { file: self.open()?, path: self.path.clone(), left: self.size, trouble: trouble.clone() };
        Ok((Body::new(stream::iter(pieces)), trouble))
    }
}

/// Why a file could not be read while it was sent; the transport would tell only that its body failed.
#[derive(Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<Option<Error>>>);

impl Trouble {
    pub(super) fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, error: Error) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

struct Pieces {
    file: File,
    path: PathBuf,
    left: u64,
    trouble: Trouble,
}

impl Pieces {
    fn read(&mut self) -> Result<Bytes, Error> {
        let size = self.left.min(PIECE);
        let mut piece = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        self.file.by_ref().take(size).read_to_end(&mut piece).map_err(|error| unreadable(&self.path, error))?;
        if piece.is_empty() {
            let message = format!("the file {} became shorter while it was sent", self.path.display());
            return Err(Error::new(ErrorKind::File, message));
        }
        Ok(piece.into())
    }
}

impl Iterator for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        match self.read() {
            Ok(piece) => {
                self.left = self.left.saturating_sub(piece.len() as u64);
                Some(Ok(piece))
            }
            Err(error) => {
                self.left = 0;
                let failure = TransportError::new(TransportErrorKind::Other, error.message());
                self.trouble.set(error);
                Some(Err(failure))
            }
        }
    }
}
