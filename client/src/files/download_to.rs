//! `Client::download_to`: the content behind the URL of an output file, written to disk piece by piece. The file is there
//! as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::StreamExt;
use http::Method;

use crate::files::download::address;
use crate::files::upload::keyless;
use crate::http::exchange::request_id;
use crate::http::retry::{Repeat, Trail};
use crate::{Client, Error, ErrorKind};

impl Client {
    /// Like [`download`](Self::download), into a file, with no more than a piece of it in memory: for videos and
    /// archives. Gives its size in bytes. The size limit is [`Config::file_limit`](crate::Config::file_limit), and there
    /// is no time limit but the overall one as long as bytes come.
    ///
    /// While it is written, the content has another name beside `path`; then it takes the place of what was there. A
    /// download that fails or is dropped leaves nothing behind. Writing blocks the thread for moments.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
    /// let size = fal.download_to("https://v3.fal.media/files/cat.mp4", "cat.mp4").await?;
    /// println!("{size} bytes");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`download`](Self::download), and of kind [`File`](ErrorKind::File) when the file cannot be written or is
    /// larger than the limit.
    pub async fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        let part = Part::beside(path.as_ref());
        let mut deadline = self.deadline(self.config().timeout);
        let trail = deadline.trail();
        let size = deadline.limit(Box::pin(self.fill(url, &part, &trail))).await?;
        part.finish(path.as_ref())?;
        Ok(size)
    }

    async fn fill(&self, url: &str, part: &Part, trail: &Trail) -> Result<u64, Error> {
        if url.starts_with("data:") {
            let content = self.download(url).await?;
            part.open()?.write(&content, self.config().file_limit)?;
            return Ok(content.len() as u64);
        }
        let url = address(url)?;
        self.repeating(Repeat::SAFE, trail, || Box::pin(self.fill_once(url, part))).await
    }

    /// Reads an answer into the file, from its beginning.
    async fn fill_once(&self, url: &str, part: &Part) -> Result<u64, Error> {
        let limit = self.config().request_timeout;
        let request = keyless(Method::GET, url, None, None, Bytes::new())?;
        let answer = self.within(limit, self.open(request)).await?;
        if !answer.status().is_success() {
            let answer = self.within(limit, self.read(answer)).await?;
            return Err(self.refusal(&answer, false));
        }
        let (head, mut pieces) = answer.into_parts();
        let mut writing = part.open()?;
        let mut next = async || match pieces.next().await.transpose() {
            Ok(piece) => Ok(piece),
            Err(error) => Err(self.broken(&error, head.status.as_u16(), request_id(&head.headers))),
        };
        while let Some(piece) = self.within(limit, next()).await? {
            writing.write(&piece, self.config().file_limit)?;
        }
        Ok(writing.size)
    }
}

/// The content of a file that is not whole yet. Removed unless it is finished.
struct Part(PathBuf);

impl Part {
    /// A name of its own beside another.
    fn beside(path: &Path) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Self(path.with_file_name(format!(".{name}.{}-{number}.part", std::process::id())))
    }

    fn open(&self) -> Result<Writing<'_>, Error> {
        let file = File::create(&self.0).map_err(|error| unwritable(&self.0, error))?;
        Ok(Writing { file, path: &self.0, size: 0 })
    }

    fn finish(self, path: &Path) -> Result<(), Error> {
        fs::rename(&self.0, path).map_err(|error| unwritable(path, error))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Finished, or never begun: then there is nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}

struct Writing<'a> {
    file: File,
    path: &'a Path,
    size: u64,
}

impl Writing<'_> {
    fn write(&mut self, piece: &[u8], limit: u64) -> Result<(), Error> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > limit {
            let message = format!("the file is larger than the limit of {limit} bytes: raise Config::file_limit");
            return Err(Error::new(ErrorKind::File, message));
        }
        self.file.write_all(piece).map_err(|error| unwritable(self.path, error))
    }
}

fn unwritable(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::File, format!("cannot write the file {}: {error}", path.display())).with_source(error)
}
