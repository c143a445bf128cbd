//! The content of a file, piece by piece: from memory, disk or a reader, never more than asked for at a time. Feeds the
//! uploads.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;

use crate::file_ref::{open, too_large};
use crate::{Error, ErrorKind};

/// The most memory that is made ready before there is content for it, in bytes.
const AT_ONCE: usize = 16 << 20;

pub(super) struct Content {
    /// What was read ahead.
    head: Bytes,
    rest: Option<Box<dyn Read + Send>>,
    size: Option<u64>,
    name: String,
    taken: u64,
    limit: u64,
}

impl Content {
    pub(super) fn bytes(bytes: Bytes, limit: u64) -> Result<Self, Error> {
        let size = bytes.len() as u64;
        if size > limit {
            return Err(too_large(&format!("a file of {size} bytes"), limit));
        }
        Ok(Self { head: bytes, rest: None, size: Some(size), name: "the file".into(), taken: 0, limit })
    }

    pub(super) fn path(path: &Path, limit: u64) -> Result<Self, Error> {
        let (file, size): (File, u64) = open(path)?;
        let name = format!("the file {}", path.display());
        if size > limit {
            return Err(too_large(&name, limit));
        }
        Ok(Self { head: Bytes::new(), rest: Some(Box::new(file)), size: Some(size), name, taken: 0, limit })
    }

    pub(super) fn reader(reader: Box<dyn Read + Send>, limit: u64) -> Self {
        Self { head: Bytes::new(), rest: Some(reader), size: None, name: "the reader".into(), taken: 0, limit }
    }

    /// The size, if it is known before reading. A file may change while it is read.
    pub(super) fn known_size(&self) -> Option<u64> {
        self.size
    }

    /// Everything, if it is no more than so many bytes; else it can still be read piece by piece.
    pub(super) fn whole(&mut self, most: u64) -> Result<Option<Bytes>, Error> {
        let bytes = self.read(most.saturating_add(1))?;
        if bytes.len() as u64 > most {
            self.head = bytes;
            return Ok(None);
        }
        self.count(bytes).map(Some)
    }

    /// The next piece; empty at the end.
    pub(super) fn next(&mut self, size: u64) -> Result<Bytes, Error> {
        let bytes = self.read(size)?;
        self.count(bytes)
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Error> {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if self.taken > self.limit { Err(too_large(&self.name, self.limit)) } else { Ok(bytes) }
    }

    fn read(&mut self, size: u64) -> Result<Bytes, Error> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if self.rest.is_none() || self.head.len() >= size {
            return Ok(self.head.split_to(size.min(self.head.len())));
        }
        let mut bytes = Vec::from(std::mem::take(&mut self.head));
        if let Some(rest) = &mut self.rest {
            let missing = size - bytes.len();
            // Growing by doubling would take up to twice the memory.
            bytes.reserve_exact(missing.min(AT_ONCE));
            rest.by_ref()
                .take(missing as u64)
                .read_to_end(&mut bytes)
                .map_err(|error| unreadable(&self.name, error))?;
        }
        Ok(bytes.into())
    }
}

fn unreadable(name: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot read {name}: {error}")).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives one byte at a time.
    struct Slow(u8);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 || buffer.is_empty() {
                return Ok(0);
            }
            buffer[0] = self.0;
            self.0 -= 1;
            Ok(1)
        }
    }

    #[test]
    fn what_is_too_large_for_one_piece_is_read_from_its_beginning() {
        let mut content = Content::reader(Box::new(Slow(7)), 100);
        assert_eq!(content.whole(4).unwrap(), None);
        let pieces: Vec<Bytes> = (0..4).map(|_| content.next(3).unwrap()).collect();
        assert_eq!(pieces, [&[7, 6, 5][..], &[4, 3, 2], &[1], &[]]);
        let mut content = Content::reader(Box::new(Slow(7)), 100);
        assert_eq!(content.whole(7).unwrap().unwrap().len(), 7);
    }

    #[test]
    fn a_reader_over_the_limit_is_an_error_before_its_end() {
        let mut content = Content::reader(Box::new(io::repeat(0)), 5);
        content.next(3).unwrap();
        assert_eq!(content.next(3).unwrap_err().kind(), ErrorKind::File);
    }
}
