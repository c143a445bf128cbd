//! Uploaded files: on disk, bounded in bytes, the oldest goes first.
//! Written by `hosts::cdn` and `hosts::rest`, read back by `hosts::cdn`.

mod piece;
mod spool;
mod uploads;

pub(crate) use piece::{Piece, Receive};
pub(crate) use spool::Spool;
pub(crate) use uploads::{Upload, Uploads};
