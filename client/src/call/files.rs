//! The local files in an input: small ones become data URIs, larger ones are uploaded and become URLs, before the input is
//! serialized as JSON.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{Client, Error, FileRef, ModelInput};

/// The number of concurrent uploads.
const PARALLEL: usize = 2;

/// Replaces every local file by a data URI or the URL of its upload. Every file is checked before any is sent.
pub(super) async fn prepare<E: ModelInput>(client: &Client, mut input: E) -> Result<E, Error> {
    let mut files: Vec<FileRef> = Vec::new();
    input.each_file(&mut |file| {
        if file.as_str().is_none() && !files.contains(file) {
            files.push(file.clone());
        }
    });
    if files.is_empty() {
        return Ok(input);
    }
    let prepared = store(client, inline(client, files.clone()).await?).await?;
    input.each_file(&mut |file| {
        if let Some(position) = files.iter().position(|local| local == file) {
            *file = prepared[position].clone();
        }
    });
    Ok(input)
}

/// Replaces the small files by data URIs.
async fn inline(client: &Client, mut files: Vec<FileRef>) -> Result<Vec<FileRef>, Error> {
    let (limit, maximum) = (client.config().inline_limit, client.config().file_limit);
    let work = move || {
        files.iter_mut().try_for_each(|file| file.inline(limit, maximum))?;
        Ok(files)
    };
    client.run_blocking(work).await?
}

/// Replaces the other files by the URLs of their uploads.
async fn store(client: &Client, files: Vec<FileRef>) -> Result<Vec<FileRef>, Error> {
    let uploads = stream::iter(files).map(|file| {
        let client = client.clone();
        async move {
            match file.as_str() {
                Some(_) => Ok(file),
                None => client.store(file.into()).await.map(FileRef::url),
            }
        }
    });
    uploads.buffered(PARALLEL).try_collect().await
}
