//! Files that are sent to fal or received from it: local files of inputs, uploads and downloads.

pub(crate) mod data_uri;
pub(crate) mod download;
mod download_to;
pub(crate) mod file_ref;
pub(crate) mod lifecycle;
mod local_file;
pub(crate) mod upload;
