//! `Spool`: one temporary file of a bounded number of blocks, shared by all uploads.
//! The file has no name, so that it disappears however the process ends.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use crate::shared::Shared;

/// Bytes of a block.
pub(super) const BLOCK: usize = 64 << 10;

pub(crate) struct Spool {
    /// `None` until it is first needed. The lock is held during reads and writes.
    file: Shared<Option<File>>,
    /// Not held during reads and writes, so that a block can be freed while they are in progress.
    blocks: Shared<Blocks>,
    max_blocks: u64,
}

struct Blocks {
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
        let blocks = Blocks { free: Vec::new(), count: 0 };
        let (file, blocks) = (Shared::new(None), Shared::new(blocks));
        Arc::new(Self { file, blocks, max_blocks: bytes.div_ceil(BLOCK as u64) })
    }

    /// Writes at most [`BLOCK`] bytes. `None` when every block is in use.
    pub(super) fn write(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Option<Block>> {
        let Some(number) = self.blocks.lock().take(self.max_blocks) else { return Ok(None) };
        // An error frees the block.
        let block = Block { number, spool: Arc::clone(self) };
        self.at(number, |file| file.write_all(bytes))?;
        Ok(Some(block))
    }

    /// Uses the file at the start of a block.
    fn at<T>(&self, number: u64, action: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
        let mut file = self.file.lock();
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(number * BLOCK as u64))?;
        action(file)
    }

    #[cfg(test)]
    pub(super) fn in_use(&self) -> u64 {
        let blocks = self.blocks.lock();
        blocks.count - blocks.free.len() as u64
    }
}

impl Blocks {
    /// The number of a free block, if there is one.
    fn take(&mut self, max_blocks: u64) -> Option<u64> {
        if let Some(number) = self.free.pop() {
            return Some(number);
        }
        let number = self.count;
        (number < max_blocks).then(|| {
            self.count += 1;
            number
        })
    }
}

impl Block {
    /// The first `size` bytes of the block.
    pub(super) fn read(&self, size: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; size.min(BLOCK)];
        self.spool.at(self.number, |file| file.read_exact(&mut bytes))?;
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
