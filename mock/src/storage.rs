//! Files: uploads on disk, bounded in bytes, and the recipes of pictures.

mod lifecycle;
mod pictures;
mod piece;
mod receive;
mod spool;
mod uploads;

pub(crate) use lifecycle::Lifecycle;
pub(crate) use pictures::Pictures;
pub(crate) use piece::Piece;
pub(crate) use receive::Receive;
pub(crate) use spool::Spool;
pub(crate) use uploads::{Upload, Uploads};
