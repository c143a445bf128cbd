//! `Piece`: bytes that came in one request, on disk.
//! Received from a request's body, block by block; sent as the body of an answer.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use http_body_util::channel::Sender;
use hyper::StatusCode;
use hyper::body::Incoming;
use ring::digest::{Context, SHA256};

use super::spool::{BLOCK, Block, Spool};
use crate::app::Shared;
use crate::hex::hex;
use crate::storage::Uploads;

pub(crate) struct Piece {
    blocks: Vec<Block>,
    pub(crate) size: u64,
    /// In quotes, as in the header.
    pub(crate) etag: String,
}

/// Where the bytes of a request go.
pub(crate) struct Receive<'a> {
    pub(crate) spool: &'a Arc<Spool>,
    pub(crate) uploads: &'a Shared<Uploads>,
    /// The upload that the bytes belong to: it is not thrown out to make room for itself.
    pub(crate) keep: Option<&'a str>,
}

impl Receive<'_> {
    /// Stores a body. The error is the status to answer with.
    pub(crate) async fn body(&self, mut body: Incoming) -> Result<Piece, StatusCode> {
        let (mut piece, mut digest) = (Piece::empty(), Context::new(&SHA256));
        let mut waiting = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
            let Ok(mut data) = frame.into_data() else { continue };
            digest.update(&data);
            piece.size += data.len() as u64;
            while !data.is_empty() {
                waiting.extend_from_slice(&data.split_to(data.len().min(BLOCK - waiting.len())));
                if waiting.len() == BLOCK {
                    piece.blocks.push(self.block(std::mem::take(&mut waiting)).await?);
                }
            }
        }
        if !waiting.is_empty() {
            piece.blocks.push(self.block(waiting).await?);
        }
        piece.etag = format!("\"{}\"", &hex(digest.finish().as_ref())[..32]);
        Ok(piece)
    }

    async fn block(&self, bytes: Vec<u8>) -> Result<Block, StatusCode> {
        let bytes = Bytes::from(bytes);
        loop {
            let (spool, data) = (Arc::clone(self.spool), bytes.clone());
            let written = tokio::task::spawn_blocking(move || spool.write(&data)).await;
            match written {
                Ok(Ok(Some(block))) => return Ok(block),
                Ok(Ok(None)) if self.uploads.lock().forget_oldest(self.keep) => {}
                Ok(Ok(None)) => return Err(StatusCode::PAYLOAD_TOO_LARGE),
                _ => return Err(StatusCode::INSUFFICIENT_STORAGE),
            }
        }
    }
}

impl Piece {
    fn empty() -> Self {
        Self { blocks: Vec::new(), size: 0, etag: String::new() }
    }

    /// Sends the bytes; ends early when the client has gone or the disk fails.
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
