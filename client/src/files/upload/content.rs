//! The content of a file, piece by piece: from memory, disk, a reader or a stream, never more than asked for at a time.
//! Feeds the uploads in parts.

use std::io::{self, Read};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::disk::OnDisk;
use crate::files::file_ref::too_large;
use crate::{Error, ErrorKind};

/// The most memory that is made ready before there is content for it, in bytes.
const AT_ONCE: usize = 16 << 20;

pub(super) struct Content {
    /// What was read ahead.
    head: Bytes,
    rest: Rest,
    name: String,
    taken: u64,
    limit: u64,
}

pub(super) enum Rest {
    Nothing,
    Reader(Box<dyn Read + Send>),
    Stream(BoxStream<'static, io::Result<Bytes>>),
}

impl Content {
    /// Of a size that was compared with the limit already.
    pub(super) fn bytes(bytes: Bytes) -> Self {
        Self { head: bytes, rest: Rest::Nothing, name: "the file".into(), taken: 0, limit: u64::MAX }
    }

    /// A file may grow while it is read.
    pub(super) fn disk(file: &OnDisk, limit: u64) -> Result<Self, Error> {
        let rest = Rest::Reader(Box::new(file.open()?));
        Ok(Self { head: Bytes::new(), rest, name: file.name(), taken: 0, limit })
    }

    /// What can be read only once, and tells its size only at its end.
    pub(super) fn once(rest: Rest, limit: u64) -> Self {
        Self { head: Bytes::new(), rest, name: "what is uploaded".into(), taken: 0, limit }
    }

    /// Everything, if it is no more than so many bytes; else it can still be read piece by piece.
    pub(super) async fn whole(&mut self, most: u64) -> Result<Option<Bytes>, Error> {
        let bytes = self.read(most.saturating_add(1)).await?;
        if bytes.len() as u64 > most {
            self.put_back(bytes);
            return Ok(None);
        }
        self.count(bytes).map(Some)
    }

    /// The next piece; empty at the end.
    pub(super) async fn next(&mut self, size: u64) -> Result<Bytes, Error> {
        let bytes = self.read(size).await?;
        self.count(bytes)
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Error> {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if self.taken > self.limit { Err(too_large(&self.name, self.limit)) } else { Ok(bytes) }
    }

    fn put_back(&mut self, bytes: Bytes) {
        self.head = if self.head.is_empty() { bytes } else { [bytes, std::mem::take(&mut self.head)].concat().into() };
    }

    /// So many bytes, or all that are left.
    async fn read(&mut self, size: u64) -> Result<Bytes, Error> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if matches!(self.rest, Rest::Nothing) || self.head.len() >= size {
            return Ok(self.head.split_to(size.min(self.head.len())));
        }
        let mut bytes = BytesMut::from(std::mem::take(&mut self.head));
        while bytes.len() < size {
            let Some(mut piece) = self.rest.next(size - bytes.len()).await.map_err(|error| self.unreadable(error))?
            else {
                break;
            };
            if bytes.is_empty() && piece.len() == size {
                return Ok(piece);
            }
            bytes.reserve((size - bytes.len()).min(AT_ONCE));
            // A stream gives pieces of its own size.
            self.head = piece.split_off((size - bytes.len()).min(piece.len()));
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    fn unreadable(&self, error: io::Error) -> Error {
        Error::new(ErrorKind::File, format!("cannot read {}: {error}", self.name)).with_source(error)
    }
}

impl Rest {
    /// The next piece: of a reader up to so many bytes, of a stream what it gives; `None` at the end.
    async fn next(&mut self, size: usize) -> io::Result<Option<Bytes>> {
        match self {
            Self::Nothing => Ok(None),
            Self::Reader(reader) => {
                // Growing by doubling would take up to twice the memory.
                let mut bytes = Vec::with_capacity(size.min(AT_ONCE));
                reader.by_ref().take(size as u64).read_to_end(&mut bytes)?;
                Ok(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty()))
            }
            Self::Stream(stream) => stream.next().await.transpose(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, stream};

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

    /// Seven bytes, in pieces of another size than they are asked for.
    fn seven() -> [Rest; 2] {
        let pieces = [&[7][..], &[], &[6, 5, 4, 3], &[2, 1]].map(|piece| Ok(Bytes::from_static(piece)));
        [Rest::Reader(Box::new(Slow(7))), Rest::Stream(stream::iter(pieces).boxed())]
    }

    fn now<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        future.now_or_never().expect("nothing to wait for")
    }

    #[test]
    fn what_is_too_large_for_one_piece_is_read_from_its_beginning() {
        for rest in seven() {
            let mut content = Content::once(rest, 100);
            assert_eq!(now(content.whole(4)).unwrap(), None);
            let pieces: Vec<Bytes> = (0..4).map(|_| now(content.next(3)).unwrap()).collect();
            assert_eq!(pieces, [&[7, 6, 5][..], &[4, 3, 2], &[1], &[]]);
        }
        for rest in seven() {
            assert_eq!(now(Content::once(rest, 100).whole(7)).unwrap().unwrap().len(), 7);
        }
    }

    #[test]
    fn what_has_no_end_is_an_error_at_the_limit() {
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[0; 5])));
        for rest in [Rest::Reader(Box::new(io::repeat(0))), Rest::Stream(endless.boxed())] {
            let mut content = Content::once(rest, 5);
            now(content.next(3)).unwrap();
            assert_eq!(now(content.next(3)).unwrap_err().kind(), ErrorKind::File);
        }
    }
}
