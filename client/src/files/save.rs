//! `Client::save`: writes every file of an output to a folder, never over a file that exists.

use std::fmt;
use std::fs;
use std::future::IntoFuture;
use std::path::PathBuf;

use futures_core::future::BoxFuture;

use super::download_to::unwritable;
use super::file_name::{self, FileName};
use super::{OutputFile, OutputFiles};
use crate::{Client, Error};

/// The names of files, unless there is another template.
const NAMES: &str = "{path}";

type OnProgress<'a> = Box<dyn FnMut(&SaveProgress<'_>) + Send + 'a>;

/// Saving the files of an output. Made by [`Client::save`]; await it.
///
/// ```no_run
/// # async fn example(fal: fal_client::Client, output: fal_client::Json) -> Result<(), fal_client::Error> {
/// for saved in fal.save(&output, "pictures").names("cat-{index}").await? {
///     println!("{} is {}", saved.path, saved.file.display()); // images[0] is pictures/cat-1.png
/// }
/// # Ok(()) }
/// ```
#[must_use = "does nothing until it is awaited"]
pub struct Save<'a> {
    client: Client,
    files: Vec<OutputFile<'a>>,
    request_id: &'a str,
    folder: PathBuf,
    names: String,
    on_progress: OnProgress<'a>,
}

/// A file that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SavedFile {
    /// Its path in the output, such as `images[0]`.
    pub path: String,
    /// Its location on disk.
    pub file: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

/// How much of a file has been written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SaveProgress<'a> {
    /// The path of the file in the output, such as `images[0]`.
    pub path: &'a str,
    /// The number of the file, from 1.
    pub index: usize,
    /// The number of files.
    pub count: usize,
    /// The bytes that were written. After an interruption, it begins with 0 again.
    pub written: u64,
    /// The size of the file in bytes, if the server states it.
    pub size: Option<u64>,
}

impl Client {
    /// Saves the files of an output in a folder, which is created if it does not exist. Returns where they are.
    ///
    /// A file is named after its path in the output, with the extension of its content type: `images-0.png`. If there
    /// is a file of this name, a number is added: `images-0-2.png`. Each file is downloaded as by
    /// [`download_to`](Self::download_to), one after the other; data URIs are decoded.
    ///
    /// ```no_run
    /// # use fal_client::{Client, Endpoint, Error};
    /// # async fn example<E: Endpoint>(fal: Client, input: E) -> Result<(), Error> {
    /// let output = fal.call(input).subscribe().await?;
    /// fal.save(&output, "pictures/").await?;
    /// let saved = fal
    ///     .save(&output, "pictures/")
    ///     .names("{request_id}-{index}")
    ///     .on_progress(|progress| println!("{}: {} bytes", progress.path, progress.written))
    ///     .await?;
    /// println!("{}", saved.len());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`download_to`](Self::download_to), and of kind [`Config`](crate::ErrorKind::Config) if the template of
    /// the names is invalid. The files that were saved before the error remain.
    pub fn save<'a>(&self, output: &'a impl OutputFiles, folder: impl Into<PathBuf>) -> Save<'a> {
        Save {
            client: self.clone(),
            files: output.files(),
            request_id: output.id(),
            folder: folder.into(),
            names: NAMES.to_owned(),
            on_progress: Box::new(|_| {}),
        }
    }
}

impl<'a> Save<'a> {
    /// The template of the names, without a folder. `{path}` is the file's path in the output, `{index}` its number from 1,
    /// `{request_id}` the id of the request, `{name}` the name that the server gave it, and `{ext}` its extension,
    /// which is added if the template does not end in it. Default: `{path}`.
    ///
    /// Of what the server sent, names keep letters, digits, `-` and `_`.
    pub fn names(mut self, template: impl Into<String>) -> Self {
        self.names = template.into();
        self
    }

    /// Calls `on_progress` whenever a part of a file has been written.
    pub fn on_progress(mut self, on_progress: impl FnMut(&SaveProgress<'_>) + Send + 'a) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The same with another client of the same configuration.
    #[cfg(feature = "blocking")]
    pub(crate) fn with_client(self, client: &Client) -> Self {
        Self { client: client.clone(), ..self }
    }

    async fn save(self) -> Result<Vec<SavedFile>, Error> {
        let Self { client, files, request_id, folder, names, mut on_progress } = self;
        let names =
            files.iter().enumerate().map(|(index, file)| file_name::render(&names, file, index + 1, request_id));
        let names = names.collect::<Result<Vec<FileName>, Error>>()?;
        let made = folder.clone();
        client.run_blocking(move || fs::create_dir_all(&made).map_err(|error| unwritable(&made, error))).await??;
        let (mut saved, count) = (Vec::new(), names.len());
        for (index, (file, name)) in files.iter().zip(names).enumerate() {
            let mut on_chunk = |written, size| {
                let progress = SaveProgress { path: &file.path, index: index + 1, count, written, size };
                on_progress(&progress);
            };
            let (temporary, size) =
                client.download_aside(file.url, &folder.join(name.numbered(1)), &mut on_chunk).await?;
            let folder = folder.clone();
            let persist = move || temporary.persist_new(|number| folder.join(name.numbered(number)));
            let file_path = client.run_blocking(persist).await??;
            saved.push(SavedFile { path: file.path.clone(), file: file_path, size });
        }
        Ok(saved)
    }
}

impl<'a> IntoFuture for Save<'a> {
    type Output = Result<Vec<SavedFile>, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.save())
    }
}

impl fmt::Debug for Save<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Save").field("folder", &self.folder).field("names", &self.names).finish_non_exhaustive()
    }
}
