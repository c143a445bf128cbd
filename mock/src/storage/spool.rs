//! `Spool`: one temporary file of a bounded number of blocks, shared by all uploads.
//! The file has no name, so that it disappears however the process ends.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use crate::shared::Shared;

/// Bytes of a block.
pub(super) const BLOCK: usize = 64 << 10;

pub(crate) struct Spool {
    blocks: Shared<Blocks>,
    max_blocks: u64,
}

struct Blocks {
    /// Created when it is first needed.
    file: Option<File>,
    free: Vec<u64>,
    /// How many blocks the file has.
    count: u64,
}

/// A block in use. It is freed when it is dropped.
pub(super) struct Block {
    number: u64,
    spool: Arc<Spool>,
}

impl Spool {
    /// A spool of at most that many bytes, rounded up to whole blocks.
    pub(crate) fn new(bytes: u64) -> Arc<Self> {
        let blocks = Blocks { file: None, free: Vec::new(), count: 0 };
        Arc::new(Self { blocks: Shared::new(blocks), max_blocks: bytes.div_ceil(BLOCK as u64) })
    }

    /// Writes at most [`BLOCK`] bytes. `None` when every block is in use.
    pub(super) fn write(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Option<Block>> {
        let mut blocks = self.blocks.lock();
        let number = match blocks.free.pop() {
            Some(number) => number,
            None if blocks.count < self.max_blocks => {
                blocks.count += 1;
                blocks.count - 1
            }
            None => return Ok(None),
        };
        // From here on an error frees the block.
        let written = blocks.seek_to(number).and_then(|file| file.write_all(bytes));
        drop(blocks);
        let block = Block { number, spool: Arc::clone(self) };
        written.map(|()| Some(block))
    }

    #[cfg(test)]
    pub(super) fn in_use(&self) -> u64 {
        let blocks = self.blocks.lock();
        blocks.count - blocks.free.len() as u64
    }
}

impl Blocks {
    /// The file, positioned at the start of a block.
    fn seek_to(&mut self, number: u64) -> io::Result<&mut File> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(number * BLOCK as u64))?;
        Ok(file)
    }
}

impl Block {
    /// The first `size` bytes of the block.
    pub(super) fn read(&self, size: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; size.min(BLOCK)];
        self.spool.blocks.lock().seek_to(self.number)?.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        self.spool.blocks.lock().free.push(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_bounded_and_reused() {
        let spool = Spool::new(2 * BLOCK as u64);
        let write = |byte: u8| spool.write(&[byte; 10]).expect("a file");
        let (first, second) = (write(1).expect("room"), write(2).expect("room"));
        assert!(write(3).is_none());
        drop(first);
        let third = write(3).expect("room again");
        assert_eq!((second.read(10).expect("bytes"), third.read(10).expect("bytes")), (vec![2; 10], vec![3; 10]));
        assert!(write(4).is_none());
        assert_eq!(spool.in_use(), 2);
    }
}
