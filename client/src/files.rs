//! Files that go to fal and come from it: local files of inputs, uploads and downloads.

pub(crate) mod download;
mod download_to;
pub(crate) mod file_ref;
pub(crate) mod lifecycle;
pub(crate) mod upload;
