//! Reading local files, within limits of their size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::{Error, ErrorKind};

/// The content type that the extension of a path implies.
pub(crate) fn content_type(path: &Path) -> String {
    mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned()
}

/// Opens a regular file and returns its size.
pub(crate) fn open(path: &Path) -> Result<(File, u64), Error> {
    let file = File::open(path).map_err(|error| unreadable(path, error))?;
    let metadata = file.metadata().map_err(|error| unreadable(path, error))?;
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::File, format!("{} is not a regular file", path.display())));
    }
    Ok((file, metadata.len()))
}

/// The content of a file of up to `limit` bytes; `None` if it is larger. A file of more than `maximum` bytes is an error.
pub(crate) fn read(path: &Path, limit: u64, maximum: u64) -> Result<Option<Vec<u8>>, Error> {
    let (file, size) = open(path)?;
    if size > maximum {
        return Err(too_large(&format!("the file {}", path.display()), maximum));
    }
    let limit = limit.min(maximum);
    if size > limit {
        return Ok(None);
    }
    let mut content = Vec::new();
    // The file may grow while it is read, so its metadata is not sufficient to enforce the limit.
    file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(|error| unreadable(path, error))?;
    Ok(Some(content).filter(|content| content.len() as u64 <= limit))
}

pub(crate) fn unreadable(path: &Path, error: std::io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot read the file {}: {error}", path.display())).with_source(error)
}

pub(crate) fn too_large(what: &str, limit: u64) -> Error {
    Error::new(
        ErrorKind::File,
        format!(
            "{what} is larger than the limit of {limit} bytes: host it and pass its URL by FileRef::url, or raise \
             Config::file_limit"
        ),
    )
}
