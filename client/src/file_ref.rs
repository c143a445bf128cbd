//! `FileRef`: a file handed to a model, by address or by content. Read from a path or from memory
//! it is turned into a data URI by the call, before the input is written as JSON.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

use crate::{Error, ErrorKind};

/// A file given to a model: a URL, a data URI, bytes in memory, or a path.
///
/// Deliberately not convertible from a string, so that a prompt and an image cannot be swapped.
///
/// Bytes and paths travel inside the request as base64, which is a third longer than the file. They
/// are limited by [`Config::file_limit`](crate::Config::file_limit) (10 MiB unless set otherwise);
/// host a larger file yourself and pass its URL.
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
enum Source {
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

    /// Replaces bytes or a path by a data URI.
    pub(crate) fn inline(&mut self, limit: u64) -> Result<(), Error> {
        let uri = match &self.0 {
            Source::Text(_) => return Ok(()),
            Source::Bytes { content_type, content } => {
                let size = content.len() as u64;
                if size > limit {
                    return Err(too_large(&format!("a file of {size} bytes"), limit));
                }
                data_uri(content_type, content)
            }
            Source::Path(path) => {
                let content = read(path, limit)?;
                let content_type = mime_guess::from_path(path).first_or_octet_stream();
                data_uri(content_type.essence_str(), &content)
            }
        };
        self.0 = Source::Text(uri);
        Ok(())
    }
}

fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let unreadable = |error: std::io::Error| {
        Error::new(ErrorKind::File, format!("cannot read the file {}: {error}", path.display())).with_source(error)
    };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::File, format!("{} is not a regular file", path.display())));
    }
    let mut content = Vec::new();
    // The file may grow while it is read, so the limit is held here and not by its metadata.
    file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(unreadable)?;
    if content.len() as u64 > limit {
        return Err(too_large(&format!("the file {}", path.display()), limit));
    }
    Ok(content)
}

fn too_large(what: &str, limit: u64) -> Error {
    Error::new(
        ErrorKind::File,
        format!(
            "{what} is larger than the {limit} bytes that may travel inside a request: host it and \
             pass its URL by FileRef::url, or raise Config::file_limit"
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

impl Serialize for FileRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Source::Text(text) => serializer.serialize_str(text),
            Source::Bytes { .. } | Source::Path(_) => {
                Err(S::Error::custom("a file given as bytes or path has no JSON form before the call is sent"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for FileRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Source::Text(text)))
    }
}
