//! Receives the body of an upload, block by block.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::body::Incoming;

use super::piece::Piece;
use super::spool::{BLOCK, Block, Spool};
use super::uploads::Uploads;
use crate::digest::Digest;
use crate::shared::Shared;

/// Where the body of a request is stored.
pub(crate) struct Receive<'a> {
    pub(crate) spool: &'a Arc<Spool>,
    pub(crate) uploads: &'a Shared<Uploads>,
    /// The upload that the body belongs to: it is not removed to make room for itself.
    pub(crate) keep: Option<&'a str>,
}

impl Receive<'_> {
    /// Stores a body. The error is the status of the response.
    pub(crate) async fn body(&self, mut body: Incoming) -> Result<Piece, StatusCode> {
        let (mut blocks, mut size, mut digest) = (Vec::new(), 0, Digest::new());
        let mut pending = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
            let Ok(mut data) = frame.into_data() else { continue };
            digest.update(&data);
            size += data.len() as u64;
            while !data.is_empty() {
                pending.extend_from_slice(&data.split_to(data.len().min(BLOCK - pending.len())));
                if pending.len() == BLOCK {
                    blocks.push(self.block(std::mem::take(&mut pending)).await?);
                }
            }
        }
        if !pending.is_empty() {
            blocks.push(self.block(pending).await?);
        }
        let etag = format!("\"{}\"", &digest.hex()[..32]);
        Ok(Piece { blocks, size, etag })
    }

    async fn block(&self, bytes: Vec<u8>) -> Result<Block, StatusCode> {
        let bytes = Bytes::from(bytes);
        loop {
            let (spool, data) = (Arc::clone(self.spool), bytes.clone());
            let written = tokio::task::spawn_blocking(move || spool.write(&data)).await;
            match written {
                Ok(Ok(Some(block))) => return Ok(block),
                Ok(Ok(None)) if self.uploads.lock().remove_oldest(self.keep) => {}
                Ok(Ok(None)) => return Err(StatusCode::PAYLOAD_TOO_LARGE),
                _ => return Err(StatusCode::INSUFFICIENT_STORAGE),
            }
        }
    }
}
