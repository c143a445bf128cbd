//! `Client::download`: the content of an output file, from its URL or data URI. The key is not sent, because files may be on
//! any host.

use bytes::Bytes;
use http::Method;

use super::data_uri;
use crate::http::attempts::AttemptState;
use crate::http::exchange::unauthenticated_request;
use crate::http::retry::RetryClass;
use crate::http::route;
use crate::{Client, Error};

impl Client {
    /// Downloads an output file from its URL or data URI, up to the client's response limit. The
    /// key is not sent.
    ///
    /// ```no_run
    /// # async fn example(fal: fal_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// std::fs::write("cat.png", fal.download("https://v3.fal.media/files/cat.png").await?)?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If the server cannot be reached or does not have the file, if the file is larger than the
    /// limit, if the string is neither a URL nor a base64 data URI.
    pub async fn download(&self, url: &str) -> Result<Bytes, Error> {
        if data_uri::is_data_uri(url) {
            return data_uri::decode(url);
        }
        let request = unauthenticated_request(Method::GET, route::download(url)?, None, None, Bytes::new())?;
        let response = self.exchange(RetryClass::IDEMPOTENT, &AttemptState::default(), &request).await?;
        Ok(response.body)
    }
}
