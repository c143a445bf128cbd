//! `FileRef`: a file in the input of a model, by its URL or its content. The call turns a local file into a data URI or
//! uploads it, before the input is serialized as JSON.

use std::fmt;
use std::path::PathBuf;

use bytes::Bytes;

use super::{data_uri, local_file};
use crate::Error;
use crate::wire::{JsonView, Reader, Wire};

/// A file in the input of a model: a URL, a data URI, bytes in memory, or a path.
///
/// There is deliberately no conversion from strings, so that a prompt and an image cannot be swapped.
///
/// Bytes and paths are read when the call is sent. Up to [`Config::inline_limit`](crate::Config::inline_limit)
/// (256 KiB by default) they are sent within the request as base64; larger files are uploaded to fal's storage,
/// and their URL is sent. To use a file in several calls, upload it once by
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
    /// A URL or a data URI, as in the JSON.
    Uri(String),
    Bytes {
        content_type: String,
        content: Bytes,
    },
    Path(PathBuf),
}

impl FileRef {
    /// A file that the server downloads from a URL.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self(Source::Uri(url.into()))
    }

    /// A file within a data URI, such as `data:image/png;base64,iVBORw0KGgo=`.
    #[must_use]
    pub fn data_uri(uri: impl Into<String>) -> Self {
        Self(Source::Uri(uri.into()))
    }

    /// A file in memory, with its content type, such as `image/png`.
    #[must_use]
    pub fn bytes(content_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self(Source::Bytes { content_type: content_type.into(), content: content.into() })
    }

    /// A file on disk. It is read when the call is sent; its extension implies its content type
    /// (`application/octet-stream` for an unknown one).
    #[must_use]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }

    /// The URL or data URI; `None` for bytes and paths.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Source::Uri(uri) => Some(uri),
            Source::Bytes { .. } | Source::Path(_) => None,
        }
    }

    pub(crate) fn into_source(self) -> Source {
        self.0
    }

    /// Replaces a local file of up to `limit` bytes by a data URI. A file of more than `maximum` bytes is an error.
    pub(crate) fn inline(&mut self, limit: u64, maximum: u64) -> Result<(), Error> {
        let uri = match &self.0 {
            Source::Uri(_) => return Ok(()),
            Source::Bytes { content_type, content } => {
                let size = content.len() as u64;
                if size > maximum {
                    return Err(local_file::too_large(&format!("a file of {size} bytes"), maximum));
                }
                if size > limit {
                    return Ok(());
                }
                data_uri::encode(content_type, content)
            }
            Source::Path(path) => match local_file::read(path, limit, maximum)? {
                Some(content) => data_uri::encode(&local_file::content_type(path), &content),
                None => return Ok(()),
            },
        };
        self.0 = Source::Uri(uri);
        Ok(())
    }
}

impl fmt::Debug for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Uri(uri) if data_uri::is_data_uri(uri) => write!(f, "FileRef({})", data_uri::summary(uri)),
            Source::Uri(uri) if uri.len() > 200 => {
                let head: String = uri.chars().take(60).collect();
                write!(f, "FileRef({head:?}.. {} bytes)", uri.len())
            }
            Source::Uri(uri) => write!(f, "FileRef({uri:?})"),
            Source::Bytes { content_type, content } => write!(f, "FileRef({content_type:?}, {} bytes)", content.len()),
            Source::Path(path) => write!(f, "FileRef({path:?})"),
        }
    }
}

impl Wire for FileRef {
    fn view(&self) -> JsonView<'_> {
        match &self.0 {
            Source::Uri(uri) => JsonView::File(uri),
            Source::Bytes { .. } | Source::Path(_) => {
                JsonView::Unserializable("a file in memory or on disk has no JSON form before the call is sent")
            }
        }
    }

    fn take(from: &mut Reader) -> Self {
        Self(Source::Uri(from.uri()))
    }
}

crate::__serde!(FileRef);
