//! `Content`: the content of an upload in pieces of a given size, from memory, a local file, a reader or a stream.

use std::io::{self, Read};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::file_body::LocalFile;
use crate::files::local_file::too_large;
use crate::{Client, Error, ErrorKind};

/// The largest buffer that is allocated before there is content for it, in bytes.
const MAX_RESERVED: usize = 16 << 20;

pub(super) struct Content {
    /// Bytes that were read ahead.
    head: Bytes,
    source: ContentSource,
    name: String,
    taken: u64,
    limit: u64,
}

pub(super) enum ContentSource {
    Empty,
    Reader(Box<dyn Read + Send>),
    Stream(BoxStream<'static, io::Result<Bytes>>),
}

impl Content {
    /// Content in memory, whose size is within the limit.
    pub(super) fn bytes(bytes: Bytes) -> Self {
        Self { head: bytes, source: ContentSource::Empty, name: "the file".into(), taken: 0, limit: u64::MAX }
    }

    /// A local file. It may grow while it is read.
    pub(super) async fn local_file(client: &Client, file: &LocalFile) -> Result<Self, Error> {
        let source = ContentSource::Reader(Box::new(file.open(client).await?));
        Ok(Self { head: Bytes::new(), source, name: file.name(), taken: 0, limit: client.config().file_limit })
    }

    /// Content that can be read only once, of unknown size.
    pub(super) fn once(source: ContentSource, limit: u64) -> Self {
        Self { head: Bytes::new(), source, name: "the uploaded content".into(), taken: 0, limit }
    }

    /// All of the content, if it has up to `maximum` bytes; otherwise it can still be read in pieces.
    pub(super) async fn read_all(&mut self, client: &Client, maximum: u64) -> Result<Option<Bytes>, Error> {
        let bytes = self.read(client, maximum.saturating_add(1)).await?;
        if bytes.len() as u64 > maximum {
            self.put_back(bytes);
            return Ok(None);
        }
        self.count(bytes).map(Some)
    }

    /// The next piece; empty at the end.
    pub(super) async fn next(&mut self, client: &Client, size: u64) -> Result<Bytes, Error> {
        let bytes = self.read(client, size).await?;
        self.count(bytes)
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Error> {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if self.taken > self.limit { Err(too_large(&self.name, self.limit)) } else { Ok(bytes) }
    }

    fn put_back(&mut self, bytes: Bytes) {
        self.head = if self.head.is_empty() { bytes } else { [bytes, std::mem::take(&mut self.head)].concat().into() };
    }

    /// Reads `size` bytes, or all that remain.
    async fn read(&mut self, client: &Client, size: u64) -> Result<Bytes, Error> {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if matches!(self.source, ContentSource::Empty) || self.head.len() >= size {
            return Ok(self.head.split_to(size.min(self.head.len())));
        }
        let mut bytes = BytesMut::from(std::mem::take(&mut self.head));
        while bytes.len() < size {
            let piece = self.source.next(client, size - bytes.len()).await?;
            let Some(mut piece) = piece.map_err(|error| self.unreadable(error))? else {
                break;
            };
            if bytes.is_empty() && piece.len() == size {
                return Ok(piece);
            }
            bytes.reserve((size - bytes.len()).min(MAX_RESERVED));
            // A stream has pieces of its own size.
            self.head = piece.split_off((size - bytes.len()).min(piece.len()));
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    fn unreadable(&self, error: io::Error) -> Error {
        Error::new(ErrorKind::File, format!("cannot read {}: {error}", self.name)).with_source(error)
    }
}

impl ContentSource {
    /// The next piece, from a reader up to `size` bytes; `None` at the end.
    async fn next(&mut self, client: &Client, size: usize) -> Result<io::Result<Option<Bytes>>, Error> {
        match std::mem::replace(self, Self::Empty) {
            Self::Empty => Ok(Ok(None)),
            Self::Reader(mut reader) => {
                let work = move || (read_up_to(&mut *reader, size), reader);
                let (piece, reader) = client.run_blocking(work).await?;
                *self = Self::Reader(reader);
                Ok(piece)
            }
            Self::Stream(mut stream) => {
                let piece = stream.next().await.transpose();
                *self = Self::Stream(stream);
                Ok(piece)
            }
        }
    }
}

fn read_up_to(reader: &mut (dyn Read + Send), size: usize) -> io::Result<Option<Bytes>> {
    // Growth by doubling would take up to twice the memory.
    let mut bytes = Vec::with_capacity(size.min(MAX_RESERVED));
    reader.take(size as u64).read_to_end(&mut bytes)?;
    Ok(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures_core::future::BoxFuture;
    use futures_util::{FutureExt, stream};

    use super::*;
    use crate::{Body, Config, Transport, TransportError};

    /// Runs blocking work at once, and nothing else.
    struct NoTransport;

    impl Transport for NoTransport {
        fn send(&self, _: http::Request<Bytes>) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
            unreachable!()
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            unreachable!()
        }
    }

    fn client() -> Client {
        Client::with_transport(Config::new("a:b"), Arc::new(NoTransport)).unwrap()
    }

    /// A reader that returns one byte at a time.
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

    /// Seven bytes, in pieces of another size than the requested ones.
    fn seven() -> [ContentSource; 2] {
        let pieces = [&[7][..], &[], &[6, 5, 4, 3], &[2, 1]].map(|piece| Ok(Bytes::from_static(piece)));
        [ContentSource::Reader(Box::new(Slow(7))), ContentSource::Stream(stream::iter(pieces).boxed())]
    }

    fn now<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        future.now_or_never().expect("the future is ready")
    }

    #[test]
    fn content_that_is_too_long_for_read_all_is_read_in_pieces_from_its_beginning() {
        let client = client();
        for source in seven() {
            let mut content = Content::once(source, 100);
            assert_eq!(now(content.read_all(&client, 4)).unwrap(), None);
            let pieces: Vec<Bytes> = (0..4).map(|_| now(content.next(&client, 3)).unwrap()).collect();
            assert_eq!(pieces, [&[7, 6, 5][..], &[4, 3, 2], &[1], &[]]);
        }
        for source in seven() {
            assert_eq!(now(Content::once(source, 100).read_all(&client, 7)).unwrap().unwrap().len(), 7);
        }
    }

    #[test]
    fn content_without_an_end_is_an_error_at_the_limit() {
        let client = client();
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[0; 5])));
        for source in [ContentSource::Reader(Box::new(io::repeat(0))), ContentSource::Stream(endless.boxed())] {
            let mut content = Content::once(source, 5);
            now(content.next(&client, 3)).unwrap();
            assert_eq!(now(content.next(&client, 3)).unwrap_err().kind(), ErrorKind::File);
        }
    }
}
