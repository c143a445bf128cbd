//! Files that are sent to fal or received from it: local files of inputs, uploads and downloads.

pub(crate) mod data_uri;
pub(crate) mod download;
mod download_to;
mod file_name;
pub(crate) mod file_ref;
pub(crate) mod lifecycle;
mod local_file;
pub(crate) mod output_file;
pub(crate) mod save;
pub(crate) mod upload;

use output_file::{OutputFile, OutputFiles};
