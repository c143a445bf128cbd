//! `Client::download`: the content behind the URL of an output file. Reads http, https and data URIs;
//! the key is not sent, because files may stand on any host.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;

use crate::files::upload::keyless;
use crate::http::retry::{Repeat, Trail};
use crate::{Client, Error, ErrorKind};

impl Client {
    /// The content of an output file, by its URL or data URI, up to the client's response limit. The
    /// key is not sent.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// std::fs::write("cat.png", fal.download("https://v3.fal.media/files/cat.png").await?)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the server cannot be reached or does not have the file, when the file is larger than the
    /// limit, when the text is neither a URL nor a base64 data URI.
    pub async fn download(&self, url: &str) -> Result<Bytes, Error> {
        if let Some(data) = url.strip_prefix("data:") {
            return decode_data_uri(data);
        }
        let request = keyless(Method::GET, address(url)?, None, None, Bytes::new())?;
        let answer = self.exchange(Repeat::SAFE, &Trail::default(), &request).await?;
        Ok(answer.body)
    }
}

/// The same, if it is the address of something that can be fetched.
pub(crate) fn address(url: &str) -> Result<&str, Error> {
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(url);
    }
    Err(Error::new(ErrorKind::Config, "the address of a file must begin with https:, http: or data:"))
}

/// The content of a data URI, after `data:`.
pub(crate) fn decode_data_uri(data: &str) -> Result<Bytes, Error> {
    let content = data.split_once(";base64,").and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok());
    content.map(Bytes::from).ok_or_else(|| Error::new(ErrorKind::Decode, "this is no base64 data URI"))
}
