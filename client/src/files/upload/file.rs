//! `Upload`: a file to upload, from a `FileRef`, a path, bytes, a reader or a stream.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use super::content::{Content, ContentSource};
use super::file_body::LocalFile;
use crate::files::data_uri;
use crate::files::file_ref::Source;
use crate::files::local_file::{self, too_large};
use crate::{Error, ErrorKind, FileRef, Lifecycle};

/// A file to upload to fal's storage, see [`Client::upload`](crate::Client::upload).
///
/// ```
/// use fal_client::{FileRef, Upload};
///
/// let path = Upload::path("talk.mp3");
/// let bytes = Upload::bytes("image/png", &b"\x89PNG"[..]).name("dot.png");
/// let reader = Upload::reader("application/zip", std::io::empty());
/// let stream = Upload::stream("application/zip", futures_util::stream::iter([Ok("PK".into())]));
/// let same = Upload::from(FileRef::path("talk.mp3"));
/// # let _ = (path, bytes, reader, stream, same);
/// ```
#[must_use]
pub struct Upload {
    origin: Origin,
    content_type: Option<String>,
    name: Option<String>,
    lifecycle: Option<Lifecycle>,
}

enum Origin {
    /// A URL, which needs no upload, or a data URI.
    Uri(String),
    Bytes(Bytes),
    Path(PathBuf),
    Once(ContentSource),
}

/// What the storage stores with the content of a file.
pub(super) struct Attributes {
    pub(super) name: String,
    pub(super) content_type: HeaderValue,
    pub(super) lifecycle: Option<HeaderValue>,
}

/// The readable content of a file.
pub(super) enum Opened {
    Bytes(Bytes),
    File(LocalFile),
    /// Content that can be read only once.
    Once(Content),
}

impl Upload {
    fn new(origin: Origin) -> Self {
        Self { origin, content_type: None, name: None, lifecycle: None }
    }

    /// A file on disk. Its extension implies its content type, and its name is that of the path.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Origin::Path(path.into()))
    }

    /// A file in memory, with its content type, such as `image/png`.
    pub fn bytes(content_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::new(Origin::Bytes(content.into())).content_type(content_type)
    }

    /// The content of a reader, with its content type. It is read on the threads of the runtime for
    /// blocking work.
    pub fn reader(content_type: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self::new(Origin::Once(ContentSource::Reader(Box::new(reader)))).content_type(content_type)
    }

    /// The content of an asynchronous stream of chunks, with its content type: the body of another
    /// response, or a reader of tokio through `tokio_util::io::ReaderStream`.
    pub fn stream(
        content_type: impl Into<String>,
        chunks: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self::new(Origin::Once(ContentSource::Stream(Box::pin(chunks)))).content_type(content_type)
    }

    /// Sets the content type.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the name of the file, which becomes the end of its URL.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets how long the file is kept, and who may read it.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// The URL, if the file needs no upload.
    pub(super) fn url(&self) -> Option<&str> {
        match &self.origin {
            Origin::Uri(uri) if !data_uri::is_data_uri(uri) => Some(uri),
            _ => None,
        }
    }

    fn media_type(&self) -> String {
        match (&self.content_type, &self.origin) {
            (Some(content_type), _) => content_type.clone(),
            (None, Origin::Path(path)) => local_file::content_type(path),
            (None, Origin::Uri(uri)) => data_uri::content_type(uri).to_owned(),
            (None, _) => "application/octet-stream".to_owned(),
        }
    }

    /// The name that was set, else that of the path, else one made from the content type.
    pub(super) fn file_name(&self) -> String {
        let of_path = match &self.origin {
            Origin::Path(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            _ => None,
        };
        self.name.clone().or(of_path).unwrap_or_else(|| {
            let content_type = self.media_type();
            let subtype = content_type.split_once('/').map_or("", |(_, subtype)| subtype);
            match subtype.split(['-', ';', '+']).next().unwrap_or_default() {
                "" | "octet" => "file.bin".to_owned(),
                extension => format!("file.{extension}"),
            }
        })
    }

    pub(super) fn attributes(&self, name: String) -> Result<Attributes, Error> {
        let content_type = self.media_type();
        let header = HeaderValue::from_str(&content_type).ok().filter(|_| !content_type.is_empty());
        let content_type = header.ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                format!("invalid content type {content_type:?}: expected one such as image/png"),
            )
        })?;
        let lifecycle = self.lifecycle.as_ref().map(Lifecycle::header).transpose()?.flatten();
        Ok(Attributes { name, content_type, lifecycle })
    }

    pub(super) fn open(self, limit: u64) -> Result<Opened, Error> {
        let bytes = match self.origin {
            Origin::Uri(uri) => data_uri::decode(&uri)?,
            Origin::Bytes(bytes) => bytes,
            Origin::Path(path) => return LocalFile::find(path, limit).map(Opened::File),
            Origin::Once(source) => return Ok(Opened::Once(Content::once(source, limit))),
        };
        let size = bytes.len() as u64;
        if size > limit { Err(too_large(&format!("a file of {size} bytes"), limit)) } else { Ok(Opened::Bytes(bytes)) }
    }
}

impl From<FileRef> for Upload {
    fn from(file: FileRef) -> Self {
        match file.into_source() {
            Source::Uri(uri) => Self::new(Origin::Uri(uri)),
            Source::Bytes { content_type, content } => Self::bytes(content_type, content),
            Source::Path(path) => Self::path(path),
        }
    }
}

impl From<PathBuf> for Upload {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&Path> for Upload {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("name", &self.file_name()).finish_non_exhaustive()
    }
}
