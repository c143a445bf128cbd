//! The local files in an input: small ones become data URIs, larger ones are uploaded and become URLs, before the input is
//! serialized as JSON.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{Client, Error, FileRef, ModelInput};

/// The number of concurrent uploads.
const PARALLEL: usize = 2;

/// Replaces every local file by a data URI or the URL of its upload.
pub(super) async fn prepare<E: ModelInput>(client: &Client, mut input: E) -> Result<E, Error> {
    let files = inline(client, &mut input)?;
    if files.is_empty() {
        return Ok(input);
    }
    let uploads = stream::iter(files.clone()).map(|file| {
        let client = client.clone();
        async move { client.store(file.into()).await }
    });
    let urls: Vec<String> = uploads.buffered(PARALLEL).try_collect().await?;
    input.each_file(&mut |file| {
        if let Some(position) = files.iter().position(|uploaded| uploaded == file) {
            *file = FileRef::url(urls[position].clone());
        }
    });
    Ok(input)
}

/// Replaces the small files by data URIs and returns the others, each once. Every file is checked before any is sent.
fn inline<E: ModelInput>(client: &Client, input: &mut E) -> Result<Vec<FileRef>, Error> {
    let config = client.config();
    let mut large: Vec<FileRef> = Vec::new();
    let mut result = Ok(());
    input.each_file(&mut |file| {
        if result.is_err() || large.contains(file) {
            return;
        }
        match file.inline(config.inline_limit, config.file_limit) {
            Ok(true) => {}
            Ok(false) => large.push(file.clone()),
            Err(error) => result = Err(error),
        }
    });
    result.map(|()| large)
}
