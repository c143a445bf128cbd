//! `Upload`: a file to be put into the storage, from wherever it comes. Made of a `FileRef`, a path, bytes, a reader or a stream;
//! read by `Client::upload`.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use super::Label;
use super::content::{Content, Rest};
use super::disk::OnDisk;
use crate::files::download::decode_data_uri;
use crate::files::file_ref::{Source, content_type_of, too_large};
use crate::{Error, ErrorKind, FileRef, Lifecycle};

/// A file to put into fal's storage, see [`Client::upload`](crate::Client::upload).
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
    from: Origin,
    content_type: Option<String>,
    name: Option<String>,
    lifecycle: Option<Lifecycle>,
}

enum Origin {
    /// A URL, which is left as it is, or a data URI.
    Text(String),
    Bytes(Bytes),
    Path(PathBuf),
    Once(Rest),
}

/// A file of which the content can be had.
pub(super) enum Opened {
    Bytes(Bytes),
    Disk(OnDisk),
    /// What can be read only once.
    Once(Content),
}

impl Upload {
    fn new(from: Origin) -> Self {
        Self { from, content_type: None, name: None, lifecycle: None }
    }

    /// A file on disk. Its content type follows from its extension, its name is that of the path.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::new(Origin::Path(path.into()))
    }

    /// A file in memory, with its content type, such as `image/png`.
    pub fn bytes(content_type: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::new(Origin::Bytes(content.into())).content_type(content_type)
    }

    /// Whatever a reader gives until its end, with its content type. Reading blocks the thread.
    pub fn reader(content_type: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        Self::new(Origin::Once(Rest::Reader(Box::new(reader)))).content_type(content_type)
    }

    /// Whatever an asynchronous stream of pieces gives until its end, with its content type: the body of another
    /// answer, or a reader of tokio by `tokio_util::io::ReaderStream`.
    pub fn stream(
        content_type: impl Into<String>,
        pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self::new(Origin::Once(Rest::Stream(Box::pin(pieces)))).content_type(content_type)
    }

    /// Another content type than the one that follows from the path.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The name of the file, which becomes the end of its URL.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How long the file is kept, and who may read it.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// The URL, if there is nothing to upload.
    pub(super) fn hosted(&self) -> Option<&str> {
        match &self.from {
            Origin::Text(text) if !text.starts_with("data:") => Some(text),
            _ => None,
        }
    }

    fn media_type(&self) -> String {
        match (&self.content_type, &self.from) {
            (Some(content_type), _) => content_type.clone(),
            (None, Origin::Path(path)) => content_type_of(path),
            (None, Origin::Text(uri)) => {
                let head = uri.strip_prefix("data:").and_then(|data| data.split_once([';', ',']));
                head.map(|(content_type, _)| content_type.to_owned()).unwrap_or_default()
            }
            (None, _) => "application/octet-stream".to_owned(),
        }
    }

    /// The name as given, else that of the path, else one made of the content type.
    pub(super) fn file_name(&self) -> String {
        let of_path = match &self.from {
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

    pub(super) fn label(&self, name: String) -> Result<Label, Error> {
        let content_type = self.media_type();
        let header = HeaderValue::from_str(&content_type).ok().filter(|_| !content_type.is_empty());
        let content_type = header.ok_or_else(|| {
            Error::new(ErrorKind::Config, format!("{content_type:?} is no content type: it must look like image/png"))
        })?;
        let lifecycle = self.lifecycle.as_ref().map(Lifecycle::header).transpose()?.flatten();
        Ok(Label { name, content_type, lifecycle })
    }

    pub(super) fn open(self, limit: u64) -> Result<Opened, Error> {
        let bytes = match self.from {
            Origin::Text(uri) => decode_data_uri(uri.strip_prefix("data:").unwrap_or(&uri))?,
            Origin::Bytes(bytes) => bytes,
            Origin::Path(path) => return OnDisk::find(path, limit).map(Opened::Disk),
            Origin::Once(rest) => return Ok(Opened::Once(Content::once(rest, limit))),
        };
        let size = bytes.len() as u64;
        if size > limit { Err(too_large(&format!("a file of {size} bytes"), limit)) } else { Ok(Opened::Bytes(bytes)) }
    }
}

impl From<FileRef> for Upload {
    fn from(file: FileRef) -> Self {
        match file.into_source() {
            Source::Text(text) => Self::new(Origin::Text(text)),
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
