//! `FileRef`: a file handed to a model, by address or by content. The call turns a local one into a data URI or
//! uploads it, before the input is written as JSON.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::wire::{Level, Reader, Wire};
use crate::{Error, ErrorKind};

/// A file given to a model: a URL, a data URI, bytes in memory, or a path.
///
/// Deliberately not convertible from a string, so that a prompt and an image cannot be swapped.
///
/// Bytes and paths are handed over when the call is sent. Up to [`Config::inline_limit`](crate::Config::inline_limit)
/// (256 KiB unless set otherwise) they travel inside the request as base64; larger ones are put into fal's storage,
/// and their URL is sent. To use one file in several calls, upload it once by
/// [`Client::upload`](crate::Client::upload).
///
/// ```
/// use fal_client::FileRef;
///
/// let hosted = FileRef::url("https://example.com/cat.png");
/// let in_memory = FileRef::bytes("image/png", &b"\x89PNG"[..]);
/// let on_disk = FileRef::path("cat.png"); // opened when the call is sent
/// assert_eq!(hosted.as_str(), Some("https://example.com/cat.png"));
/// assert_eq!(in_memory.as_str(), None);
/// # let _ = on_disk;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FileRef(Source);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A URL or a data URI, as it is on the wire.
    Text(String),
    Bytes {
        content_type: String,
        content: Bytes,
    },
    Path(PathBuf),
}

impl FileRef {
    /// A file the server can fetch from a URL.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self(Source::Text(url.into()))
    }

    /// A file inside a data URI, such as `data:image/png;base64,iVBORw0KGgo=`.
    #[must_use]
    pub fn data_uri(uri: impl Into<String>) -> Self {
        Self(Source::Text(uri.into()))
    }

    /// A file in memory, with its content type, such as `image/png`.
    #[must_use]
    pub fn bytes(content_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self(Source::Bytes { content_type: content_type.into(), content: content.into() })
    }

    /// A file on disk. It is read when the call is sent; its content type follows from its extension
    /// (`application/octet-stream` for an unknown one).
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }

    /// The URL or data URI; `None` for bytes and paths, which have none before the call is sent.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Source::Text(text) => Some(text),
            Source::Bytes { .. } | Source::Path(_) => None,
        }
    }

    pub(crate) fn into_source(self) -> Source {
        self.0
    }

    /// Replaces bytes or a path of no more than `limit` bytes by a data URI; says whether there is nothing left to do.
    pub(crate) fn inline(&mut self, limit: u64, most: u64) -> Result<bool, Error> {
        let uri = match &self.0 {
            Source::Text(_) => return Ok(true),
            Source::Bytes { content_type, content } => {
                let size = content.len() as u64;
                if size > most {
                    return Err(too_large(&format!("a file of {size} bytes"), most));
                }
                if size > limit {
                    return Ok(false);
                }
                data_uri(content_type, content)
            }
            Source::Path(path) => match read(path, limit, most)? {
                Some(content) => data_uri(&content_type_of(path), &content),
                None => return Ok(false),
            },
        };
        self.0 = Source::Text(uri);
        Ok(true)
    }
}

/// The content type that follows from the extension of a path.
pub(crate) fn content_type_of(path: &Path) -> String {
    mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned()
}

/// Opens a regular file and gives its size.
pub(crate) fn open(path: &Path) -> Result<(File, u64), Error> {
    let file = File::open(path).map_err(|error| unreadable(path, error))?;
    let metadata = file.metadata().map_err(|error| unreadable(path, error))?;
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::File, format!("{} is not a regular file", path.display())));
    }
    Ok((file, metadata.len()))
}

pub(crate) fn unreadable(path: &Path, error: std::io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot read the file {}: {error}", path.display())).with_source(error)
}

/// The content of a file, if it has no more than `limit` bytes.
fn read(path: &Path, limit: u64, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let (file, size) = open(path)?;
    if size > most {
        return Err(too_large(&format!("the file {}", path.display()), most));
    }
    let limit = limit.min(most);
    if size > limit {
        return Ok(None);
    }
    let mut content = Vec::new();
    // The file may grow while it is read, so the limit is held here and not by its metadata.
    file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(|error| unreadable(path, error))?;
    Ok(Some(content).filter(|content| content.len() as u64 <= limit))
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

fn data_uri(content_type: &str, content: &[u8]) -> String {
    let mut uri = format!("data:{content_type};base64,");
    STANDARD.encode_string(content, &mut uri);
    uri
}

impl fmt::Debug for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Text(text) if text.len() > 200 => {
                let head: String = text.chars().take(60).collect();
                write!(f, "FileRef({head:?}.. {} bytes)", text.len())
            }
            Source::Text(text) => write!(f, "FileRef({text:?})"),
            Source::Bytes { content_type, content } => write!(f, "FileRef({content_type:?}, {} bytes)", content.len()),
            Source::Path(path) => write!(f, "FileRef({path:?})"),
        }
    }
}

impl Wire for FileRef {
    fn level(&self) -> Level<'_> {
        match &self.0 {
            Source::Text(text) => Level::Text(text),
            Source::Bytes { .. } | Source::Path(_) => {
                Level::Unready("a file given as bytes or path has no JSON form before the call is sent")
            }
        }
    }

    fn take(from: &mut Reader) -> Self {
        Self(Source::Text(from.leaf()))
    }
}

crate::__serde!(FileRef);
