//! `Piece`: the bytes of one request, on disk.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::channel::Sender;

use super::spool::{BLOCK, Block};

pub(crate) struct Piece {
    /// All of them are full except the last one.
    pub(super) blocks: Vec<Block>,
    pub(crate) size: u64,
    /// In quotes, as in the header.
    pub(crate) etag: String,
}

impl Piece {
    /// Sends the bytes; ends early when the client disconnects or the disk fails.
    pub(crate) async fn send(self: &Arc<Self>, to: &mut Sender<Bytes>) -> io::Result<()> {
        for index in 0..self.blocks.len() {
            let piece = Arc::clone(self);
            let size = usize::try_from(self.size - (index * BLOCK) as u64).unwrap_or(BLOCK).min(BLOCK);
            let bytes = tokio::task::spawn_blocking(move || piece.blocks[index].read(size)).await??;
            to.send_data(bytes.into()).await.map_err(|_| io::ErrorKind::BrokenPipe)?;
        }
        Ok(())
    }
}
